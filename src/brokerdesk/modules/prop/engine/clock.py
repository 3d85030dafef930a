"""The programme's days: resets by the wall clock of a zone, and the end of the trading week."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from brokerdesk.modules.valuation.engine.hours import FRIDAY, NEW_YORK, WEEK_ENDS

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """When a programme's days begin; instants are UTC.

    A local time that the clocks skip is read with the offset before the change, one that comes
    twice is the first: what `fold=0` means.
    """

    zone: ZoneInfo
    reset: time

    def reset_at(self, day: date) -> datetime:
        """The instant at which a day begins."""
        return datetime.combine(day, self.reset, tzinfo=self.zone).astimezone(UTC)

    def day_of(self, at: datetime) -> date:
        """The last day that has begun at an instant."""
        day = at.astimezone(self.zone).date() + ONE_DAY
        while self.reset_at(day) > at:
            day -= ONE_DAY
        return day

    def next_after(self, at: datetime) -> datetime:
        """The first reset after an instant."""
        return self.reset_at(self.day_of(at) + ONE_DAY)


def weekend_after(at: datetime) -> datetime:
    """The first Friday 17:00 in New York after an instant."""
    day = at.astimezone(NEW_YORK).date()
    day += timedelta(days=(FRIDAY - day.weekday()) % 7)
    found = datetime.combine(day, WEEK_ENDS, tzinfo=NEW_YORK).astimezone(UTC)
    return found if found > at else weekend_after(found + ONE_DAY)
