"""When rewards fall due: on the programme's own calendar, from the terms alone."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from ..engine.cycles import business_cycle, payout_cycles
from .types import CycleKind, Terms

_DAY = timedelta(days=1)


def due_on(terms: Terms, start: date, last: date | None) -> date:
    """The first day on which the next reward may be asked for.

    start: the day of the first trade, or of the activation. last: the day on which the last
    reward was asked for; None before the first.
    """
    return _DUE[terms.cycle.kind](terms, start, last)


def _days(terms: Terms, start: date, last: date | None) -> date:
    for cycle in payout_cycles(start, terms.first_payout.days, terms.cycle.number):
        due = cycle.last + _DAY
        if last is None or due > last:
            return due
    raise AssertionError("cycles never end")


def _business_days(terms: Terms, start: date, last: date | None) -> date:
    number = terms.cycle.number
    if last is None:
        first = start + timedelta(days=terms.first_payout.days)
        return max(business_cycle(start, number).last + _DAY, first)
    return business_cycle(last + _DAY, number).last + _DAY


def _weekday(terms: Terms, start: date, last: date | None) -> date:
    day = start + timedelta(days=terms.first_payout.days) if last is None else last + _DAY
    while day.isoweekday() != terms.cycle.number:
        day += _DAY
    return day


_DUE: Mapping[CycleKind, Callable[[Terms, date, date | None], date]] = {
    CycleKind.DAYS: _days,
    CycleKind.BUSINESS_DAYS: _business_days,
    CycleKind.WEEKDAY: _weekday,
}
