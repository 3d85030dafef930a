"""The server's clock and its summer time."""

import datetime as dt

import pytest

from streetsim.common.clock import ServerClock, server_text, summer

Moment = tuple[int, int, int, int]


def utc(year: int, month: int, day: int, hour: int = 0) -> float:
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC).timestamp()


@pytest.mark.parametrize(
    ("rule", "start", "end"),
    [
        ("us", (2024, 3, 10, 7), (2024, 11, 3, 6)),
        ("us", (2026, 3, 8, 7), (2026, 11, 1, 6)),
        ("eu", (2024, 3, 31, 1), (2024, 10, 27, 1)),
        ("eu", (2026, 3, 29, 1), (2026, 10, 25, 1)),
    ],
)
def test_summer(rule: str, start: Moment, end: Moment) -> None:
    assert summer(rule, start[0]) == (utc(*start), utc(*end))
    clock = ServerClock(120, rule)
    assert clock.is_summer(utc(*start))
    assert not clock.is_summer(utc(*start) - 1)
    assert not clock.is_summer(utc(*end))


def test_off_and_skew() -> None:
    clock = ServerClock(180, "off")
    assert not clock.is_summer(utc(2024, 7, 1))
    before = clock.now_s()
    clock.skew_s = -7200
    assert -7200 <= clock.now_s() - before <= -7198
    assert server_text(1_700_000_000) == "2023.11.14 22:13:20"
