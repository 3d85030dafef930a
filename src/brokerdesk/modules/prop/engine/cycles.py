"""When rewards fall due: cycles of days, both ends included, on the programme's calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_WEEKDAYS = range(5)


@dataclass(frozen=True, slots=True)
class Cycle:
    """Days of one reward, first and last included."""

    first: date
    last: date


def payout_cycles(start: date, first_days: int, then_days: int) -> Iterator[Cycle]:
    """Give one cycle after the other; the first may be of another length. Never ends."""
    length = first_days
    while True:
        last = start + timedelta(days=length - 1)
        yield Cycle(start, last)
        start, length = last + timedelta(days=1), then_days


def business_cycle(start: date, days: int) -> Cycle:
    """A cycle of so many weekdays, from the first weekday that is not before `start` on."""
    while start.weekday() not in _WEEKDAYS:
        start += timedelta(days=1)
    last = start
    for _n in range(days - 1):
        last += timedelta(days=1)
        while last.weekday() not in _WEEKDAYS:
            last += timedelta(days=1)
    return Cycle(start, last)


def payout_window(first_trade: date, earliest_days: int, latest_days: int) -> Cycle:
    """The days among which a trader may choose his first reward."""
    return Cycle(first_trade + timedelta(earliest_days), first_trade + timedelta(latest_days))
