"""What the server tells by itself, gathered into hints."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.trading import Hint, PlatformAway, PlatformDeal

from ..commands import EXECUTION, MARGIN_CHANGED, SPOT, TRADER_CHANGED, TRADER_GONE
from ..frames import decoded
from ..mapping import DealMapper, quote
from ..mapping.deals import CLOSED_POSITION, FILLED
from ..messages import Message
from .link import Link

# A listener who stays so far behind has to read again anyhow.
MOST = 200_000
TOLD = frozenset({EXECUTION, MARGIN_CHANGED, SPOT, TRADER_CHANGED, TRADER_GONE})


@dataclass(slots=True)
class _Gathered:
    """Events since the last hint, sorted by what they concern."""

    trades: dict[int, Message] = field(default_factory=dict)
    operations: dict[int, Message] = field(default_factory=dict)
    traders: set[int] = field(default_factory=set)
    symbols: set[int] = field(default_factory=set)
    positions: bool = False

    @property
    def some(self) -> bool:
        return bool(
            self.trades or self.operations or self.traders or self.symbols or self.positions
        )


class Hints(AsyncIterator[Hint]):
    """One hint for all that came since the last one; events that came doubled are one."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._raw: list[tuple[int, bytes]] = []
        self._news = asyncio.Event()
        self._owners: dict[int, int] = {}
        link.stream.listeners.append(self._take)

    def _take(self, number: int, payload: bytes) -> None:
        if number in TOLD and len(self._raw) < MOST:
            self._raw.append((number, payload))
            self._news.set()

    async def __anext__(self) -> Hint:
        """Wait for news.

        Raises:
            PlatformAway: the connection is gone, or too much was left waiting.
        """
        while True:
            if len(self._raw) >= MOST:
                raise PlatformAway(Marked(_("more was told than could be taken")))
            raw, self._raw = self._raw, []
            self._news.clear()
            gathered = _Gathered()
            for number, payload in raw:
                self._sort(gathered, number, payload)
            if gathered.some:
                return await self._hint(gathered)
            await self._wait()

    async def _wait(self) -> None:
        stream = self._link.stream
        waits = {asyncio.ensure_future(event.wait()) for event in (self._news, stream.ended)}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for item in waits:
                item.cancel()
        if not stream.alive and not self._raw:
            raise PlatformAway(Marked(_("the connection to the Manager API is gone")))

    def _sort(self, gathered: _Gathered, number: int, payload: bytes) -> None:
        if number == SPOT:
            gathered.symbols.add(decoded("Spot", payload).symbolId)
        elif number == EXECUTION:
            self._executed(gathered, decoded("Execution", payload))
        elif number == TRADER_CHANGED:
            gathered.traders.add(decoded("TraderChanged", payload).trader.traderId)
        elif number == TRADER_GONE:
            gathered.traders.add(decoded("TraderGone", payload).traderId)
        else:
            gathered.positions = True
            owner = self._owners.get(decoded("MarginChanged", payload).positionId)
            if owner is not None:
                gathered.traders.add(owner)

    def _executed(self, gathered: _Gathered, event: Message) -> None:
        if event.HasField("deal") and event.deal.dealStatus in FILLED:
            gathered.trades[event.deal.dealId] = event.deal
            gathered.traders.add(event.deal.traderId)
        if event.HasField("depositWithdraw"):
            row = event.depositWithdraw
            gathered.traders.add(row.traderId)
            if row.operationType != CLOSED_POSITION:
                gathered.operations[row.balanceHistoryId] = row
        if event.HasField("bonusDepositWithdraw"):
            gathered.traders.add(event.bonusDepositWithdraw.traderId)
        if event.HasField("position"):
            trade = event.position.tradeData
            self._own(event.position.positionId, trade.traderId)
            gathered.traders.add(trade.traderId)
        gathered.positions |= event.HasField("position") or event.HasField("order")

    def _own(self, position_id: int, trader_id: int) -> None:
        """Remember whose a position is: its margin's event does not say."""
        if len(self._owners) >= MOST:
            del self._owners[next(iter(self._owners))]
        self._owners[position_id] = trader_id

    async def _hint(self, gathered: _Gathered) -> Hint:
        link = self._link
        mapper = await link.mapper(
            gathered.traders, {row.symbolId for row in gathered.trades.values()}
        )
        logins = link.traders.logins
        known = {number for number in gathered.traders if number in logins}
        return Hint(
            deals=tuple(_deals(mapper, gathered, known)),
            logins=tuple(sorted(logins[number] for number in known)),
            quotes=tuple(
                quote(mapper.book.symbol_name(number), spot, link.time)
                for number in sorted(gathered.symbols)
                if (spot := link.prices.last.get(number)) and spot.bid and spot.ask
            ),
            positions=gathered.positions,
        )


def _deals(mapper: DealMapper, gathered: _Gathered, known: set[int]) -> list[PlatformDeal]:
    """Map what was dealt and moved on accounts that this manager may see."""
    trades = [row for row in gathered.trades.values() if row.traderId in known]
    moved = [row for row in gathered.operations.values() if row.traderId in known]
    return mapper.many(trades, moved)


class CTraderPush:
    """Implements PushPort."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def hints(self) -> AsyncIterator[Hint]:
        """Listen from now on."""
        return Hints(self._link)
