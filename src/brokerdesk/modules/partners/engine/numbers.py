"""Exact decimals: products and sums lose nothing, quotients carry 60 digits."""

from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal

from brokerdesk.kit.exact import EXACT, ONE, ZERO, plain

__all__ = [
    "EXACT",
    "LINE_UNIT",
    "ONE",
    "ZERO",
    "add",
    "divide",
    "mul",
    "plain",
    "quantize",
    "sub",
    "to_line",
]

LINE_UNIT = Decimal("0.00000001")
_QUOTIENTS = Context(prec=60, Emax=MAX_EMAX, Emin=MIN_EMIN, rounding=ROUND_HALF_UP)

mul, add, sub, quantize = EXACT.multiply, EXACT.add, EXACT.subtract, EXACT.quantize
divide = _QUOTIENTS.divide


def to_line(amount: Decimal) -> Decimal:
    """Round as a line is printed: half up (away from zero) to 8 decimals."""
    return quantize(amount, LINE_UNIT)
