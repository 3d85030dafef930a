"""The editor's form: a programme's clock and size, and its phases as rows."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.texts import translated
from brokerdesk.kit.reading import CaseError

from ...documents import programme_of
from ...engine import Programme, doubts
from .phase_form import PhaseForm, field_of

MOST_PHASES: Final = 8
_PHASE = re.compile(r"phase-(\d{1,2})-name")
_KEY = re.compile(r"phases\[(\d+)\](?:\.rules\[(\d+)\])?\.?(.*)")
_HEAD: Final = {
    "name": "title", "currency": "currency", "initial_balance": "size",
    "clock.zone": "zone", "clock.reset": "reset",
}  # fmt: skip


class RulesForm(forms.Form):
    """What a programme asks. `phases` are rows beside the form's own fields."""

    title = forms.CharField(max_length=80, label=_("Name in the rules"))
    size = forms.CharField(max_length=20, label=_("Initial balance"))
    currency = forms.CharField(min_length=3, max_length=8, label=_("Currency"))
    zone = forms.CharField(
        max_length=60, label=_("Time zone of the reset"), help_text=_("Such as Europe/Prague")
    )
    reset = forms.CharField(max_length=5, label=_("Reset"), help_text=_("Time of day: 00:00"))

    def __init__(self, *args: Any, body: Mapping[str, Any], **options: Any) -> None:
        options["initial"] = _shown(body)
        super().__init__(*args, **options)
        self._version = str(body["version"])
        self.programme: Programme | None = None
        self.phases = list(self._phases(body))

    def _phases(self, body: Mapping[str, Any]) -> Iterator[PhaseForm]:
        if not self.is_bound:
            for n, phase in enumerate(body["phases"]):
                yield PhaseForm(prefix=f"phase-{n}", body=phase)
            return
        gone = self.data.get("remove", "")
        found = sorted({int(m[1]) for key in self.data if (m := _PHASE.fullmatch(key))})
        for n in [n for n in found if str(n) != gone][:MOST_PHASES]:
            yield PhaseForm(self.data, prefix=f"phase-{n}")
        if "more" in self.data and len(found) < MOST_PHASES:
            n = found[-1] + 1 if found else 0
            name = _t("Phase %(n)s") % {"n": len(found) + 1}
            yield PhaseForm({f"phase-{n}-name": name}, prefix=f"phase-{n}")

    @property
    def head(self) -> list[forms.BoundField]:
        """The form's own fields."""
        return [self[name] for name in ("title", "size", "currency", "zone", "reset")]

    @property
    def zones(self) -> list[str]:
        """Zones to choose from."""
        return sorted(zone for zone in available_timezones() if "/" in zone)

    def body(self) -> dict[str, Any]:
        """The programme as the engine reads it."""
        values = self.cleaned_data
        return {
            "name": values["title"],
            "version": self._version,
            "currency": values["currency"].upper(),
            "initial_balance": values["size"],
            "clock": {"zone": values["zone"], "reset": values["reset"]},
            "phases": [phase.body() for phase in self.phases],
        }

    def clean(self) -> dict[str, Any]:
        """Read the body as the engine will; what is wrong is said at its field."""
        values = super().clean() or {}
        for phase in self.phases:
            phase.full_clean()
        if any(phase.errors for phase in self.phases):
            self.add_error(None, _t("Mend the phases below."))
        if self.errors:
            return values
        try:
            self.programme = programme_of(self.body())
        except CaseError as error:
            self._place(error)
        return values

    def doubts(self) -> list[str]:
        """What is valid and cannot be meant, in words."""
        if self.programme is None:
            return []
        names = [phase.name for phase in self.programme.phases]
        return [doubted(names, one.key, translated(one.text)) for one in doubts(self.programme)]

    def _place(self, error: CaseError) -> None:
        """Put a fault on the field that its key names."""
        said = error.args[0]
        fault = translated(said.params["fault"]) if hasattr(said, "params") else translated(said)
        match = _KEY.fullmatch(error.key)
        if match is None:
            field = _HEAD.get(error.key)
            self.add_error(field, fault if field else f"{error.key}: {fault}")
            return
        phase = self.phases[int(match[1])]
        name = match[3] if match[2] is None else field_of(phase.order()[int(match[2])], match[3])
        phase.add_error(name if name in phase.fields else None, fault)
        where = phase.cleaned_data.get("name", match[1])
        label = phase[name].label if name in phase.fields else match[3]
        self.add_error(None, _t("%(phase)s, %(field)s: %(fault)s") % {
            "phase": where, "field": label, "fault": fault})  # fmt: skip


def doubted(names: list[str], key: str, text: str) -> str:
    """A doubt with the names of its phase and key."""
    match = _KEY.fullmatch(key)
    return f"{names[int(match[1])]}, {match[3]}: {text}" if match else text


def _shown(body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": body["name"],
        "size": body["initial_balance"],
        "currency": body["currency"],
        "zone": body["clock"]["zone"],
        "reset": body["clock"]["reset"],
    }
