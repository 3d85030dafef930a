"""The commercial half of a draft as a form: fields named by their place in the terms."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.texts import translated
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.kit.reading import CaseError

from ...engine import Programme
from ...terms import (
    BreachPolicy,
    CycleKind,
    IdentityWhen,
    ReviewWhen,
    StartsFrom,
    check,
    read_terms,
)
from .reach import demo_products, product_name

_OPTIONAL: Final = {
    "extension": "extension-days",
    "scaling": "scaling-step_percent",
    "news_profit": "news_profit-share",
}
_LISTS: Final = ("split", "offer-countries")
_WHEN: Final[Mapping[str, Mapping[Any, Any]]] = {
    "first_payout-starts": {
        StartsFrom.FIRST_TRADE: _("the first trade"),
        StartsFrom.ACTIVATION: _("the account's start"),
    },
    "cycle-kind": {
        CycleKind.DAYS: _("days"),
        CycleKind.BUSINESS_DAYS: _("weekdays"),
        CycleKind.WEEKDAY: _("every week on a day (Monday is 1)"),
    },
    "identity-when": {
        IdentityWhen.BEFORE_FUNDING: _("before funding"),
        IdentityWhen.AT_PAYOUT: _("before the first reward"),
    },
    "review-when": {
        ReviewWhen.NEVER: _("never"),
        ReviewWhen.ALWAYS: _("always"),
        ReviewWhen.AT_OR_ABOVE: _("at or above a size"),
    },
    "breach_profit-policy": {
        BreachPolicy.FORFEIT: _("is lost"),
        BreachPolicy.SHARE: _("is paid in part, on conditions"),
    },
}
GROUPS: Final = (
    (_("Price"), ("fee-amount", "products", "max_active", "pay_within_hours", "offer-level",
                  "offer-countries")),
    (_("Rewards"), ("split", "first_payout-days", "first_payout-starts", "cycle-kind",
                    "cycle-number", "minimum", "buffer", "winning_days-days",
                    "winning_days-threshold", "max_share", "cap", "flat", "refund_fee_at",
                    "news_profit-share", "news_profit-before_s", "news_profit-after_s",
                    "breach_profit-policy", "breach_profit-share", "breach_profit-claim_days")),
    (_("Checks"), ("identity-level", "identity-when", "review-when", "review-size", "contract",
                   "appeal_days", "late_fact_grace_s")),
    (_("Second chances"), ("reset_percent", "retry-free", "retry-percent", "retry-days",
                           "extension-days", "extension-times", "extension-within_days",
                           "extension-min_profit_percent", "extension-min_trading_days",
                           "extension-price_percent")),
    (_("Growth"), ("scaling-step_percent", "scaling-cap", "scaling-months",
                   "scaling-min_net_percent", "scaling-rewards", "scaling_split", "merge_cap")),
)  # fmt: skip
_LABELS: Final = {
    "fee-amount": _("Fee"),
    "max_active": _("At most active per client (empty: any number)"),
    "pay_within_hours": _("To be paid within, hours"),
    "offer-level": _("Verification level needed to buy"),
    "offer-countries": _("Not offered in (country codes, with commas)"),
    "split": _("Trader's share, reward by reward (0.80, 0.90)"),
    "first_payout-days": _("First reward after, days"),
    "first_payout-starts": _("counted from"),
    "cycle-kind": _("Then by"),
    "cycle-number": _("Number"),
    "minimum": _("Smallest reward"),
    "buffer": _("Profit that has to stay"),
    "winning_days-days": _("Winning days needed"),
    "winning_days-threshold": _("A winning day brings at least"),
    "max_share": _("At most this share of the profit"),
    "cap": _("At most (empty: no cap)"),
    "flat": _("Nothing may be open"),
    "news_profit-share": _("Share that counts of gains around news (empty: all of them)"),
    "news_profit-before_s": _("from so many seconds before a release"),
    "news_profit-after_s": _("to so many seconds after it"),
    "refund_fee_at": _("Fee comes back with reward number (empty: never)"),
    "breach_profit-policy": _("Profit that a daily loss ends"),
    "breach_profit-share": _("Share paid then"),
    "breach_profit-claim_days": _("To be claimed within, days"),
    "identity-level": _("Verification level needed for rewards"),
    "identity-when": _("at the latest"),
    "review-when": _("A person looks at passed phases"),
    "review-size": _("From this size on"),
    "contract": _("Contract's name (empty: none)"),
    "appeal_days": _("Appeals within, days"),
    "late_fact_grace_s": _("Late facts are waited for, seconds"),
    "reset_percent": _("Reset: percent of the fee (empty: not offered)"),
    "retry-free": _("Free retry for those who expired in profit"),
    "retry-percent": _("Retry: percent of the fee (empty: not offered)"),
    "retry-days": _("Retry within, days"),
    "extension-days": _("Extension by, days (empty: none)"),
    "extension-times": _("How often"),
    "extension-within_days": _("Asked for in the last, days"),
    "extension-min_profit_percent": _("With a profit of at least, %"),
    "extension-min_trading_days": _("With trading days of at least"),
    "extension-price_percent": _("Percent of the fee"),
    "scaling-step_percent": _("Grows by, % of the original size (empty: never)"),
    "scaling-cap": _("Up to"),
    "scaling-months": _("Every, months"),
    "scaling-min_net_percent": _("With a net profit of at least, %"),
    "scaling-rewards": _("With rewards of at least"),
    "scaling_split": _("Share after growth (empty: unchanged)"),
    "merge_cap": _("Accounts are merged up to (empty: never)"),
}
_WHOLE: Final = frozenset({
    "max_active", "pay_within_hours", "offer-level", "first_payout-days", "cycle-number",
    "winning_days-days", "refund_fee_at", "breach_profit-claim_days", "identity-level",
    "appeal_days", "late_fact_grace_s", "news_profit-before_s", "news_profit-after_s",
    "retry-days", "extension-days", "extension-times",
    "extension-within_days", "extension-min_trading_days", "scaling-months", "scaling-rewards",
})  # fmt: skip
_FLAGS: Final = frozenset({"flat", "retry-free"})


def field(name: str) -> forms.Field:
    """The field of a place in the terms."""
    if name == "products":
        return _products()
    label = _LABELS[name]
    if name in _FLAGS:
        return forms.BooleanField(label=label, required=False)
    if name in _WHEN:
        choices = [(str(one), text) for one, text in _WHEN[name].items()]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    if name in _WHOLE:
        return forms.IntegerField(label=label, min_value=0, max_value=100_000, required=False)
    return forms.CharField(label=label, max_length=200, required=False)


def _products() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Products, one per platform"), widget=forms.CheckboxSelectMultiple
    )


class TermsForm(forms.Form):
    """What a programme costs and pays."""

    products = _products()

    def __init__(
        self, *args: Any, terms: Mapping[str, Any], programme: Programme, brand_pk: int,
        **options: Any,
    ) -> None:  # fmt: skip
        options["initial"] = shown(terms)
        super().__init__(*args, **options)
        self._programme = programme
        for _title, names in GROUPS:
            for name in names:
                if name != "products":
                    self.fields[name] = field(name)
        fitting = [one for one in demo_products(brand_pk) if one.currency == programme.currency]
        set_choices(self, "products", [(one.public_id, product_name(one)) for one in fitting])

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names]) for title, names in GROUPS]

    def body(self) -> dict[str, Any]:
        """The terms as they are read."""
        found: dict[str, Any] = {}
        for name in self.fields:
            value = self.cleaned_data[name]
            if value in ("", None):
                continue
            if name in _LISTS:
                value = [one.strip() for one in value.split(",") if one.strip()]
            group, _dash, key = name.partition("-")
            if key:
                found.setdefault(group, {})[key] = value
            else:
                found[group] = value
        for group, main in _OPTIONAL.items():
            if self.cleaned_data[main] in ("", None):
                found.pop(group, None)
        found.setdefault("fee", {})["currency"] = self._programme.currency
        return found

    def clean(self) -> dict[str, Any]:
        """Read the terms as the service will; what is wrong is said at its field."""
        values = super().clean() or {}
        if self.errors:
            return values
        try:
            terms = read_terms(self.body())
        except CaseError as error:
            said = error.args[0]
            self.place(error.key, translated(getattr(said, "params", {}).get("fault", said)))
            return values
        for one in check(self._programme, terms):
            params = getattr(one, "params", {"key": "", "fault": one})
            self.place(str(params["key"]), translated(params["fault"]))
        return values

    def place(self, key: str, fault: str) -> None:
        """Put a fault on the field that its key names."""
        name = key.replace(".", "-")
        if name in self.fields:
            self.add_error(name, fault)
            return
        inner = next((one for one in self.fields if one.startswith(f"{name}-")), None)
        said = fault if inner else _t("%(key)s: %(fault)s") % {"key": key, "fault": fault}
        self.add_error(inner, said)


def shown(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Terms, every default written out, as the form's first values."""
    found: dict[str, Any] = {}
    for key, value in terms.items():
        if isinstance(value, Mapping):
            found |= {f"{key}-{inner}": one for inner, one in value.items()}
        elif value is not None:
            found[key] = value
    for name in _LISTS:
        if isinstance(found.get(name), list):
            found[name] = ", ".join(found[name])
    return found
