"""Accounts that count in cents."""

from dataclasses import dataclass, field
from decimal import Decimal

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Cents:
    """Which logins count in cents, and how many of those make a unit."""

    factor: Decimal = Decimal(100)
    logins: frozenset[int] = field(default_factory=frozenset)

    def of(self, login: int) -> Decimal:
        """What to divide a login's amounts by: ONE itself where it counts in units."""
        return self.factor if login in self.logins else ONE
