"""The form of a ladder: ranks as rows, what each needs, how one moves."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.texts import translated

from ..errors import LadderInvalid
from ..services.ladders.body import MEASURES, MOST_RANKS, LadderRules
from ..services.ladders.setting import checked_ladder
from .rank_words import MEASURES as WORDS

_ROW = re.compile(r"rank-(\d{1,3})-rank")
_KEY = re.compile(r"([a-z_]+)(?:\[(\d+)\])?(?:\.(.+))?")


def _text(label: Any, hint: Any = "", **options: Any) -> forms.CharField:
    most = options.pop("most", 20)
    return forms.CharField(max_length=most, required=False, label=label, help_text=hint, **options)


class RankForm(forms.Form):
    """One rank: its name, what it needs, the own rate that it brings."""

    rank = _text(_("Rank"), most=40)
    rate = _text(_("Own rate"), _("For plans by difference; empty: stays as it is"))
    any = forms.BooleanField(required=False, label=_("One of the needs is enough"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in MEASURES:
            self.fields[name] = _text(WORDS[name])

    @property
    def number(self) -> str:
        """The row's number in the form, as it is removed by."""
        return str(self.prefix).removeprefix("rank-")

    def body(self) -> dict[str, Any]:
        """The rank as the engine reads it; what was left empty is left out."""
        values = {name: value for name, value in self.cleaned_data.items() if value}
        needs = {name: values[name].strip() for name in MEASURES if name in values}
        found: dict[str, Any] = {"rank": values.get("rank", ""), "needs": needs}
        if "rate" in values:
            found["rate"] = values["rate"].strip()
        if needs and values.get("any"):
            found["any"] = True
        return found


class LadderForm(forms.Form):
    """Ranks, lowest first, and how one moves on them. `ranks` are rows beside the form's fields."""

    period_days = forms.IntegerField(
        initial=30, label=_("Days that count"),
        help_text=_("They end with the day that is evaluated, in the brand's time zone"),
    )  # fmt: skip
    one_step = forms.BooleanField(required=False, label=_("One rank a night, up and down"))
    downgrade = forms.BooleanField(required=False, initial=True, label=_("A rank can be lost"))
    grace_days = forms.IntegerField(
        initial=0, label=_("Grace, days"),
        help_text=_("A rank is lost when its needs were missed for so long"),
    )  # fmt: skip
    active_trades = forms.IntegerField(
        initial=1, min_value=0, label=_("A client is active from, closed trades")
    )
    active_lots = _text(_("And from, closed lots"))
    currency = _text(_("Currency of money"), _("Other currencies do not count"), most=8)

    def __init__(
        self, *args: Any, brand_pk: int, body: Mapping[str, Any] | None = None, **options: Any
    ) -> None:
        options["initial"] = shown(body or {})
        super().__init__(*args, **options)
        self._brand_pk = brand_pk
        self.rules: LadderRules | None = None
        self.ranks = list(self._rows(body or {}))

    def _rows(self, body: Mapping[str, Any]) -> Iterator[RankForm]:
        if not self.is_bound:
            for n, rank in enumerate(body.get("ranks", ({}, {}))):
                yield RankForm(prefix=f"rank-{n}", initial={**rank, **(rank.get("needs") or {})})
            return
        gone = self.data.get("remove", "")
        found = sorted({int(m[1]) for key in self.data if (m := _ROW.fullmatch(key))})
        for n in [n for n in found if str(n) != gone][:MOST_RANKS]:
            yield RankForm(self.data, prefix=f"rank-{n}")
        if not found or "more" in self.data:
            yield RankForm({}, prefix=f"rank-{found[-1] + 1 if found else 0}")

    def body(self) -> dict[str, Any]:
        """The body as it is stored."""
        values = self.cleaned_data
        found: dict[str, Any] = {
            "ranks": [rank.body() for rank in self.ranks],
            "period_days": values["period_days"],
            "one_step": values["one_step"],
            "downgrade": values["downgrade"],
            "grace_days": values["grace_days"],
            "active": {
                "trades": values["active_trades"], "lots": values["active_lots"].strip() or "0",
            },
        }  # fmt: skip
        currency = values["currency"].strip().upper()
        return found | ({"currency": currency} if currency else {})

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for rank in self.ranks:  # all of them, so that each shows its faults
            rank.full_clean()
        if self.errors or any(rank.errors for rank in self.ranks):
            return values
        try:
            self.rules = checked_ladder(self._brand_pk, self.body())
        except LadderInvalid as error:
            self._place(error)
        return values

    def _place(self, error: LadderInvalid) -> None:
        """Put a fault on the field, or the rank, that its key names."""
        fault = translated(error).removeprefix(f"{error.field}: ")
        match = _KEY.fullmatch(error.field or "")
        name, place, inner = match.groups() if match else ("", None, None)
        if name == "ranks" and place is not None:
            rank = self.ranks[int(place)]
            field = (inner or "").removeprefix("needs.")
            rank.add_error(field if field in rank.fields else None, fault)
            self.add_error(None, _t("Mend the ranks below."))
            return
        field = f"{name}_{inner}" if inner else name
        self.add_error(field if field in self.fields else None, fault)


def shown(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body as the form's first values."""
    if not body:
        return {}
    active = body.get("active") or {}
    names = ("period_days", "one_step", "grace_days", "currency")
    return {name: body[name] for name in names if name in body} | {
        "downgrade": body.get("downgrade", True),
        "active_trades": active.get("trades", 1),
        "active_lots": active.get("lots", ""),
    }
