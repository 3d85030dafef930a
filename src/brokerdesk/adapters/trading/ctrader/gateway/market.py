"""Positions, orders, groups, symbols, prices and the clock over the Manager API."""

from collections.abc import Sequence
from decimal import Decimal

from brokerdesk.ports.trading import (
    PlatformGroup,
    PlatformOrder,
    PlatformPosition,
    PlatformSymbol,
    Quote,
    ServerClock,
)

from ..mapping import Book, PositionMapper, group, order, quote, symbol
from ..mapping.rates import Leg, path, rate
from ..messages import Message
from .link import Link
from .positions import open_positions, waiting_orders
from .traders import Known


class CTraderMarket:
    """Implements MarketPort."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._paths: dict[tuple[int, int], tuple[Leg, ...] | None] = {}

    async def positions(self, group_mask: str) -> list[PlatformPosition]:
        """Open positions; their results follow from the prices of their symbols."""
        rows = [row async for row in open_positions(self._link.stream)]
        owners = await self._owners(rows, group_mask)
        rows = [row for row in rows if row.tradeData.traderId in owners]
        book = await self._known(rows)
        legs = {
            row.positionId: self._path(book, row, owners[row.tradeData.traderId]) for row in rows
        }
        prices = self._link.prices
        await prices.follow(
            {row.tradeData.symbolId for row in rows}
            | {leg.symbol_id for way in legs.values() for leg in way or ()}
        )
        rates: dict[tuple[Leg, ...] | None, Decimal | None] = {None: None}
        for way in set(legs.values()) - {None}:
            rates[way] = rate(way or (), prices.middle)
        mapper = PositionMapper(book, self._link.time, prices.last)
        found = [
            mapper.one(row, owners[row.tradeData.traderId].login, rates[legs[row.positionId]])
            for row in rows
        ]
        return sorted(found, key=lambda item: item.ticket)

    def _path(self, book: Book, row: Message, owner: Known) -> tuple[Leg, ...] | None:
        """How a position's result becomes the deposit asset, remembered by assets."""
        traded = book.symbols.get(row.tradeData.symbolId)
        if traded is None:
            return None
        key = (traded.quoteAssetId, owner.asset_id)
        if key not in self._paths:
            self._paths[key] = path(book, *key)
        return self._paths[key]

    async def orders(self, group_mask: str) -> list[PlatformOrder]:
        """Waiting orders."""
        rows = [row async for row in waiting_orders(self._link.stream)]
        owners = await self._owners(rows, group_mask)
        rows = [row for row in rows if row.tradeData.traderId in owners]
        book = await self._known(rows)
        found = [
            order(row, owners[row.tradeData.traderId].login, book, self._link.time) for row in rows
        ]
        return sorted((item for item in found if item), key=lambda item: item.ticket)

    async def _owners(self, rows: Sequence[Message], group_mask: str) -> dict[int, Known]:
        """The traders of rows whose group fits, by their ids."""
        traders = self._link.traders
        found = {row.tradeData.traderId for row in rows}
        await traders.know(found)
        fits = await self._link.members(group_mask)
        known = [traders.known(number) for number in found if fits(number)]
        return {item.trader_id: item for item in known if item}

    async def _known(self, rows: Sequence[Message]) -> Book:
        """The catalogue, read again when a row's symbol is new."""
        book = await self._link.catalog.book()
        if all(row.tradeData.symbolId in book.symbols for row in rows):
            return book
        return await self._link.catalog.fresh()

    async def groups(self) -> list[PlatformGroup]:
        """Each group once for each configured deposit asset."""
        book = await self._link.catalog.fresh()
        assets = {asset.name: asset for asset in book.assets.values()}
        names = self._link.config.assets
        return [
            group(row, name, assets.get(name)) for row in book.groups.values() for name in names
        ]

    async def symbols(self) -> list[PlatformSymbol]:
        """The symbols that are not archived."""
        book = await self._link.catalog.fresh()
        return [symbol(row, book) for row in book.symbols.values()]

    async def quotes(self, symbols: Sequence[str]) -> list[Quote]:
        """Last prices; a symbol without one yet is left out."""
        book = await self._link.catalog.book()
        wanted = {name: book.symbol_ids[name] for name in symbols if name in book.symbol_ids}
        prices = self._link.prices
        await prices.follow(wanted.values())
        found = {name: prices.last.get(number) for name, number in wanted.items()}
        return [
            quote(name, spot, self._link.time)
            for name, spot in found.items()
            if spot and spot.bid and spot.ask
        ]

    async def clock(self) -> ServerClock:
        """ServerTime, compared with our own clock."""
        return await self._link.measure()
