"""Rows that are put together are written at the end, kind by kind, and none after an error."""

import pytest

from brokerdesk.core.together import Together, together

Written = list[tuple[str, list[int]]]


def kinds(written: Written) -> tuple[Together[int], Together[int]]:
    """Two kinds that note what they are given."""
    return (
        Together(lambda rows: written.append(("a", rows))),
        Together(lambda rows: written.append(("b", rows))),
    )


def broken(kind: Together[int]) -> None:
    with together():
        kind.put(1)
        raise ZeroDivisionError


def test_alone_each_is_written_at_once() -> None:
    written: Written = []
    first, _ = kinds(written)
    first.put(1)
    first.put(2)
    assert written == [("a", [1]), ("a", [2])]


def test_together_each_kind_is_written_once_in_the_order_in_which_they_came() -> None:
    written: Written = []
    first, second = kinds(written)
    with together():
        second.put(1)
        first.put(2)
        with together():
            second.put(3)
        assert written == []
    assert written == [("b", [1, 3]), ("a", [2])]


def test_an_error_writes_nothing_and_leaves_nothing_behind() -> None:
    written: Written = []
    first, _ = kinds(written)
    with pytest.raises(ZeroDivisionError):
        broken(first)
    first.put(2)
    assert written == [("a", [2])]
