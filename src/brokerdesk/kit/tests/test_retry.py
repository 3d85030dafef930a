from itertools import islice
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerdesk.kit.retry import Backoff


def test_the_ceiling_doubles_up_to_the_most() -> None:
    backoff = Backoff(first_s=1, factor=2, most_s=5)
    assert [backoff.ceiling_s(n) for n in (1, 2, 3, 4, 10_000)] == [1, 2, 4, 5, 5]


def test_attempts_bound_the_waits() -> None:
    assert len(list(Backoff(attempts=4).delays())) == 3
    assert list(Backoff(attempts=1).delays()) == []
    assert len(list(islice(Backoff().delays(), 500))) == 500


@given(st.integers(0, 2**32))
def test_jitter_stays_between_zero_and_the_ceiling(seed: int) -> None:
    backoff = Backoff(first_s=0.5, most_s=3, attempts=9)
    waits = list(backoff.delays(Random(seed)))
    assert all(0 <= wait <= backoff.ceiling_s(n) for n, wait in enumerate(waits, 1))
    assert waits == list(backoff.delays(Random(seed)))


@pytest.mark.parametrize(
    ("first_s", "factor", "most_s"), [(0.0, 2.0, 1.0), (1.0, 0.5, 1.0), (2.0, 2.0, 1.0)]
)
def test_senseless_settings(first_s: float, factor: float, most_s: float) -> None:
    with pytest.raises(ValueError, match="first_s"):
        Backoff(first_s=first_s, factor=factor, most_s=most_s)


def test_attempts_count_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        Backoff().ceiling_s(0)
