"""Numbers, times and texts of the bridge as the port's."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ..errors import BadAnswer
from ..names import Row

ZERO = Decimal(0)
CENT = Decimal("0.01")
SMALLEST_PRICE = Decimal("0.00000001")
# The bridge's empty time is the epoch or the year 1.
_FIRST_YEAR_S = int(datetime(1971, 1, 1, tzinfo=UTC).timestamp())


def decimal(row: Row, name: str) -> Decimal:
    """Read a field as a Decimal; a missing one is zero.

    Raises:
        BadAnswer: the value is no finite number.
    """
    value: Any = row.get(name)
    if value is None:
        return ZERO
    if isinstance(value, bool):
        raise BadAnswer(Marked(_("%(name)s is %(value)s, not a number"), name=name, value=value))
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        raise BadAnswer(
            Marked(_("%(name)s is %(value)r, not a number"), name=name, value=str(value)[:32])
        ) from None
    if not number.is_finite():
        raise BadAnswer(
            Marked(_("%(name)s is %(value)r, not a number"), name=name, value=str(value)[:32])
        )
    return number


def money(row: Row, name: str) -> Decimal:
    """Read an amount. The server keeps two places; what a double adds to them is rounded off."""
    return decimal(row, name).quantize(CENT, ROUND_HALF_UP)


def price(row: Row, name: str) -> Decimal:
    """Read a price, without what a double adds to it."""
    value = decimal(row, name)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -8:
        return value.quantize(SMALLEST_PRICE, ROUND_HALF_UP)
    return value


def integer(row: Row, name: str, default: int = 0) -> int:
    """Read a field as a whole number; a missing one is the default.

    Raises:
        BadAnswer: the value is no whole number.
    """
    value: Any = row.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except (ValueError, TypeError, OverflowError):
        raise BadAnswer(
            Marked(_("%(name)s is %(value)r, not a whole number"), name=name, value=str(value)[:32])
        ) from None


def text(row: Row, name: str) -> str:
    """Read a field as text; a missing one is empty."""
    value: Any = row.get(name)
    return "" if value is None else str(value)


def lots(row: Row) -> Decimal:
    """Read a volume in lots: `volume` counts hundredths, `volumeLots` is in lots."""
    if row.get("volume") is not None:
        return decimal(row, "volume").scaleb(-2)
    return decimal(row, "volumeLots").quantize(CENT, ROUND_HALF_UP)


@lru_cache(maxsize=65_536)
def seconds(value: str) -> int:
    """Read an ISO time as the server's seconds; an empty time is 0.

    Raises:
        BadAnswer: it is none.
    """
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise BadAnswer(Marked(_("%(value)r is no time"), value=value[:40])) from None
    at_s = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    return at_s if at_s >= _FIRST_YEAR_S else 0


def moment(row: Row, name: str) -> int:
    """Read a field as the server's seconds; a missing or empty one is 0."""
    value: Any = row.get(name)
    return seconds(str(value)) if value else 0


def cut(value: str, limit: int, code_page: str) -> str:
    """Keep of a text what the server's code page and so many bytes can hold."""
    return value.encode(code_page, "replace")[:limit].decode(code_page, "ignore")
