"""Positions, groups, symbols, prices and the clock over one connection."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from brokerdesk.kit.clock import now
from brokerdesk.kit.masks import matches
from brokerdesk.kit.slices import chunks
from brokerdesk.ports.trading import (
    PlatformGroup,
    PlatformOrder,
    PlatformPosition,
    PlatformSymbol,
    Quote,
    ServerClock,
)

from ..client import PAGE
from ..errors import UNSUPPORTED, Refused
from ..mapping import group, order, position, quote, symbol
from ..names import Row
from .link import Link

SYMBOLS_PER_CALL = 200


class _Page(Protocol):
    async def __call__(self, login: int, *, offset: int) -> list[Row]: ...


@dataclass(frozen=True, slots=True)
class Pages:
    """How records of one sort are read login by login."""

    key: str
    total: Callable[[int], Awaitable[int]]
    page: _Page


class Mt5Market:
    """Implements MarketPort."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._client = link.client
        # By part of the symbols, the number after which prices are asked for.
        self._seen: dict[tuple[str, ...], int] = {}

    async def positions(self, group_mask: str) -> list[PlatformPosition]:
        """POSITION_GET_BATCH, or pages where the build has no batches."""
        client = self._client
        pages = Pages("Position", client.position_get_total, client.position_get_page)
        rows = await self._batch(client.position_get_batch, pages, group_mask)
        cents = await self._link.cents()
        found = [position(row, self._link.time, cents) for row in rows]
        return sorted(found, key=lambda item: item.ticket)

    async def orders(self, group_mask: str) -> list[PlatformOrder]:
        """ORDER_GET_BATCH, or pages where the build has no batches."""
        client = self._client
        pages = Pages("Order", client.order_get_total, client.order_get_page)
        rows = await self._batch(client.order_get_batch, pages, group_mask)
        found = [order(row, self._link.time) for row in rows]
        return sorted((item for item in found if item), key=lambda item: item.ticket)

    async def _batch(
        self, read: Callable[[str], Awaitable[list[Row]]], pages: Pages, group_mask: str
    ) -> list[Row]:
        try:
            return await read(group_mask)
        except Refused as error:
            if error.retcode not in UNSUPPORTED:
                raise
        found: dict[str, Row] = {}
        for login in await self._client.user_logins(group_mask):
            for offset in range(0, await pages.total(login), PAGE):
                page = await pages.page(login, offset=offset)
                found |= {str(row.get(pages.key)): row for row in page}
        return list(found.values())

    async def groups(self) -> list[PlatformGroup]:
        """GROUP_TOTAL and GROUP_NEXT."""
        rows = [
            await self._client.group_next(index)
            for index in range(await self._client.group_total())
        ]
        return [self._group(row) for row in rows if row is not None]

    def _group(self, row: Row) -> PlatformGroup:
        config = self._link.config
        in_cents = matches(config.cent_groups, str(row.get("Group") or ""))
        found = group(row, in_cents=in_cents)
        if in_cents:
            extra = Decimal(config.cent_factor).adjusted()
            return replace(found, currency_digits=found.currency_digits + extra)
        return found

    async def symbols(self) -> list[PlatformSymbol]:
        """SYMBOL_TOTAL and SYMBOL_NEXT."""
        rows = [
            await self._client.symbol_next(index)
            for index in range(await self._client.symbol_total())
        ]
        return [symbol(row) for row in rows if row is not None]

    async def quotes(self, symbols: Sequence[str]) -> list[Quote]:
        """TICK_LAST: prices that changed since these symbols were asked for over this connection.

        A number counts as seen once all parts are handed on: what was not is asked for again.
        A symbol without a price yet is left out.
        """
        found: list[Quote] = []
        seen: dict[tuple[str, ...], int] = {}
        for chunk in chunks(symbols, SYMBOLS_PER_CALL):
            part = tuple(chunk)
            at = now()
            rows, seen[part] = await self._ticks(part)
            found += [quote(row, self._link.time, at) for row in rows]
        self._seen = seen
        return [item for item in found if item.bid and item.ask]

    async def _ticks(self, part: tuple[str, ...]) -> tuple[list[Row], int]:
        """Ask for what changed; for all where the server counts anew."""
        since = self._seen.get(part, 0)
        rows, number = await self._client.tick_last(part, since)
        if number < since:
            return await self._client.tick_last(part)
        return rows, number

    async def clock(self) -> ServerClock:
        """TIME_SERVER, compared with our own clock."""
        return await self._link.measure()
