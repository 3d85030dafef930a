"""The months that a report is asked for, by UTC."""

from datetime import UTC, date, datetime
from typing import NamedTuple

from brokerdesk.core.ui import UiRequest
from brokerdesk.kit.clock import now

SHOWN = 12


class Months(NamedTuple):
    """From the first of a month to the last day of another, both included."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        """When the first month begins."""
        return datetime(self.first.year, self.first.month, 1, tzinfo=UTC)

    @property
    def until(self) -> datetime:
        """When the month after the last one begins."""
        after = _moved(self.last, 1)
        return datetime(after.year, after.month, 1, tzinfo=UTC)


def asked_months(request: UiRequest) -> Months:
    """The months of `since` and `until`; the last year where they say nothing that makes sense."""
    today = now().date()
    last = _month(request.GET.get("until", "")) or today.replace(day=1)
    first = _month(request.GET.get("since", "")) or _moved(last, 1 - SHOWN)
    return Months(min(first, last), last)


def _month(text: str) -> date | None:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None


def _moved(month: date, by: int) -> date:
    number = month.year * 12 + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)
