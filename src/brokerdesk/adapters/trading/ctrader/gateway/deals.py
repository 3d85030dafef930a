"""Deals and balance operations, read by windows of server time."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator

from brokerdesk.kit.slices import Slices, chunks
from brokerdesk.ports.trading import DealWindow, PlatformDeal

from ..commands import DEAL
from ..errors import ABSENT, Refused
from ..mapping import OPERATIONS
from ..mapping.deals import FILLED
from ..messages import Message
from .history import History
from .link import Link, Wanted

log = logging.getLogger(__name__)
YIELDED = 2_000
# Few traders are asked one by one for their operations, many by one list of all.
FEW_TRADERS, BATCH = 20, 500
EVERYBODY = "*"


class CTraderDeals:
    """Implements DealsPort."""

    def __init__(self, link: Link, history: History) -> None:
        self._link = link
        self._history = history
        self._strangers: set[int] = set()

    async def deals(self, window: DealWindow) -> AsyncIterator[list[PlatformDeal]]:
        """Read a window slice by slice; slices shrink where deals are many.

        Yields non-empty lists of at most 2,000, sorted overall by (server_time_ms, ticket).
        """
        trader_ids = await self._link.traders.ids(window.logins) if window.logins else []
        if window.logins and not trader_ids:
            return
        slices = Slices(window.from_s, window.to_s, first_s=window.first_s)
        for start, end in slices:
            found = await self._slice(window, trader_ids, 1000 * start, 1000 * end + 999)
            for part in chunks(found, YIELDED):
                yield [*part]
                await asyncio.sleep(0)
            slices.held(len(found))

    async def _slice(
        self, window: DealWindow, trader_ids: list[int], from_ms: int, to_ms: int
    ) -> list[PlatformDeal]:
        history = self._history
        trades = [
            row
            for part in (chunks(trader_ids, BATCH) or [()])
            async for row in history.trades(part, from_ms, to_ms)
        ]
        owners = trader_ids if 0 < len(trader_ids) <= FEW_TRADERS else [0]
        operations = [
            row for owner in owners async for row in history.operations(owner, from_ms, to_ms)
        ]
        rows = [*trades, *operations]
        mapper = await self._link.mapper(
            {row.traderId for row in rows}, {row.symbolId for row in trades}
        )
        self._set_aside(rows)
        wanted = await self._wanted(window, trader_ids)
        found = mapper.many(_of(trades, wanted), _of(operations, wanted))
        for deal in found:
            if deal.ticket > OPERATIONS:
                history.note(deal.ticket, deal.server_time_ms, 0)
        return found

    async def _wanted(self, window: DealWindow, trader_ids: list[int]) -> Wanted:
        """Which traders' rows belong to a window."""
        if window.logins:
            return set(trader_ids).__contains__
        if window.group_mask == EVERYBODY:
            return self._link.traders.logins.__contains__
        return await self._link.members(window.group_mask)

    def _set_aside(self, rows: list[Message]) -> None:
        """Say once of each trader that the server does not show that his rows are left out."""
        shown, unseen = self._link.traders.logins, Counter[int]()
        for row in rows:
            if row.traderId not in shown and row.traderId not in self._strangers:
                unseen[row.traderId] += 1
        self._strangers |= unseen.keys()
        for trader_id, count in sorted(unseen.items()):
            log.warning(
                "%s rows of trader %s are set aside: the server does not show him", count, trader_id
            )

    async def deal(self, ticket: int) -> PlatformDeal | None:
        """GetDeal, or the balance history for an operation."""
        if ticket > OPERATIONS:
            row = await self._history.operation(ticket, ticket - OPERATIONS)
            if row is None:
                return None
            return (await self._link.mapper([row.traderId], [])).operation(row)
        try:
            row = (await self._link.stream.ask(DEAL, id=ticket)).deal
        except Refused as error:
            if error.code not in ABSENT:
                raise
            return None
        if row.dealStatus not in FILLED:
            return None
        return (await self._link.mapper([row.traderId], [row.symbolId])).trade(row)

    async def deal_count(self, login: int, from_s: int, to_s: int) -> int:
        """Count by reading: the server does not count."""
        window = DealWindow(from_s, to_s, logins=(login,))
        return sum([len(part) async for part in self.deals(window)])


def _of(rows: list[Message], wanted: Wanted) -> list[Message]:
    return [row for row in rows if wanted(row.traderId)]
