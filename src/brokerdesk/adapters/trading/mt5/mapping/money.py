"""Numbers of the wire as Decimals; cents as units."""

from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ..errors import BadAnswer
from ..names import Row

ZERO = Decimal(0)


@lru_cache(maxsize=65_536)
def _parsed(value: object) -> Decimal | None:
    """Parse what the wire gives for a number; remembered, as most values come again and again."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def decimal(row: Row, name: str) -> Decimal:
    """Read a field as a Decimal; a missing or empty one is zero.

    Raises:
        BadAnswer: the value is no finite number.
    """
    value: Any = row.get(name)
    if value is None or value == "":
        return ZERO
    number = _parsed(value) if isinstance(value, str | int) else None
    if number is None:
        raise BadAnswer(
            Marked(_("%(name)s is %(value)r, not a number"), name=name, value=str(value)[:32])
        )
    return number


def integer(row: Row, name: str, default: int = 0) -> int:
    """Read a field as a whole number; a missing or empty one is the default.

    Raises:
        BadAnswer: the value is no whole number.
    """
    value: Any = row.get(name)
    if value is None or value == "":
        return default
    try:
        return int(value)
    except ValueError:
        raise BadAnswer(
            Marked(_("%(name)s is %(value)r, not a whole number"), name=name, value=str(value)[:32])
        ) from None


def text(row: Row, name: str) -> str:
    """Read a field as text; a missing one is empty."""
    value: Any = row.get(name)
    return "" if value is None else str(value)


def lots(row: Row, name: str) -> Decimal:
    """Read a volume in lots: the Ext field counts 1/100,000,000, the old one 1/10,000."""
    precise = row.get(f"{name}Ext")
    if precise is not None and precise not in {"", "0", 0}:
        return decimal(row, f"{name}Ext").scaleb(-8)
    return decimal(row, name).scaleb(-4)
