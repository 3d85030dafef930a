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
    today = now().astimezone(ZoneInfo(zone)).date()
    first = _day(request.GET.get("since", "")) or today.replace(day=1)
    last = _day(request.GET.get("until", "")) or max(today, first)
    last = max(first, last)
    return Asked(first, last, begins(first, zone), ends(last, zone))


def begins(day: date, zone: str) -> datetime:
    """When a day begins in a zone; of days far off, the nearest that makes sense."""
    known = min(max(day, FIRST_DAY), LAST_DAY)
    return datetime.combine(known, time(), ZoneInfo(zone)).astimezone(UTC)


def ends(day: date, zone: str) -> datetime:
    """When a day ends in a zone: the next one begins."""
    following = min(max(day, FIRST_DAY), LAST_DAY) + timedelta(days=1)
    return datetime.combine(following, time(), ZoneInfo(zone)).astimezone(UTC)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None
