"""Figures that are kept for a moment: shared, renewed, and never inside a transaction."""

import threading
import time

import pytest
from django.db import transaction

from ..queries import shared
from ..queries.shared import Shared


class Made:
    """Counts, and tells when it was asked."""

    def __init__(self) -> None:
        self.times = 0
        self.asked = threading.Event()

    def __call__(self) -> int:
        self.times += 1
        self.asked.set()
        return self.times


@pytest.fixture
def made() -> Made:
    return Made()


def test_within_a_moment_all_get_the_same(fresh_db: str, made: Made) -> None:
    kept = Shared[int](most=2)
    assert [kept.get("a", made), kept.get("a", made)] == [1, 1]
    assert kept.get("b", made) == 2
    assert kept.get("c", made) == 3
    assert kept.get("a", made) == 4


def test_a_little_old_it_is_given_and_renewed(
    fresh_db: str, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Shared[int](most=2)
    monkeypatch.setattr(shared, "FRESH_S", 0.0)
    assert kept.get("a", made) == 1
    made.asked.clear()
    assert kept.get("a", made) == 1
    assert made.asked.wait(5)
    for _turn in range(100):
        if kept.get("a", lambda: 9) != 1:
            break
        time.sleep(0.02)
    else:
        pytest.fail("it was not renewed")


def test_what_is_too_old_is_made_while_one_waits(
    fresh_db: str, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Shared[int](most=2)
    monkeypatch.setattr(shared, "MOST_S", 0.0)
    assert [kept.get("a", made), kept.get("a", made)] == [1, 2]


def test_a_renewal_that_fails_leaves_the_old_until_it_is_too_old(
    fresh_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Shared[int](most=2)
    monkeypatch.setattr(shared, "FRESH_S", 0.0)
    failed = threading.Event()

    def fail() -> int:
        failed.set()
        raise ValueError("no")

    assert kept.get("a", lambda: 1) == 1
    assert kept.get("a", fail) == 1
    assert failed.wait(5)
    monkeypatch.setattr(shared, "MOST_S", 0.0)
    with pytest.raises(ValueError, match="no"):
        kept.get("a", fail)


def test_inside_a_transaction_nothing_is_shared(fresh_db: str, made: Made) -> None:
    kept = Shared[int](most=2)
    with transaction.atomic():
        assert [kept.get("a", made), kept.get("a", made)] == [1, 2]
