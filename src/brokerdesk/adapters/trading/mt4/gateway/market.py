"""Positions, orders, groups, symbols, prices and the clock at one bridge."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal

from brokerdesk.kit.clock import now
from brokerdesk.kit.masks import matches
from brokerdesk.ports.trading import (
    PlatformGroup,
    PlatformOrder,
    PlatformPosition,
    PlatformSymbol,
    Quote,
    ServerClock,
)

from ..mapping import group, order, position, quote
from ..mapping.values import ZERO, integer, text
from ..names import Row
from .directory import ALL
from .link import Link


class Mt4Market:
    """Implements MarketPort."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._api = link.api

    async def positions(self, group_mask: str) -> list[PlatformPosition]:
        """The open trades among the open tickets of groups."""
        rows = await self._open(group_mask)
        sizes = await self._link.sizes()
        cents = await self._link.cents(integer(row, "login") for row in rows)
        time = self._link.time
        found = [position(row, sizes.get(text(row, "symbol"), ZERO), time, cents) for row in rows]
        return sorted((item for item in found if item), key=lambda item: item.ticket)

    async def orders(self, group_mask: str) -> list[PlatformOrder]:
        """The orders that wait among the open tickets of groups."""
        found = [order(row, self._link.time) for row in await self._open(group_mask)]
        return sorted((item for item in found if item), key=lambda item: item.ticket)

    async def groups(self) -> list[PlatformGroup]:
        """GroupsRequest."""
        config = self._link.config
        extra_digits = Decimal(config.cent_factor).adjusted()
        return [
            group(
                row,
                in_cents=matches(config.cent_groups, text(row, "group")),
                extra_digits=extra_digits,
            )
            for row in await self._api.rows("GroupsRequest")
        ]

    async def symbols(self) -> list[PlatformSymbol]:
        """CfgRequestSymbol."""
        return list((await self._link.symbols(fresh=True)).values())

    async def quotes(self, symbols: Sequence[str]) -> list[Quote]:
        """SymbolInfoGet for each; a symbol that is unknown or has no price yet is left out."""
        at = now()
        rows = await asyncio.gather(*(self._price(name) for name in dict.fromkeys(symbols)))
        found = [quote(row, self._link.time, at) for row in rows if row is not None]
        return [item for item in found if item is not None]

    async def clock(self) -> ServerClock:
        """ServerTime, compared with our own clock."""
        return await self._link.measure()

    async def _price(self, name: str) -> Row | None:
        return await self._api.row("SymbolInfoGet", {"symbol": name})

    async def _open(self, group_mask: str) -> list[Row]:
        """TradesGet by pages; of some groups, those of their logins."""
        found: dict[int, Row] = {}
        async for page in self._api.pages("TradesGet"):
            found |= {integer(row, "order"): row for row in page}
        rows = list(found.values())
        if group_mask in ALL:
            return rows
        knowing = {integer(row, "login") for row in rows}
        logins = set(await self._link.directory.logins(group_mask, knowing=knowing))
        return [row for row in rows if integer(row, "login") in logins]
