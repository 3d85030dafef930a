"""What a dealer asks of a trading platform."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .trading_kinds import Side


@dataclass(frozen=True, slots=True)
class CloseRequest:
    """A position to close at the market. `lots` None closes all of it.

    `reference` (at most 16 characters) goes into the closing deal where the platform takes one.
    """

    login: int
    position: int
    symbol: str
    side: Side
    held: Decimal
    reference: str
    lots: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """A waiting order to take away; `reference` goes into it where the platform takes one."""

    login: int
    order: int
    symbol: str
    placed_at: datetime
    reference: str
