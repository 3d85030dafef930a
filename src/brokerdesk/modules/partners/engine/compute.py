"""From one deal and its chain to its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from ..types import Reason
from .plan import LevelPlan, LotRule

EXACT = Decimal("0.00000001")


@dataclass(frozen=True, slots=True)
class DealFact:
    """What the engine needs of a deal. Lots are the lots that it closed."""

    symbol: str
    lots: Decimal
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class ChainLink:
    """A partner in the chain as of the deal."""

    partner_id: str
    active: bool


@dataclass(frozen=True, slots=True)
class Line:
    """What one partner gets: amount to 8 decimals, or zero with its reason, and the derivation."""

    partner_id: str | None
    level: int
    amount: Decimal
    reason: Reason
    why: dict[str, object]


def plain(value: Decimal) -> str:
    """A decimal as people write it: no exponent, no trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def compute(
    deal: DealFact, chain: Sequence[ChainLink], plan: LevelPlan | None, currency: str
) -> list[Line]:
    """Pay every partner of the chain: lots × the rate of his level, or zero and the reason."""
    names = [link.partner_id for link in chain]
    if not chain:
        return [Line(None, 0, Decimal(0), Reason.NO_PARTNER_AT_TIME, _why(None, deal, None, []))]
    rule = plan.rule_for(deal.symbol) if plan is not None else None
    return [
        _line(deal, link, level, plan, rule, currency, names)
        for level, link in enumerate(chain, start=1)
    ]


def _line(
    deal: DealFact,
    link: ChainLink,
    level: int,
    plan: LevelPlan | None,
    rule: LotRule | None,
    currency: str,
    names: list[str],
) -> Line:
    rate = plan.levels[level - 1] if plan is not None and level <= len(plan.levels) else None
    with localcontext(prec=50):
        amount = (deal.lots * rate).quantize(EXACT, ROUND_HALF_UP) if rate else Decimal(0)
    reason = _reason(deal, link, plan, rule, rate, amount)
    why = _why(rule, deal, rate, names)
    if rate is not None and rule is not None:
        why["formula"] = f"{plain(deal.lots)} lots × {plain(rate)} {currency}"
    return Line(
        link.partner_id, level, amount if reason is Reason.NONE else Decimal(0), reason, why
    )


def _reason(
    deal: DealFact,
    link: ChainLink,
    plan: LevelPlan | None,
    rule: LotRule | None,
    rate: Decimal | None,
    amount: Decimal,
) -> Reason:
    """The first reason that applies, in this order."""
    checks = (
        (deal.excluded, Reason.ACCOUNT_EXCLUDED),
        (not link.active, Reason.PARTNER_SUSPENDED),
        (plan is None, Reason.NO_PLAN),
        (rule is None or not rate, Reason.NO_RATE),
        (not deal.lots, Reason.NO_BASE),
        (not amount, Reason.TOO_SMALL),
    )
    return next((reason for applies, reason in checks if applies), Reason.NONE)


def _why(
    rule: LotRule | None, deal: DealFact, rate: Decimal | None, chain: list[str]
) -> dict[str, object]:
    return {
        "rule": rule.position if rule else None,
        "basis": "lot",
        "units": plain(deal.lots),
        "rate": plain(rate) if rate is not None else None,
        "formula": "",
        "chain": chain,
        "fx": None,
    }
