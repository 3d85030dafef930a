"""Rounding that is always named, and splits that lose nothing."""

from collections.abc import Sequence
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from enum import StrEnum

# 18 whole digits times a rate of 18 and 18 decimals stay exact below this precision.
EXACT = Context(prec=100)


class Rounding(StrEnum):
    """How a finer number becomes a coarser one."""

    HALF_EVEN = ROUND_HALF_EVEN
    HALF_UP = ROUND_HALF_UP
    DOWN = ROUND_DOWN
    UP = ROUND_UP
    FLOOR = ROUND_FLOOR
    CEILING = ROUND_CEILING


def quantum(scale: int) -> Decimal:
    """Give the smallest step of a scale: 2 -> 0.01."""
    return Decimal((0, (1,), -scale))


def round_to(value: Decimal, scale: int, rounding: Rounding) -> Decimal:
    """Round to a number of decimals; zero is never negative."""
    rounded = value.quantize(quantum(scale), rounding=rounding.value, context=EXACT)
    return abs(rounded) if rounded.is_zero() else rounded


def decimals(value: Decimal) -> int:
    """Count the decimals that matter: 1.50 -> 1, 100 -> 0."""
    exponent = value.normalize(EXACT).as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError("the number is not finite")
    return max(0, -exponent)


def largest_remainder(total: Decimal, weights: Sequence[Decimal], *, scale: int) -> list[Decimal]:
    """Share `total` out by weights so that the parts sum to it exactly.

    Each part is cut to the scale; the units left over go to the largest remainders, the
    earlier part first where they are equal (Hamilton's method).
    """
    whole = sum(weights, Decimal(0))
    if whole <= 0 or any(w < 0 for w in weights):
        raise ValueError("weights are not negative and not all zero")
    unit = quantum(scale)
    sign = -1 if total < 0 else 1
    units = EXACT.divide(abs(total), unit)
    if units != units.to_integral_value():
        raise ValueError(f"the total has more than {scale} decimals")
    # Whole numbers of units keep the division exact: no remainder is ever rounded.
    shares = [divmod(int(units) * n, d) for n, d in _ratios(weights, whole)]
    left = int(units) - sum(q for q, _ in shares)
    order = sorted(range(len(shares)), key=lambda i: (-shares[i][1], i))
    extra = set(order[:left])
    return [
        EXACT.multiply(Decimal(sign * (q + (i in extra))), unit) + 0
        for i, (q, _) in enumerate(shares)
    ]


def _ratios(weights: Sequence[Decimal], whole: Decimal) -> list[tuple[int, int]]:
    """Turn weights into integers over one common integer denominator."""
    shift = max(decimals(w) for w in weights)
    factor = Decimal(10) ** shift
    return [(int(EXACT.multiply(w, factor)), int(EXACT.multiply(whole, factor))) for w in weights]
