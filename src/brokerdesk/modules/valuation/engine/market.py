"""Prices and rates of a book, and which blocks of rows each of them moves."""

import numpy as np

from ..types import Key
from .blocks import Blocks, Floats, Wholes, grown, whole
from .layout import ASK, BID, ITSELF
from .rates import Catalogue, Path, converts_itself
from .types import Instrument


class Market:
    """Symbols and rates by number."""

    def __init__(self) -> None:
        self.prices: Floats = np.zeros((64, 3))
        self.rates: Floats = np.zeros(64)
        self._symbols: dict[Key, int] = {}
        self._twice: list[float] = []
        self._paths: list[Path | None] = []
        self._legs: list[tuple[tuple[int, bool], ...]] = []
        self._rate_of: dict[tuple[int, Path | None], int] = {}
        self._block_of: dict[tuple[int, int], tuple[int, int]] = {}
        self._rates_by: dict[int, list[int]] = {}
        self._own: dict[int, list[int]] = {}
        self._of_rate: dict[int, list[int]] = {}
        self._todo: dict[tuple[int, bool], Wholes] = {}

    def quote(self, key: Key, bid: float, ask: float) -> Wholes:
        """Take a price; give the blocks that it moves."""
        symbol = self._symbol(key)
        self.prices[symbol] = bid, ask, 1.0
        converted = self._twice[symbol] != bid + ask and symbol in self._rates_by
        self._twice[symbol] = bid + ask
        if converted:
            for rate in self._rates_by[symbol]:
                self.rates[rate] = self._rate(rate)
        asked = (symbol, converted)
        if asked not in self._todo:
            self._todo[asked] = self._moved(symbol, converted=converted)
        return self._todo[asked]

    def blocks(
        self, instrument: Instrument, currency: str, catalogue: Catalogue, blocks: Blocks
    ) -> tuple[tuple[int, int], bool]:
        """A symbol's blocks, long and short, for accounts in a currency; whether they are new."""
        symbol = self._symbol(instrument.key)
        rate = ITSELF
        own = instrument.profit_currency != currency and converts_itself(instrument, currency)
        if not own:
            source = instrument.profit_currency
            path = catalogue.path(instrument.server_pk, source, currency)
            rate = self._number(instrument.server_pk, path if source != currency else Path())
        asked = (symbol, rate)
        if asked in self._block_of:
            return self._block_of[asked], False
        both = blocks.make(symbol, rate, BID), blocks.make(symbol, rate, ASK)
        self._block_of[asked] = both
        self._own.setdefault(symbol, []).extend(both)
        if rate != ITSELF:
            self._of_rate.setdefault(rate, []).extend(both)
        self._todo.clear()
        return both, True

    def _symbol(self, key: Key) -> int:
        if key not in self._symbols:
            self._symbols[key] = len(self._symbols)
            self._twice.append(0.0)
            self.prices = grown(self.prices, len(self._symbols))
        return self._symbols[key]

    def _number(self, server_pk: int, path: Path | None) -> int:
        asked = (server_pk, path)
        if asked in self._rate_of:
            return self._rate_of[asked]
        rate = self._rate_of[asked] = len(self._paths)
        self._paths.append(path)
        legs = () if path is None else path.legs
        self._legs.append(tuple((self._symbol(leg.key), leg.inverse) for leg in legs))
        for symbol, _inverse in self._legs[rate]:
            self._rates_by.setdefault(symbol, []).append(rate)
        self.rates = grown(self.rates, len(self._paths))
        self.rates[rate] = self._rate(rate)
        self._todo.clear()
        return rate

    def _rate(self, rate: int) -> float:
        """A rate by the middle prices of its legs; 0 where one is missing."""
        path = self._paths[rate]
        if path is None:
            return 0.0
        result = float(path.factor)
        for symbol, inverse in self._legs[rate]:
            twice = self._twice[symbol]
            if twice <= 0:
                return 0.0
            result = result * 2 / twice if inverse else result * twice / 2
        return result

    def _moved(self, symbol: int, *, converted: bool) -> Wholes:
        found = list(self._own.get(symbol, ()))
        if converted:
            for rate in self._rates_by[symbol]:
                found += self._of_rate.get(rate, ())
        return whole(found)
