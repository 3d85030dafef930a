"""Caps on what a partner gets per deal and per day."""

from datetime import date
from decimal import Decimal

from .numbers import ZERO, add, sub


class DayCaps:
    """What each partner has used of a day's cap; deals come in order of instant, then id."""

    __slots__ = ("_used",)

    def __init__(self, used: dict[tuple[str, date], Decimal] | None = None) -> None:
        self._used = used if used is not None else {}

    def grant(self, partner_id: str, day: date, amount: Decimal, cap: Decimal) -> Decimal:
        """Give as much of an amount as the day's cap leaves, and use it up."""
        used = self._used.get((partner_id, day), ZERO)
        granted = min(amount, max(sub(cap, used), ZERO))
        self._used[partner_id, day] = add(used, granted)
        return granted
