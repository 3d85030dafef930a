"""Instants finer than a microsecond: RFC 3339 sets no limit to the digits of a second."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

_DIGITS = 6  # that a datetime keeps


class Fine(datetime):
    """An instant with what is left of a microsecond; compares exactly with other instants."""

    rest: Fraction

    def __lt__(self, other: Any) -> bool:
        return _exact(self) < _exact(other)

    def __le__(self, other: Any) -> bool:
        return _exact(self) <= _exact(other)

    def __gt__(self, other: Any) -> bool:
        return _exact(self) > _exact(other)

    def __ge__(self, other: Any) -> bool:
        return _exact(self) >= _exact(other)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, datetime) and _exact(self) == _exact(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(_exact(self))

    def __sub__(self, other: Any) -> Any:
        """Take another instant off, cut to microseconds: whole ones compare with it rightly."""
        return _since(self, other) if isinstance(other, datetime) else super().__sub__(other)

    def __rsub__(self, other: Any) -> Any:
        return _since(other, self)


def fine(at: datetime, fraction: str) -> datetime:
    """An instant with all digits of its second's fraction, in UTC."""
    at = at.astimezone(UTC)
    rest = fraction[_DIGITS:]
    if not rest.strip("0"):
        return at
    found = Fine(*at.timetuple()[:6], at.microsecond, tzinfo=UTC)
    found.rest = Fraction(int(rest), 10 ** len(rest))
    return found


def _exact(at: datetime) -> tuple[datetime, Fraction]:
    whole = datetime(*at.timetuple()[:6], at.microsecond, tzinfo=at.tzinfo)
    return whole.astimezone(UTC), getattr(at, "rest", Fraction(0))


def _since(later: datetime, earlier: datetime) -> timedelta:
    (one, rest), (other, less) = _exact(later), _exact(earlier)
    return one - other - timedelta(microseconds=int(rest < less))
