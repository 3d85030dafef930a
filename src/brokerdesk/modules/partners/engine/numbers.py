"""Exact decimals: products and sums lose nothing, quotients carry 60 digits."""

from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal

ZERO, ONE = Decimal(0), Decimal(1)
LINE_UNIT = Decimal("0.00000001")
EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, rounding=ROUND_HALF_UP)
_QUOTIENTS = Context(prec=60, Emax=MAX_EMAX, Emin=MIN_EMIN, rounding=ROUND_HALF_UP)

mul, add, sub, quantize = EXACT.multiply, EXACT.add, EXACT.subtract, EXACT.quantize
divide = _QUOTIENTS.divide


def to_line(amount: Decimal) -> Decimal:
    """Round as a line is printed: half up (away from zero) to 8 decimals."""
    return quantize(amount, LINE_UNIT)


def plain(value: Decimal) -> str:
    """A decimal as people write it: no exponent, no trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
