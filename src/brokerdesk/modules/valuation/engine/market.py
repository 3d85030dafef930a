"""Prices and rates of a book, and which blocks of rows each of them moves."""

import numpy as np

from ..types import Key
from .blocks import Blocks, Floats, Wholes, grown, whole
from .layout import ITSELF, MARKED, NEXT, NONE
from .rates import Catalogue, Path, converts_itself
from .types import Instrument

NOTHING: Wholes = np.zeros(0, dtype=np.int64)


class Market:
    """Symbols and rates by number."""

    def __init__(self) -> None:
        self.prices: Floats = np.zeros((64, 3))
        self.rates: Floats = np.zeros((64, 2))
        self.tops: list[float] = []
        self._symbols: dict[Key, int] = {}
        self._twice: list[float] = []
        self._factors: list[float] = []
        self._legs: list[tuple[tuple[int, bool], ...]] = []
        self._rate_of: dict[tuple[int, Path | None], int] = {}
        self._block_of: dict[tuple[int, int], int] = {}
        self._own: dict[int, list[int]] = {}
        self._of_rate: dict[int, list[int]] = {}
        self._moved: dict[int, Wholes] = {}
        self._turned: dict[int, Wholes] = {}

    def quote(self, key: Key, bid: float, ask: float) -> tuple[Wholes, Wholes]:
        """Take a price; give the blocks that it moves, and the rates, whose `NEXT` is set."""
        symbol = self._symbol(key)
        self.prices[symbol] = bid, ask, 1.0
        moved = self._moved.get(symbol)
        if moved is None:
            moved = self._moved[symbol] = whole(self._own.get(symbol, ()))
        twice = bid + ask
        if self._twice[symbol] == twice:
            return moved, NOTHING
        self._twice[symbol] = twice
        turned = self._turned.get(symbol, NOTHING)
        if len(turned):
            self.rates[turned, NEXT] = [self._rate(rate) for rate in turned.tolist()]
        return moved, turned

    def risen(self, turned: Wholes) -> dict[int, float]:
        """Which rates are more than twice what guard bands reckon with, and by how much; they
        reckon with it from now on.
        """
        risen = {}
        worths = self.rates[turned, NEXT].tolist()
        for rate, worth in zip(turned.tolist(), worths, strict=True):
            top = self.tops[rate]
            if worth > 2 * top:
                risen[rate] = worth - top
                self.tops[rate] = worth
        return risen

    def rest(self) -> None:
        """Have guard bands reckon with the present rates."""
        self.tops = self.rates[: len(self.tops), MARKED].tolist()

    def of_rate(self, rate: int) -> list[int]:
        """The blocks whose rows are converted at a rate."""
        return self._of_rate.get(rate, [])

    def block(
        self, instrument: Instrument, currency: str, catalogue: Catalogue, blocks: Blocks
    ) -> tuple[int, bool]:
        """A symbol's block for accounts in a currency, and whether it is new."""
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
        pair = rate if rate != ITSELF and self._legs[rate] else NONE
        block = self._block_of[asked] = blocks.make(symbol, rate, pair)
        self._own.setdefault(symbol, []).append(block)
        if pair != NONE:
            self._of_rate.setdefault(pair, []).append(block)
        self._moved.clear()
        return block, True

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
        rate = self._rate_of[asked] = len(self._factors)
        self._factors.append(0.0 if path is None else float(path.factor))
        legs = () if path is None else path.legs
        self._legs.append(tuple((self._symbol(leg.key), leg.inverse) for leg in legs))
        for symbol, _inverse in self._legs[rate]:
            self._turned[symbol] = whole([*self._turned.get(symbol, ()), rate])
        self.rates = grown(self.rates, len(self._factors))
        self.rates[rate] = self._rate(rate)
        self.tops.append(float(self.rates[rate, MARKED]))
        return rate

    def _rate(self, rate: int) -> float:
        """A rate by the middle prices of its legs; 0 where one is missing, or the way."""
        result = self._factors[rate]
        for symbol, inverse in self._legs[rate]:
            twice = self._twice[symbol]
            if twice <= 0:
                return 0.0
            result = result * 2 / twice if inverse else result * twice / 2
        return result
