"""The form of a tier scheme: what is measured, how the rate applies, tiers as rows of text."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.texts import translated
from brokerdesk.core.ui.choices import set_choices

from ..errors import TiersInvalid
from ..models import Plan
from ..services.tiers.body import TierRules
from ..services.tiers.setting import checked_tiers
from .rank_words import MODES, PERIODS, TIER_MEASURES


def _choices(words: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [(str(code), text) for code, text in words.items()]


class TierForm(forms.Form):
    """What a period's lots pay."""

    measure = forms.ChoiceField(choices=_choices(TIER_MEASURES), label=_("Counts"))
    mode = forms.ChoiceField(choices=[("", "–"), *_choices(MODES)], label=_("The rate applies"))
    tiers = forms.CharField(
        max_length=1000, label=_("Tiers"), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A line each, the border and the money per lot from there on: 100 6"),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"))
    period = forms.ChoiceField(choices=_choices(PERIODS), initial="month", label=_("Period"))
    plans = forms.MultipleChoiceField(
        required=False, label=_("Only deals paid by these plans"), help_text=_("None: all of them")
    )

    def __init__(
        self, *args: Any, brand_pk: int, body: Mapping[str, Any] | None = None, **options: Any
    ) -> None:
        options["initial"] = shown(body or {})
        super().__init__(*args, **options)
        self._brand_pk = brand_pk
        self.rules: TierRules | None = None
        plans = list(Plan.objects.filter(brand_id=brand_pk).order_by("name"))
        set_choices(self, "plans", [(plan.name, plan.name) for plan in plans])
        currencies = sorted({plan.currency for plan in plans})
        set_choices(self, "currency", [(code, code) for code in currencies])

    def body(self) -> dict[str, Any]:
        """The body as it is stored."""
        values = self.cleaned_data
        names = ("measure", "mode", "currency", "period")
        found = {name: values[name] for name in names} | {"tiers": _tiers(values["tiers"])}
        return found | ({"plans": values["plans"]} if values["plans"] else {})

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.errors:
            return values
        try:
            self.rules = checked_tiers(self._brand_pk, self.body())
        except TiersInvalid as error:
            self._place(error)
        return values

    def _place(self, error: TiersInvalid) -> None:
        """Put a fault on the field, and the line, that its key names."""
        fault = translated(error).removeprefix(f"{error.field}: ")
        name, _bracket, rest = (error.field or "").partition("[")
        place = re.match(r"\d+", rest)
        if place:
            said = {"n": int(place[0]) + 1, "fault": fault}
            fault = _t("Line %(n)s: %(fault)s") % said
        self.add_error(name if name in self.fields else None, fault)


def _tiers(text: str) -> list[dict[str, str]]:
    """Borders with a rate each, a line or a comma between them."""
    found = []
    for line in filter(None, (part.strip() for part in re.split(r"[,\n]", text))):
        border, _space, rate = line.partition(" ")
        found.append({"from": border, "rate": rate.strip()})
    return found


def shown(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body as the form's first values."""
    if not body:
        return {}
    lines = "\n".join(f"{row['from']} {row['rate']}" for row in body["tiers"])
    names = ("measure", "mode", "currency", "period")
    return {name: body[name] for name in names} | {"tiers": lines, "plans": body.get("plans", [])}
