"""The server's groups, assets and symbols, read once in a session and after each change."""

import asyncio

from ..commands import ASSETS, CATEGORIES, COUNTRIES, GROUPS, SYMBOLS
from ..mapping import Asset, Book
from ..stream import Stream


class Catalog:
    """Holds the last reading."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._book: Book | None = None
        self._countries: dict[str, int] | None = None
        self._lock = asyncio.Lock()

    def drop(self) -> None:
        """Read again before the next use."""
        self._book = None

    async def book(self) -> Book:
        """The last reading, or one made now."""
        async with self._lock:
            return self._book or await self._read()

    async def fresh(self) -> Book:
        """Read now."""
        async with self._lock:
            return await self._read()

    async def _read(self) -> Book:
        ask = self._stream.ask
        assets = {a.assetId: Asset(a.name, a.digits) for a in (await ask(ASSETS)).asset}
        groups = {g.groupId: g for g in (await ask(GROUPS)).group if not g.deleted}
        symbols = {s.symbolId: s for s in (await ask(SYMBOLS)).symbol}
        categories = (await ask(CATEGORIES)).category
        self._book = Book(
            assets=assets,
            groups=groups,
            symbols=symbols,
            categories={c.symbolCategoryId: c.name for c in categories},
            symbol_ids={s.name: number for number, s in symbols.items()},
        )
        return self._book

    async def country_id(self, name: str) -> int | None:
        """The server's number of a country, by its name or two-letter code."""
        if self._countries is None:
            found = (await self._stream.ask(COUNTRIES)).country
            by_name = {c.name.lower(): c.countryId for c in found}
            self._countries = by_name | {c.countryA2Code.lower(): c.countryId for c in found}
        return self._countries.get(name.strip().lower()) if name.strip() else None
