"""Instants with more digits than a datetime keeps."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from brokerdesk.kit.instants import fine, written

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
DIGITS = ("", "0000004", "0000005", "00000050", "000001", "0000010000001", "9999999")


def instant(fraction: str) -> datetime:
    return fine(AT + timedelta(microseconds=int(fraction[:6].ljust(6, "0"))), fraction)


@pytest.mark.parametrize("one", DIGITS)
@pytest.mark.parametrize("other", DIGITS)
def test_instants_compare_by_all_their_digits(one: str, other: str) -> None:
    first, second = instant(one), instant(other)
    known = (float(f"0.{one}0"), float(f"0.{other}0"))
    assert (first < second, first <= second) == (known[0] < known[1], known[0] <= known[1])
    assert (first > second, first >= second) == (known[0] > known[1], known[0] >= known[1])
    assert (first == second) == (known[0] == known[1])
    assert (hash(first) == hash(second)) or first != second


def test_a_difference_is_cut_to_microseconds() -> None:
    second = timedelta(seconds=1)
    start = instant("0000005")
    assert not (fine(AT + second, "0000004") - start >= second)
    assert fine(AT + second, "0000005") - start >= second
    assert AT + second - start < second
    assert fine(AT + second, "0000001") - AT == second


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        ("", "2026-03-01T12:00:00Z"),
        ("5", "2026-03-01T12:00:00.5Z"),
        ("00000050", "2026-03-01T12:00:00.0000005Z"),
        ("1234567891", "2026-03-01T12:00:00.1234567891Z"),
    ],
)
def test_an_instant_is_written_with_all_its_digits(fraction: str, text: str) -> None:
    assert written(instant(fraction)) == text
    assert written(datetime(33, 1, 1, 1, tzinfo=timezone(timedelta(hours=2)))) == (
        "0032-12-31T23:00:00Z"
    )
