"""A venue's clock: wall-clock numbers counted as if they were UTC."""

import datetime as dt
import time

HOUR_S = 3600


class ServerClock:
    """True time plus offset, daylight saving and a skew that faults can set."""

    def __init__(self, offset_min: int, daylight: str) -> None:
        self.offset_min = offset_min
        self.daylight = daylight
        self.skew_s = 0.0

    def now_ms(self) -> int:
        """Return the server time in milliseconds."""
        now = time.time()
        shift = self.offset_min * 60 + (HOUR_S if self.is_summer(now) else 0)
        return int((now + shift + self.skew_s) * 1000)

    def now_s(self) -> int:
        """Return the server time in seconds."""
        return self.now_ms() // 1000

    def is_summer(self, utc_s: float) -> bool:
        """Tell whether daylight saving is on at a true instant."""
        if self.daylight == "off":
            return False
        year = dt.datetime.fromtimestamp(utc_s, dt.UTC).year
        start, end = summer(self.daylight, year)
        return start <= utc_s < end


def summer(rule: str, year: int) -> tuple[float, float]:
    """Return the true instants between which summer time holds ("us" or "eu").

    US: second Sunday of March to first Sunday of November, taken at 07:00 and 06:00 UTC (2 am in
    New York). EU: last Sundays of March and October at 01:00 UTC.
    """
    if rule == "us":
        return _sunday(year, 3, 8, 7), _sunday(year, 11, 1, 6)
    return _sunday(year, 3, 25, 1), _sunday(year, 10, 25, 1)


def _sunday(year: int, month: int, first: int, hour: int) -> float:
    day = dt.datetime(year, month, first, hour, tzinfo=dt.UTC)
    return (day + dt.timedelta(days=(6 - day.weekday()) % 7)).timestamp()


def server_text(server_s: int) -> str:
    """Render a server time as the server prints it."""
    return dt.datetime.fromtimestamp(server_s, dt.UTC).strftime("%Y.%m.%d %H:%M:%S")
