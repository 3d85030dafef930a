"""The period that a page of numbers is asked for."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from brokerdesk.core.ui import UiRequest
from brokerdesk.kit.clock import now

from .fields import FIRST_DAY, LAST_DAY


class Asked(NamedTuple):
    """Days in a zone, both included, and the instants [since, until) that they are."""

    first: date
    last: date
    since: datetime
    until: datetime

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.since, self.until

    @property
    def query(self) -> str:
        """The same in an address."""
        return f"since={self.first}&until={self.last}"


def asked_period(request: UiRequest, zone: str) -> Asked:
    """The days of `since` and `until`; this month where they say nothing that makes sense."""
    place = ZoneInfo(zone)
    today = now().astimezone(place).date()
    first = _day(request.GET.get("since", "")) or today.replace(day=1)
    last = _day(request.GET.get("until", "")) or max(today, first)
    last = max(first, last)
    since, until = (
        datetime.combine(day, time(), place).astimezone(UTC)
        for day in (first, last + timedelta(days=1))
    )
    return Asked(first, last, since, until)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None
