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
    rule = plan.rule_for(deal.symbol) if plan is not None else None
    terms = _Terms(deal, plan, rule, currency, [link.partner_id for link in chain])
    if not chain:
        why = _why(terms, None)
        return [Line(None, 0, Decimal(0), Reason.NO_PARTNER_AT_TIME, why)]
    return [terms.line(link, level) for level, link in enumerate(chain, start=1)]


@dataclass(frozen=True, slots=True)
class _Terms:
    """What all lines of one deal share."""

    deal: DealFact
    plan: LevelPlan | None
    rule: LotRule | None
    currency: str
    chain: list[str]

    def line(self, link: ChainLink, level: int) -> Line:
        """What one partner of the chain gets."""
        rate = self._rate(level)
        with localcontext(prec=50):
            amount = (self.deal.lots * rate).quantize(EXACT, ROUND_HALF_UP) if rate else Decimal(0)
        reason = self._reason(link, rate, amount)
        why = _why(self, rate)
        if rate is not None and self.rule is not None:
            why["formula"] = f"{plain(self.deal.lots)} lots × {plain(rate)} {self.currency}"
        paid = amount if reason is Reason.NONE else Decimal(0)
        return Line(link.partner_id, level, paid, reason, why)

    def _rate(self, level: int) -> Decimal | None:
        if self.plan is None or level > len(self.plan.levels):
            return None
        return self.plan.levels[level - 1]

    def _reason(self, link: ChainLink, rate: Decimal | None, amount: Decimal) -> Reason:
        """The first reason that applies, in this order."""
        checks = (
            (self.deal.excluded, Reason.ACCOUNT_EXCLUDED),
            (not link.active, Reason.PARTNER_SUSPENDED),
            (self.plan is None, Reason.NO_PLAN),
            (self.rule is None or not rate, Reason.NO_RATE),
            (not self.deal.lots, Reason.NO_BASE),
            (not amount, Reason.TOO_SMALL),
        )
        return next((reason for applies, reason in checks if applies), Reason.NONE)


def _why(terms: _Terms, rate: Decimal | None) -> dict[str, object]:
    return {
        "rule": terms.rule.position if terms.rule and terms.chain else None,
        "basis": "lot",
        "units": plain(terms.deal.lots),
        "rate": plain(rate) if rate is not None else None,
        "formula": "",
        "chain": terms.chain,
        "fx": None,
    }
