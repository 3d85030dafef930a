"""Rules and shares of a plan in plain words."""

from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ..engine import Basis, ChargeOn, Distribution, Plan, Rule
from ..engine.numbers import plain

BASES: Final[dict[Basis, Any]] = {
    Basis.LOT: _("Money per lot"),
    Basis.COMMISSION: _("Share of the commission charged"),
    Basis.SPREAD: _("Share of the spread"),
    Basis.PIP: _("Pips"),
    Basis.MARKUP: _("Share of the markup"),
    Basis.TURNOVER: _("Money per million of turnover"),
    Basis.PROFIT: _("Share of the client's profit"),
    Basis.POINTS: _("Points"),
}
COUNTED: Final[dict[Basis, Any]] = {
    Basis.COMMISSION: _("commission charged to the client"),
    Basis.SPREAD: _("spread"),
    Basis.MARKUP: _("markup"),
}
DISTRIBUTIONS: Final[dict[Distribution, Any]] = {
    Distribution.LEVEL: _("A fixed rate per level"),
    Distribution.DIFFERENCE: _("Each partner's own rate, less the best below him"),
    Distribution.RANK_SLICES: _("Slices by rank"),
    Distribution.SPLIT: _("One amount, split along the chain"),
    Distribution.PERCENT_OF_SUB: _("A share of what the partner below gets"),
    Distribution.RATIO: _("The rule's value times a ratio per level"),
}
SIDES: Final[dict[ChargeOn, Any]] = {
    ChargeOn.CLOSE: _("Closing"),
    ChargeOn.OPEN: _("Opening"),
    ChargeOn.BOTH: _("Both sides"),
}


def scope_words(rule: Rule) -> str:
    """What a rule is for; all deals when it names nothing."""
    named = (
        (_t("symbol"), rule.symbol),
        (_t("group"), rule.symbol_group),
        (_t("account type"), rule.account_type),
        (_t("partner"), rule.partner),
    )
    found = [f"{title} {value}" for title, value in named if value is not None]
    return ", ".join(found) or _t("all deals")


def rule_words(rule: Rule) -> str:
    """A rule in a line: what it counts, when, and for what."""
    return _t("%(number)s: %(basis)s, %(side)s, %(scope)s") % {
        "number": rule.position + 1,
        "basis": BASES[rule.basis],
        "side": SIDES[rule.charge_on],
        "scope": scope_words(rule),
    }


def shares_words(plan: Plan) -> str:
    """What a chain's partners get of the units, the direct partner first."""
    if plan.distribution in {Distribution.LEVEL, Distribution.RATIO}:
        return listed_words(plan.levels)
    if plan.distribution is Distribution.SPLIT:
        return listed_words(plan.keep)
    if plan.distribution is Distribution.RANK_SLICES:
        return ", ".join(f"{rank} {plain(value)}" for rank, value in plan.slices)
    if plan.distribution is Distribution.PERCENT_OF_SUB:
        return plain(plan.percent_of_sub)
    return _t("the rate in each partner's terms")


def listed_words(values: tuple[Decimal, ...]) -> str:
    """Shares or rates in their order."""
    return " / ".join(plain(value) for value in values)
