"""The ends of a server's days."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from streetsim.market.sessions import DAY_MS, weekday

from ..clock import ServerClock
from ..store import RecordStore

# Wednesday night charges the weekend too, except where the market never closes.
_TRIPLE_DAY = 3
_WEEKEND = (0, 6)


def close_days(
    clock: ServerClock,
    store: RecordStore,
    change: Callable[[], AbstractContextManager[None]],
    close_day: Callable[[int], None],
) -> None:
    """Close each day whose midnight has passed since the last time, all in one change."""
    today = clock.now_ms() // DAY_MS
    known = store.meta("day")
    if known and int(known) >= today:
        return
    with change():
        for day in range(int(known or today), today):
            close_day(day)
        store.set_meta("day", today)


def swap_nights(session: str, day: int) -> int:
    """Count the nights of swap that the end of a day charges."""
    if session == "crypto":
        return 1
    night = weekday(day * DAY_MS)
    if night in _WEEKEND:
        return 0
    return 3 if night == _TRIPLE_DAY else 1
