"""Deals at one bridge, read by windows of server time."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from brokerdesk.kit.slices import Slices, chunks
from brokerdesk.ports.trading import DealWindow, PlatformDeal

from ..api import Params
from ..mapping import is_deal
from ..mapping.values import integer, moment
from ..names import Row
from ..wire import iso
from .accounts import LOGINS_PER_CALL
from .link import Link

YIELDED = 2_000
FIRST_S = 7_200  # a slice costs a question for each login


class Mt4Deals:
    """Implements DealsPort. A closed ticket is one deal, a ticket still open is none."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._api = link.api

    async def deals(self, window: DealWindow) -> AsyncIterator[list[PlatformDeal]]:
        """Read a window slice by slice; slices shrink where deals are many.

        Yields non-empty lists of at most 2,000, sorted overall by (server_time_ms, ticket).
        """
        logins = window.logins or await self._logins(window.group_mask)
        slices = Slices(window.from_s, window.to_s, first_s=max(window.first_s, FIRST_S))
        for start, end in slices:
            rows = await self._slice(logins, start, end)
            mapper = await self._link.mapper(rows)
            for part in chunks(rows, YIELDED):
                yield mapper.many(part)
                await asyncio.sleep(0)
            slices.held(len(rows))

    async def deal(self, ticket: int) -> PlatformDeal | None:
        """TradeRecordRequest, when the ticket is closed."""
        row = await self._api.row(f"TradeRecordRequest/{ticket}")
        if row is None or not is_deal(row):
            return None
        return (await self._link.mapper([row])).one(row)

    async def deal_count(self, login: int, from_s: int, to_s: int) -> int:
        """How many of a login's history are deals."""
        window = {"fromTime": iso(from_s), "toTime": iso(to_s)}
        rows = await self._api.rows(f"TradesUserHistory/{login}", window)
        return len(_within(rows, from_s, to_s))

    async def _logins(self, mask: str) -> Sequence[int]:
        """Whose deals to read; that there is nobody is what the server says now."""
        directory = self._link.directory
        return await directory.logins(mask) or await directory.logins(mask, fresh=True)

    async def _slice(self, logins: Sequence[int], from_s: int, to_s: int) -> list[Row]:
        """ReportsRequest of the logins in pieces; the deals among the rows, sorted."""
        found: list[Row] = []
        for part in chunks(logins, LOGINS_PER_CALL):
            params: Params = {"from": iso(from_s), "to": iso(to_s), "logins": list(part)}
            found += _within(await self._api.rows("ReportsRequest", params), from_s, to_s)
        return sorted(found, key=lambda row: (_closed_s(row), integer(row, "order")))


def _closed_s(row: Row) -> int:
    return moment(row, "closeTime") or moment(row, "openTime")


def _within(rows: Sequence[Row], from_s: int, to_s: int) -> list[Row]:
    """The deals of a window, both ends inclusive, whatever more the server gave."""
    return [row for row in rows if is_deal(row) and from_s <= _closed_s(row) <= to_s]
