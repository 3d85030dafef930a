"""How an earning without a deal came about, in words, for its page."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.words import words

from ..engine.revenue import Carryover
from .rank_words import MODES, TIER_MEASURES

NEEDS: Final[Mapping[str, Any]] = {
    "first_deposit": _("First deposit, of 24 hours"),
    "deposited": _("Deposited"),
    "net_deposited": _("Deposited less withdrawn"),
    "lots": _("Lots closed"),
    "trades": _("Trades closed"),
}
COMPONENTS: Final[Mapping[str, Any]] = {
    "commission": _("Commission and fees charged"),
    "markup": _("Markup"),
    "spread": _("Spread"),
    "swaps": _("Swaps charged"),
    "client_result": _("What clients won by trading"),
    "rebates": _("Rebates to clients"),
    "other_commissions": _("Commission of other partners"),
    "chargebacks": _("Charge-backs"),
    "payment_fees": _("Fees of payment providers"),
}
CARRYOVERS: Final[Mapping[str, Any]] = {
    Carryover.NONE: _("None: a month that lost is forgotten"),
    Carryover.FULL: _("Full: all of it is carried"),
    Carryover.CAPPED: _("Capped: at most the limit is carried"),
    Carryover.FORGIVEN: _("Forgiven: down to the limit it is forgotten, the rest is carried"),
    Carryover.BY_CLIENT: _("By client: each client carries his own"),
    Carryover.HIGH_ROLLER: _("High roller: who lost more than the limit is carried by himself"),
}
_LABELS: Final[Mapping[str, Any]] = {
    "payment": _("Payment"),
    "part": _("Part beside commission"),
    "before": _("Paid before"),
    "net_revenue": _("Net revenue"),
    "carried_before": _("Carried from before"),
    "carried": _("Carried on"),
    "paid": _("Paid for the service"),
    "refunded": _("Refunded of it"),
    "share": _("Share"),
    "carryover": _("When a month loses"),
    "limit": _("Limit"),
    "unknown": _("Unknown deals"),
    "measure": _("Volume"),
    "mode": _("How the rate applies"),
    "volume": _("Lots"),
    "deals": _("Deals"),
    "reason": _("Reason"),
}


def steps(why: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """What a derivation says, key by key, in words."""
    found: list[tuple[Any, Any]] = [
        (label, _said(key, why[key]))
        for key, label in _LABELS.items()
        if why.get(key) not in (None, "", "0", 0)
    ]
    rates = why.get("fx") or {}
    return found + [(_t("Exchange rate %(pair)s") % {"pair": pair}, rate)
                    for pair, rate in rates.items()]  # fmt: skip


def _said(key: str, value: Any) -> Any:
    known = {"carryover": CARRYOVERS, "mode": MODES, "measure": TIER_MEASURES}.get(key)
    if known is not None:
        return known.get(value, value)
    return words(str(value)) if key == "reason" else value


def parts(why: Mapping[str, Any]) -> tuple[list[Any], list[list[Any]]]:
    """The table below the steps: its head and rows; empty where there is none."""
    if "needs" in why:
        head = [_t("Need"), _t("Needed"), _t("Reached")]
        return head, [
            [NEEDS.get(one["measure"], one["measure"]), one["needed"], one["measured"]]
            for one in why["needs"]
        ]
    if "components" in why:
        return [_t("Component"), _t("Amount")], [
            [label, why["components"][name]]
            for name, label in COMPONENTS.items()
            if name in why["components"]
        ]
    if "slices" in why:
        head = [_t("From"), _t("To"), _t("Lots"), _t("Rate"), _t("Amount")]
        keys = ("from", "to", "lots", "rate", "amount")
        return head, [[one[key] or "–" for key in keys] for one in why["slices"]]
    return [], []
