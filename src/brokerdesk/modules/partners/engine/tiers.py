"""Rates that follow volume, and the periods it is counted over (partners.md §8)."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from brokerdesk.kit.texts import noop as _

from .numbers import ZERO, add, divide, mul, sub
from .reading import PlanError


class TierMode(StrEnum):
    """What a tier's rate is applied to."""

    RETROACTIVE = "retroactive"
    MARGINAL = "marginal"
    PROSPECTIVE = "prospective"


@dataclass(frozen=True, slots=True)
class Tiers:
    """Rates by volume: `borders[n]` is where `rates[n]` begins, itself included."""

    borders: tuple[Decimal, ...]
    rates: tuple[Decimal, ...]

    def __post_init__(self) -> None:
        rising = all(low < high for low, high in pairwise(self.borders))
        if not self.borders or len(self.borders) != len(self.rates) or not rising:
            raise PlanError("tiers", _("give rising borders with a rate each"))

    def rate(self, volume: Decimal) -> Decimal:
        """The rate that a volume has reached; nothing below the first border."""
        place = bisect_right(self.borders, volume)
        return self.rates[place - 1] if place else ZERO


def retroactive(tiers: Tiers, volume: Decimal) -> Decimal:
    """Pay the whole period's volume at the rate it reached."""
    return mul(volume, tiers.rate(volume))


def marginal(tiers: Tiers, volume: Decimal) -> Decimal:
    """Pay each slice of the volume at its own rate."""
    paid = ZERO
    for low, high, rate in zip(tiers.borders, [*tiers.borders[1:], None], tiers.rates, strict=True):
        top = volume if high is None else min(volume, high)
        if top > low:
            paid = add(paid, mul(sub(top, low), rate))
    return paid


def prospective(tiers: Tiers, volumes: Iterable[Decimal], *, before: Decimal = ZERO) -> Decimal:
    """Pay each trade at the rate reached before it; one that crosses a border is not split."""
    reached, paid = before, ZERO
    for volume in volumes:
        paid = add(paid, mul(volume, tiers.rate(reached)))
        reached = add(reached, volume)
    return paid


def tiered(mode: TierMode, tiers: Tiers, volumes: Sequence[Decimal]) -> Decimal:
    """Pay a period's trades, in their order."""
    if mode is TierMode.PROSPECTIVE:
        return prospective(tiers, volumes)
    volume = ZERO
    for one in volumes:
        volume = add(volume, one)
    return retroactive(tiers, volume) if mode is TierMode.RETROACTIVE else marginal(tiers, volume)


def rolling_start(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The midnight that begins a rolling period of so many days, the one of `at` included."""
    first = at.astimezone(zone).date() - timedelta(days=days - 1)
    return datetime.combine(first, time(), tzinfo=zone)


def rolling_volume(
    trades: Iterable[tuple[datetime, Decimal]], at: datetime, days: int, zone: ZoneInfo
) -> Decimal:
    """What was traded in the rolling period that ends before `at`."""
    start, volume = rolling_start(at, days, zone), ZERO
    for when, traded in trades:
        if start <= when < at:
            volume = add(volume, traded)
    return volume


def average(periods: Sequence[Decimal]) -> Decimal:
    """The mean of the last periods."""
    total = ZERO
    for value in periods:
        total = add(total, value)
    return divide(total, Decimal(len(periods)))
