"""What a brand pays for clients: its form and its words."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.texts import translated

from ..engine import PlanError
from ..models import AcquisitionTerms
from ..services.acquisition.terms import MEASURES, MONEY, read_acquisition, set_acquisition
from .brand_terms import Body, Pairs, TermsPage, register_terms
from .earning_words import NEEDS


def _plain(value: Any) -> str:
    return f"{Decimal(value).normalize():f}"


class AcquisitionForm(forms.Form):
    """Needs, time, payment or brackets; what is empty is not asked for."""

    on = forms.BooleanField(
        required=False, label=_("Pay partners for clients"),
        help_text=_("Clients who came before keep the terms of their day"),
    )  # fmt: skip
    currency = forms.CharField(max_length=8, required=False, label=_("Currency"))
    within_days = forms.IntegerField(
        min_value=1, max_value=3650, required=False, label=_("Within days"),
        help_text=_("From when he got the partner; empty: at any time"),
    )  # fmt: skip
    payment = forms.DecimalField(
        min_value=0, max_digits=20, decimal_places=8, required=False, label=_("Payment")
    )
    brackets = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 5}), label=_("Or brackets"),
        help_text=_("One a line: net deposit from, and payment, such as: 100 35"),
    )  # fmt: skip
    part = forms.DecimalField(
        min_value=0, max_value=1, max_digits=9, decimal_places=8, initial=1, required=False,
        label=_("Part of it"), help_text=_("Below 1 where trades pay commission too (hybrid)"),
    )  # fmt: skip
    hold_days = forms.IntegerField(
        min_value=0, max_value=3650, required=False, label=_("Hold, days"),
        help_text=_("A charge-back or refund until then takes the payment back"),
    )  # fmt: skip
    monthly = forms.BooleanField(required=False, label=_("Payable from the next month on"))

    def __init__(self, *, data: Any, body: Body | None) -> None:
        held = body or {}
        needs = held.get("needs", {})
        initial = {name: held[name] for name in self.base_fields if name in held}
        initial["on"] = body is not None
        initial["brackets"] = "\n".join(
            f"{one['from']} {one['pay']}" for one in held.get("brackets") or ()
        )
        super().__init__(data=data, initial=initial | {f"need_{k}": v for k, v in needs.items()})
        for name in MEASURES:
            self.fields[f"need_{name}"] = forms.DecimalField(
                min_value=0, max_digits=20, decimal_places=8, required=False, label=NEEDS[name],
                help_text=_("In the currency") if name in MONEY else "",
            )  # fmt: skip
        self.order_fields(["on", "currency", *(f"need_{name}" for name in MEASURES)])

    def clean(self) -> dict[str, Any]:
        """Read what was given as terms are read, and say what is wrong at its field."""
        values = super().clean() or {}
        if values.get("on") and not self.errors:
            try:
                read_acquisition(self._given(values))
            except PlanError as error:
                name = error.key.partition("[")[0].replace("needs.", "need_")
                self.add_error(name if name in self.fields else None, translated(error))
        return values

    def body(self) -> Body | None:
        """The terms as they are kept; none where nothing is paid."""
        return self._given(self.cleaned_data) if self.cleaned_data["on"] else None

    def _given(self, values: dict[str, Any]) -> dict[str, Any]:
        needs = {name: values[f"need_{name}"] for name in MEASURES if values.get(f"need_{name}")}
        rows = [line.split() for line in values["brackets"].splitlines() if line.strip()]
        return {
            "currency": values["currency"].strip().upper(),
            "needs": {name: _plain(value) for name, value in needs.items()},
            "within_days": values["within_days"],
            "hold_days": values["hold_days"] or 0,
            "payment": _plain(values["payment"]) if values["payment"] else None,
            "brackets": [
                {"from": row[0], "pay": row[1] if len(row) == 2 else ""} for row in rows
            ] or None,
            "part": _plain(values["part"] or 1),
            "monthly": values["monthly"],
        }  # fmt: skip


def said(body: Body) -> Pairs:
    """Terms in words."""
    rules = read_acquisition(body)
    pairs: Pairs = [(NEEDS[name], _plain(least)) for name, least in rules.offer.needs.items()]
    if rules.offer.within:
        pairs.append((_t("Within days"), rules.offer.within.days))
    if rules.payment is not None:
        pairs.append((_t("Payment"), f"{_plain(rules.payment)} {rules.currency}"))
    if rules.brackets is not None:
        both = zip(rules.brackets.borders, rules.brackets.payments, strict=True)
        text = ", ".join(f"≥ {_plain(low)}: {_plain(pay)}" for low, pay in both)
        pairs.append((_t("Brackets of the net deposit"), f"{text} {rules.currency}"))
    pairs.append((_t("Part of it"), _plain(rules.part)))
    pairs.append((_t("Hold, days"), rules.offer.hold.days))
    if rules.monthly:
        pairs.append((_t("Payable from the next month on"), _t("Yes")))
    return pairs


register_terms(
    TermsPage(
        path="acquisition",
        name="acquisition_terms",
        back="qualifications",
        title=_("Terms for clients paid for"),
        intro=_(
            "A partner is paid once for a client who reaches all needs in time; a higher bracket"
            " pays the difference."
        ),
        model=AcquisitionTerms,
        form=lambda data, body: AcquisitionForm(data=data, body=body),
        said=said,
        save=set_acquisition,
    )
)
