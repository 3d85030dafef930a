"""Trading sessions, in minutes of the server's day; day 0 is Sunday."""

from collections.abc import Sequence

MINUTE_MS = 60_000
DAY_MS = 86_400_000
# 1970-01-01 was a Thursday.
_EPOCH_WEEKDAY = 4

Day = Sequence[tuple[int, int]]

_CLOSED: Day = ()


def _weekdays(open_minute: int, close_minute: int) -> tuple[Day, ...]:
    day: Day = ((open_minute, close_minute),)
    return (_CLOSED, day, day, day, day, day, _CLOSED)


SESSIONS: dict[str, tuple[Day, ...]] = {
    "fx": _weekdays(5, 1435),
    "metal": _weekdays(65, 1435),
    "index_us": _weekdays(65, 1395),
    "index_eu": _weekdays(120, 1380),
    "crypto": (((0, 1440),),) * 7,
}


def weekday(server_ms: int) -> int:
    """Return the day of the week, 0 for Sunday."""
    return (server_ms // DAY_MS + _EPOCH_WEEKDAY) % 7


def is_open(session: str, server_ms: int) -> bool:
    """Tell whether a session is open at a server time."""
    minute = server_ms % DAY_MS / MINUTE_MS
    day = SESSIONS[session][weekday(server_ms)]
    return any(start <= minute < end for start, end in day)


def last_open_ms(session: str, server_ms: int) -> int:
    """Return the time itself while open, else the last moment the session was open."""
    if is_open(session, server_ms):
        return server_ms
    midnight = server_ms - server_ms % DAY_MS
    for back in range(8):
        day_start = midnight - back * DAY_MS
        for start, end in reversed(SESSIONS[session][weekday(day_start)]):
            close = day_start + end * MINUTE_MS - 1
            if close < server_ms and start < end:
                return close
    raise ValueError(f"session never opens: {session}")


def spread_factor(session: str, server_ms: int) -> float:
    """Return how many times wider the spread is than in the busy hours."""
    minute = server_ms % DAY_MS // MINUTE_MS
    if session == "crypto":
        return 1.6 if weekday(server_ms) in (0, 6) else 1.0
    opening = min((start for start, _ in SESSIONS[session][1]), default=0)
    if 0 <= minute - opening < 10:
        return 4.0
    if minute >= 1380 or minute < 120:
        return 2.5
    return 1.0 if 480 <= minute < 1260 else 1.4
