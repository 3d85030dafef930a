"""Last prices of the symbols that a session follows."""

import asyncio
from collections.abc import Iterable
from decimal import Decimal

from brokerdesk.ports.trading import PlatformError

from ..commands import SUBSCRIBE_SPOTS
from ..frames import decoded
from ..mapping import Spot, spot
from ..stream import Stream

FIRST_PRICE_S = 5.0


class Prices:
    """Subscribes a symbol when it is asked for first."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._followed: set[int] = set()
        self._news = asyncio.Event()
        self.last: dict[int, Spot] = {}

    async def follow(self, symbol_ids: Iterable[int]) -> None:
        """Subscribe what is not followed yet, and wait shortly for its first bid and ask."""
        fresh = set(symbol_ids) - self._followed
        if not fresh:
            return
        self._followed |= fresh
        try:
            await self._stream.ask(SUBSCRIBE_SPOTS, symbolId=sorted(fresh))
        except PlatformError:
            self._followed -= fresh
            raise
        try:
            async with asyncio.timeout(FIRST_PRICE_S):
                while any(self.middle(symbol_id) is None for symbol_id in fresh):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return

    def take(self, payload: bytes) -> int:
        """Take a price event; gives its symbol."""
        row = decoded("Spot", payload)
        symbol_id: int = row.symbolId
        self.last[symbol_id] = spot(row, self.last.get(symbol_id))
        self._news.set()
        return symbol_id

    def middle(self, symbol_id: int) -> Decimal | None:
        """The middle of bid and ask, None while one is missing."""
        found = self.last.get(symbol_id)
        return (found.bid + found.ask) / 2 if found and found.bid and found.ask else None
