from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerdesk.kit.rounding import Rounding, decimals, largest_remainder, quantum, round_to

WEIGHTS = st.lists(
    st.decimals(0, 1000, places=4, allow_nan=False, allow_infinity=False), min_size=1, max_size=8
).filter(any)


@pytest.mark.parametrize(
    ("value", "rounding", "expected"),
    [
        ("2.5", Rounding.HALF_EVEN, "2"),
        ("2.5", Rounding.HALF_UP, "3"),
        ("-2.5", Rounding.HALF_UP, "-3"),
        ("2.9", Rounding.DOWN, "2"),
        ("-2.1", Rounding.DOWN, "-2"),
        ("2.1", Rounding.UP, "3"),
        ("-2.1", Rounding.FLOOR, "-3"),
        ("-2.9", Rounding.CEILING, "-2"),
        ("-0.1", Rounding.DOWN, "0"),
    ],
)
def test_round_to(value: str, rounding: Rounding, expected: str) -> None:
    assert str(round_to(Decimal(value), 0, rounding)) == expected


@pytest.mark.parametrize(
    ("value", "count"), [("1.50", 1), ("100", 0), ("1E+3", 0), ("0.00000001", 8), ("0", 0)]
)
def test_decimals(value: str, count: int) -> None:
    assert decimals(Decimal(value)) == count


def test_decimals_needs_a_finite_number() -> None:
    with pytest.raises(ValueError, match="finite"):
        decimals(Decimal("NaN"))


def test_the_largest_remainder_gets_the_unit_left_over() -> None:
    shares = largest_remainder(Decimal("10.00"), [Decimal(1), Decimal(1), Decimal(1)], scale=2)
    assert shares == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]
    shares = largest_remainder(Decimal("-0.05"), [Decimal(3), Decimal(7)], scale=2)
    assert shares == [Decimal("-0.02"), Decimal("-0.03")]


@pytest.mark.parametrize("weights", [[], [Decimal(0)], [Decimal(2), Decimal(-1)]])
def test_impossible_weights(weights: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="weights"):
        largest_remainder(Decimal(1), weights, scale=2)


def test_a_total_finer_than_the_scale() -> None:
    with pytest.raises(ValueError, match="decimals"):
        largest_remainder(Decimal("0.001"), [Decimal(1)], scale=2)


@given(st.integers(-(10**18), 10**18), st.integers(0, 8), WEIGHTS)
def test_shares_are_within_a_unit_of_the_exact_quota(
    units: int, scale: int, weights: list[Decimal]
) -> None:
    total = Decimal(units).scaleb(-scale)
    shares = largest_remainder(total, weights, scale=scale)
    assert sum(map(Fraction, shares)) == Fraction(total)
    whole = sum(map(Fraction, weights))
    for share, weight in zip(shares, weights, strict=True):
        quota = Fraction(total) * Fraction(weight) / whole
        assert abs(Fraction(share) - quota) < Fraction(quantum(scale))
