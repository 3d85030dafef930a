"""What the bridge tells by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field

from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.trading import Hint, PlatformAway, Quote

from ..hub import TICK, Hub
from ..mapping import is_deal, quote
from ..mapping.values import integer, text
from ..names import Row
from .link import Link


@dataclass(slots=True)
class Heap:
    """What arrived since the last hint."""

    trades: list[Row] = field(default_factory=list)
    logins: set[int] = field(default_factory=set)
    prices: dict[str, Row] = field(default_factory=dict)

    def take(self, stream: str, item: Row) -> None:
        """Put an item on the heap; of a symbol's prices the last one counts."""
        if stream == TICK:
            self.prices[text(item, "symbol")] = item
        elif stream == "StreamTrades":
            self.trades.append(item)
        elif stream:
            self.logins.add(integer(item, "login"))

    def __bool__(self) -> bool:
        return bool(self.trades or self.logins or self.prices)


class Mt4Pushes:
    """Implements PushPort. The live connection opens with the first question."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._hub: Hub | None = None

    async def hints(self) -> AsyncIterator[Hint]:
        """Yield one hint for everything that arrived since the last one.

        Raises:
            PlatformAway: the connection ended, or the bridge lost its server.
        """
        if not self._link.api.alive:
            raise PlatformAway(Marked(_("the session is closed")))
        symbols = await self._link.symbols()
        hub = self._hub = await Hub.open(self._link.api)
        await hub.subscribe(sorted(symbols) if self._link.config.push_prices else ())
        reader = Reader(hub)
        try:
            while True:
                heap = await reader.taken()
                hint = await self._hint(heap)
                if hint is not None:
                    yield hint
        finally:
            await reader.close()
            await hub.close()

    async def close(self) -> None:
        """Close the live connection."""
        if self._hub is not None:
            await self._hub.close()

    async def _hint(self, heap: Heap) -> Hint | None:
        """Closed trades and money are deals; what else changed says whose figures moved."""
        closed = [row for row in heap.trades if is_deal(row)]
        mapper = await self._link.mapper(closed)
        deals = tuple(mapper.many({integer(row, "order"): row for row in closed}.values()))
        logins = heap.logins | {integer(row, "login") for row in heap.trades}
        logins.discard(0)
        at = now()
        prices = [quote(row, self._link.time, at) for row in heap.prices.values()]
        quotes: tuple[Quote, ...] = tuple(item for item in prices if item is not None)
        positions = any(text(row, "symbol") or not integer(row, "login") for row in heap.trades)
        if not (deals or logins or quotes or positions):
            return None
        return Hint(deals, tuple(sorted(logins)), quotes, positions)


class Reader:
    """Takes items off the connection while their receiver is busy with the last ones."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._heap = Heap()
        self._came = asyncio.Event()
        self._task = asyncio.create_task(self._read())
        self._task.add_done_callback(lambda _task: self._came.set())

    async def taken(self) -> Heap:
        """Wait until something is there, and take all of it.

        Raises:
            PlatformError: the connection ended, and nothing is left.
        """
        await self._came.wait()
        heap, self._heap = self._heap, Heap()
        if not heap and self._task.done():
            self._task.result()
            raise PlatformAway(Marked(_("the live connection ended")))
        if not self._task.done():
            self._came.clear()
        return heap

    async def close(self) -> None:
        """Stop reading."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _read(self) -> None:
        async with aclosing(self._hub.items()) as items:
            async for stream, item in items:
                self._heap.take(stream, item)
                self._came.set()
