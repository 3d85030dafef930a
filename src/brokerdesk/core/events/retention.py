"""The weeks of the event store: their tables are made ahead and dropped by time."""

import logging
from dataclasses import dataclass
from datetime import date

from django.db import connection

log = logging.getLogger(__name__)
MAKE_WEEKS = "SELECT week, outcome FROM core_events_make_weeks()"
_FORGET_WEEKS = "SELECT week, outcome FROM core_events_forget_weeks(%s)"
_DONE = ("made", "forgotten")


@dataclass(frozen=True, slots=True)
class Week:
    """What became of a week: `made`, `forgotten`, or why not.

    `busy`: a table was in use; `unnumbered`, `unhandled`, `parked`: of the events that keep it.
    """

    begins_on: date
    outcome: str


def make_weeks() -> list[Week]:
    """Make the tables of this week, the next eight and any that was missing; tell which.

    Events that came without a table of their week are moved into it.
    """
    return _called(MAKE_WEEKS, [])


def forget_weeks(keep_days: int) -> list[Week]:
    """Drop the tables of all weeks older than that, unless an event in them is still needed.

    A refused week comes again at the next call.
    """
    return _called(_FORGET_WEEKS, [keep_days])


def _called(query: str, params: list[int]) -> list[Week]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        weeks = [Week(*row) for row in cursor.fetchall()]
    for week in weeks:
        level = logging.INFO if week.outcome in _DONE else logging.WARNING
        log.log(level, "events of the week of %s: %s", week.begins_on, week.outcome)
    return weeks
