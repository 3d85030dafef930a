"""Forms of coupons and add-ons, new or changed."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import UiRequest
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.words import choices
from brokerdesk.kit.exact import plain

from ...engine.programme import RuleName
from ...models import AddOn, Coupon
from ...overlays import OverlayKind
from ...services.coupons import AddOnDraft, CouponDraft
from .reach import PROGRAMME, own_brands

Values = dict[str, Any]


class _Priced(forms.Form):
    """A worth in percent or money, for some programmes."""

    brand = forms.ChoiceField(label=_("Brand"))
    code = forms.CharField(max_length=40, label=_("Code"))
    percent = forms.DecimalField(required=False, max_digits=7, decimal_places=4, label=_("Percent"))
    money = forms.DecimalField(required=False, max_digits=14, decimal_places=2, label=_("Or money"))
    programmes = forms.CharField(
        max_length=400,
        required=False,
        label=_("Programmes"),
        help_text=_("Their codes with commas between; empty: all"),
    )

    def __init__(self, data: Any, *, request: UiRequest, row: Coupon | AddOn | None = None) -> None:
        super().__init__(data, initial=self.shown(row) if row is not None else None)
        set_choices(self, "brand", own_brands(request, PROGRAMME))
        if row is not None:
            del self.fields["brand"]
            self.fields["code"].disabled = True

    @staticmethod
    def shown(row: Any) -> Values:
        """A row as the form's first values."""
        return {
            "code": row.code,
            "percent": _text(row.percent),
            "money": _text(row.money),
            "programmes": ", ".join(row.programmes),
        }

    def clean_programmes(self) -> tuple[str, ...]:
        """The codes."""
        given = self.cleaned_data["programmes"].split(",")
        return tuple(one.strip() for one in given if one.strip())

    def worth(self) -> Values:
        """What coupons and add-ons have alike."""
        names = ("code", "percent", "money", "programmes")
        return {name: self.cleaned_data[name] for name in names}


class CouponForm(_Priced):
    """A coupon."""

    max_uses = forms.IntegerField(required=False, min_value=1, label=_("At most so many uses"))
    per_client = forms.IntegerField(min_value=1, initial=1, label=_("Uses of each client"))
    valid_from = forms.DateField(
        required=False, label=_("From"), widget=forms.DateInput(attrs={"type": "date"})
    )
    valid_until = forms.DateField(
        required=False,
        label=_("Until, this day not included"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    @staticmethod
    def shown(row: Any) -> Values:
        """A coupon as the form's first values."""
        return _Priced.shown(row) | {
            "max_uses": row.max_uses,
            "per_client": row.per_client,
            "valid_from": row.valid_from and row.valid_from.date(),
            "valid_until": row.valid_until and row.valid_until.date(),
        }

    def draft(self) -> CouponDraft:
        """What was given."""
        values = self.cleaned_data
        return CouponDraft(
            **self.worth(),
            max_uses=values["max_uses"],
            per_client=values["per_client"],
            valid_from=_begins(values["valid_from"]),
            valid_until=_begins(values["valid_until"]),
        )


class AddOnForm(_Priced):
    """An add-on and what it changes."""

    title = forms.CharField(max_length=120, label=_("Title"))
    kind = forms.ChoiceField(choices=choices(OverlayKind), label=_("Changes"))
    amount = forms.DecimalField(
        required=False,
        max_digits=9,
        decimal_places=4,
        label=_("By"),
        help_text=_("Points of the split such as 0.10, or percent of the size"),
    )
    days = forms.IntegerField(required=False, min_value=1, label=_("Days"))
    rule = forms.ChoiceField(required=False, label=_("Loss rule"))
    field_order = ("brand", "code", "title", "kind", "amount", "days", "rule")

    def __init__(self, data: Any, *, request: UiRequest, row: AddOn | None = None) -> None:
        super().__init__(data, request=request, row=row)
        losses = (RuleName.MAX_DAILY_LOSS, RuleName.MAX_OVERALL_LOSS)
        named = [one for one in choices(RuleName) if one[0] in losses]
        set_choices(self, "rule", [("", _t("Both")), *named])

    @staticmethod
    def shown(row: Any) -> Values:
        """An add-on as the form's first values."""
        return {**_Priced.shown(row), "title": row.title, **row.overlay}

    def draft(self) -> AddOnDraft:
        """What was given."""
        values = self.cleaned_data
        overlay: dict[str, object] = {"kind": values["kind"]}
        if values["amount"] is not None:
            overlay["amount"] = plain(values["amount"])
        if values["days"] is not None:
            overlay["days"] = values["days"]
        if values["rule"]:
            overlay["rule"] = values["rule"]
        return AddOnDraft(**self.worth(), title=values["title"], overlay=overlay)


def _text(value: Any) -> str | None:
    return None if value is None else plain(value)


def _begins(day: Any) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)
