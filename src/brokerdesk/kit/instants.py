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


def written(at: datetime) -> str:
    """RFC 3339 in UTC with all digits that are not needless: 2026-03-02T08:00:00.5Z."""
    at = at.astimezone(UTC) if at.tzinfo is not UTC else at
    whole = f"{at.year:04}-{at.month:02}-{at.day:02}T{at.hour:02}:{at.minute:02}:{at.second:02}"
    rest, digits = getattr(at, "rest", Fraction(0)), f"{at.microsecond:06}"
    while rest:
        digit, rest = divmod(rest * 10, 1)
        digits += str(digit)
    digits = digits.rstrip("0")
    return f"{whole}.{digits}Z" if digits else f"{whole}Z"
