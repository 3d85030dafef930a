"""What a platform computes of a trade that nobody made: margin and profit.

`ports.trading` is where others import it from.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from .trading_kinds import Side


@dataclass(frozen=True, slots=True)
class MarginNeed:
    """What a trade binds, and the account after it, in its currency. `enough`: it would be taken.

    `level_after` is percent, 0 without margin. The margin is below zero where a trade frees some.
    """

    margin: Decimal
    free_after: Decimal
    level_after: Decimal
    enough: bool


class CalculatorPort(Protocol):
    """Ask the platform's own calculators; nothing changes there.

    The margin is at the market's price without one. The profit is in the group's currency.
    """

    async def margin(
        self, login: int, symbol: str, side: Side, lots: Decimal, *, price: Decimal | None = None
    ) -> MarginNeed: ...
    async def profit(
        self,
        group: str,
        symbol: str,
        side: Side,
        lots: Decimal,
        *,
        price_open: Decimal,
        price_close: Decimal,
    ) -> Decimal: ...
