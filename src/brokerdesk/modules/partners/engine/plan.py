"""A plan: what is paid for a deal and how a chain shares it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from .facts import DealFact, SymbolFact
from .numbers import ONE, ZERO, add, divide, mul, sub
from .rules import ChargeOn, RuleIndex

UTC_ZONE = ZoneInfo("UTC")


class Distribution(StrEnum):
    """How a chain shares what a deal is worth (partners.md §5)."""

    LEVEL = "level"
    DIFFERENCE = "difference"
    RANK_SLICES = "rank_slices"
    SPLIT = "split"
    PERCENT_OF_SUB = "percent_of_sub"
    RATIO = "ratio"


class FundedBy(StrEnum):
    """Who pays a rebate."""

    PARTNER = "partner"
    BROKER = "broker"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a deal must reach to pay, and what it pays at most; None is off."""

    min_duration: timedelta | None = None
    min_points: int | None = None
    max_spread_points: Decimal | None = None
    cap_per_trade: Decimal | None = None
    cap_per_day: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Rebate:
    """The client's share of the direct partner's commission."""

    share: Decimal
    funded_by: FundedBy

    @property
    def deducted(self) -> Decimal:
        """The share that the partner gives up."""
        return self.share if self.funded_by is FundedBy.PARTNER else ZERO


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan, read and checked. levels[0] and keep[0] are the direct partner's.

    overriding[0] is the share of what the nearest below got.
    """

    currency: str
    distribution: Distribution
    rules: RuleIndex
    levels: tuple[Decimal, ...] = ()
    slices: tuple[tuple[str, Decimal], ...] = ()
    keep: tuple[Decimal, ...] = ()
    percent_of_sub: Decimal = ZERO
    overriding: tuple[Decimal, ...] = ()
    same_rank_bonus: Decimal = ZERO
    max_total: Decimal | None = None
    time_zone: ZoneInfo = UTC_ZONE
    filters: Filters = Filters()
    rebate: Rebate | None = None

    def instant(self, deal: DealFact, symbol: SymbolFact) -> datetime:
        """The instant that decides chain and day: by the best rule that names no partner."""
        rule = self.rules.best(deal.symbol, symbol.group, deal.account_type)
        opened = rule is not None and rule.charge_on is ChargeOn.OPEN
        return deal.opened_at if opened else deal.closed_at

    def day(self, at: datetime) -> date:
        """The calendar day of an instant that `cap_per_day` counts by."""
        return at.astimezone(self.time_zone).date()

    def rank_rates(self) -> Mapping[str, Decimal]:
        """By rank, the sum of the slices up to and including its own."""
        rates: dict[str, Decimal] = {}
        total = ZERO
        for rank, value in self.slices:
            total = rates[rank] = add(total, value)
        return rates

    def most_per_unit(self, rates: Iterable[Decimal] = (), *, longest: int = 1) -> Decimal:
        """The most that the plan can pay per unit.

        rates: of all partners. longest: how many partners a chain can have.
        """
        most, divisor = self._most(rates, longest)
        return divide(most, divisor) if divisor != ONE else most

    def exceeds(self, limit: Decimal, rates: Iterable[Decimal] = (), *, longest: int = 1) -> bool:
        """Whether the plan can pay more than a limit per unit: exactly, so equal is allowed."""
        most, divisor = self._most(rates, longest)
        return most > mul(limit, divisor)

    def _most(self, rates: Iterable[Decimal], longest: int) -> tuple[Decimal, Decimal]:
        """Each generation takes its share of all that is basic; so does each who has the rank of
        the one that took it.
        """
        basic, divisor = self._basic(rates)
        alike = mul(self.same_rank_bonus, Decimal(max(longest - 1, 0)))
        return mul(basic, add(ONE, add(total(self.overriding), alike))), divisor

    def _basic(self, rates: Iterable[Decimal]) -> tuple[Decimal, Decimal]:
        value = max((rule.value for rule in self.rules.rules), default=ZERO)
        match self.distribution:
            case Distribution.LEVEL:
                return total(self.levels), ONE
            case Distribution.RATIO:
                return mul(value, total(self.levels)), ONE
            case Distribution.DIFFERENCE:
                return max(rates, default=ZERO), ONE
            case Distribution.RANK_SLICES:
                return total(value for _, value in self.slices), ONE
            case Distribution.SPLIT:
                return value, ONE
            case Distribution.PERCENT_OF_SUB:
                return value, sub(ONE, self.percent_of_sub)


def total(values: Iterable[Decimal]) -> Decimal:
    """Sum exactly."""
    found = ZERO
    for value in values:
        found = add(found, value)
    return found
