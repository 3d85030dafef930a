"""The trading week of currencies, by New York's wall clock."""

from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

WEEK_ENDS: Final = time(17)
NEW_YORK = ZoneInfo("America/New_York")
FRIDAY = 4


def in_weekend(at: datetime) -> bool:
    """Whether currencies rest: Friday 17:00 to Sunday 17:00 in New York."""
    local = at.astimezone(NEW_YORK)
    late = local.time() >= WEEK_ENDS
    return {FRIDAY: late, FRIDAY + 1: True, FRIDAY + 2: not late}.get(local.weekday(), False)
