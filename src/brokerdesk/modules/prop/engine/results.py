"""Results of days where the format's own definition does not fit, and what is made of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from brokerdesk.kit.exact import EXACT, ZERO

from .clock import Clock


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade that was closed."""

    opened_at: datetime
    closed_at: datetime
    net: Decimal


@dataclass(frozen=True, slots=True)
class Contribution:
    """What counts of a profit when no day may bring more than `cap`."""

    cap: Decimal
    counted: Decimal
    not_counted: Decimal


def snapshot_results(equities: Sequence[Decimal]) -> list[Decimal]:
    """Results of days as differences of equity from one reset to the next, floating included."""
    with localcontext(EXACT):
        return [after - before for before, after in pairwise(equities)]


def results_by_opening(trades: Iterable[Trade], clock: Clock) -> dict[date, Decimal]:
    """Results by the day on which the trades were opened, whenever they were closed."""
    found: dict[date, Decimal] = {}
    with localcontext(EXACT):
        for trade in trades:
            day = clock.day_of(trade.opened_at)
            found[day] = found.get(day, ZERO) + trade.net
    return dict(sorted(found.items()))


def days_of_change(results: Iterable[Decimal], threshold: Decimal) -> int:
    """How many days moved the balance by a threshold or more, up or down."""
    return sum(abs(result) >= threshold for result in results)


def winning_days(results: Iterable[Decimal], threshold: Decimal) -> int:
    """How many days brought a threshold or more."""
    return sum(result >= threshold for result in results)


def capped(results: Sequence[Decimal], max_share: Decimal) -> Contribution:
    """Count of each day at most its share of the whole; nothing while there is no profit."""
    with localcontext(EXACT):
        whole = sum(results, ZERO)
        cap = max(max_share * whole, ZERO)
        over = sum((result - cap for result in results if result > cap), ZERO)
        return Contribution(cap, whole - over, over)


def profit_to_cure(best: Decimal, max_share: Decimal, unit: Decimal) -> Decimal:
    """The smallest profit, in whole units, of which the best day is no more than its share."""
    if max_share <= 0:
        raise ValueError("a share is above zero")
    units = Fraction(best) / Fraction(max_share) / Fraction(unit)
    return EXACT.multiply(Decimal(-(-units.numerator // units.denominator)), unit)


def effective_target(target: Decimal, best: Decimal, max_share: Decimal, unit: Decimal) -> Decimal:
    """A target that the best day raises until it is no more than its share of it."""
    return max(target, profit_to_cure(best, max_share, unit))
