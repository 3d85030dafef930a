"""The market: quotes of all instruments at a server time, and rates between currencies."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .instruments import ASSETS, INSTRUMENTS, Instrument
from .process import PriceProcess
from .sessions import is_open, last_open_ms, spread_factor

# Cent currencies and what they are a hundredth of.
CENTS = {"USC": "USD", "EUC": "EUR"}


@dataclass(frozen=True, slots=True)
class Quote:
    """Prices of one symbol; `time_ms` is server time."""

    symbol: str
    bid: Decimal
    ask: Decimal
    time_ms: int

    @property
    def mid(self) -> Decimal:
        return (self.bid + self.ask) / 2


@dataclass(frozen=True, slots=True)
class Way:
    """From one bid and ask to another between two server times, then standing there."""

    start: tuple[Decimal, Decimal]
    end: tuple[Decimal, Decimal]
    start_ms: int
    end_ms: int

    def at(self, server_ms: int, point: Decimal) -> tuple[Decimal, Decimal]:
        """Bid and ask at a time, in whole points."""
        if server_ms >= self.end_ms:
            return self.end
        share = Decimal(max(0, server_ms - self.start_ms)) / (self.end_ms - self.start_ms)
        bid, ask = (
            (was + (then - was) * share).quantize(point, ROUND_HALF_UP)
            for was, then in zip(self.start, self.end, strict=True)
        )
        return bid, ask


class Market:
    """Quotes by a seeded process; a pinned symbol keeps its price until released."""

    def __init__(self, seed: int, *, always_open: bool = False) -> None:
        self.instruments: dict[str, Instrument] = dict(INSTRUMENTS)
        self.always_open = always_open
        self.quotes: dict[str, Quote] = {}
        self._process = PriceProcess(seed)
        self._ways: dict[str, Way] = {}

    def is_open(self, symbol: str, server_ms: int) -> bool:
        """Tell whether a symbol trades now."""
        return self.always_open or is_open(self.instruments[symbol].session, server_ms)

    def pin(self, symbol: str, bid: Decimal, ask: Decimal) -> None:
        """Hold a symbol at a price from the next refresh on."""
        self._ways[symbol] = Way((bid, ask), (bid, ask), 0, 0)

    def lead(self, symbol: str, bid: Decimal, ask: Decimal, *, now_ms: int, over_ms: int) -> None:
        """Lead a symbol evenly from its price to another over a time, and hold it there."""
        last = self.quotes[symbol]
        self._ways[symbol] = Way((last.bid, last.ask), (bid, ask), now_ms, now_ms + over_ms)

    def release(self, symbol: str) -> None:
        """Let a pinned symbol move again."""
        self._ways.pop(symbol, None)

    def refresh(self, server_ms: int) -> list[str]:
        """Compute all quotes at a time; return the symbols whose prices changed."""
        changed = []
        for name in self.instruments:
            quote = self.quote_at(name, server_ms)
            known = self.quotes.get(name)
            if known is None or (known.bid, known.ask) != (quote.bid, quote.ask):
                self.quotes[name] = quote
                changed.append(name)
        return changed

    def quote_at(self, symbol: str, server_ms: int) -> Quote:
        """Compute the quote of a symbol at a time; while closed, the last one before."""
        item = self.instruments[symbol]
        moment = server_ms if self.always_open else last_open_ms(item.session, server_ms)
        if symbol in self._ways:
            bid, ask = self._ways[symbol].at(server_ms, item.point)
            return Quote(symbol, bid, ask, server_ms)
        mid = self._mid(item, moment)
        factor = 1.0 if self.always_open else spread_factor(item.session, moment)
        spread = max(1, round(item.spread * factor)) * item.point
        bid = (Decimal(mid) - spread / 2).quantize(item.point, ROUND_HALF_UP)
        return Quote(symbol, bid, bid + spread, moment)

    def _mid(self, item: Instrument, server_ms: int) -> float:
        if item.name in ASSETS:
            return self._value(item.name, server_ms)
        return self._value(item.base, server_ms) / self._value(item.profit, server_ms)

    def _value(self, asset: str, server_ms: int) -> float:
        data = ASSETS[asset]
        return data.level * self._process.factor(asset, data.volatility, server_ms)

    def rate(self, source: str, target: str) -> Decimal:
        """Return how many units of target one unit of source is worth, by the mid quotes.

        Raises:
            KeyError: no chain of symbols connects the two currencies.
        """
        if source in CENTS:
            return self.rate(CENTS[source], target) / 100
        if target in CENTS:
            return self.rate(source, CENTS[target]) * 100
        if source == target:
            return Decimal(1)
        direct = self._direct(source, target)
        if direct is not None:
            return direct
        for middle in ("USD", "EUR"):
            legs = (self._direct(source, middle), self._direct(middle, target))
            if legs[0] is not None and legs[1] is not None:
                return legs[0] * legs[1]
        raise KeyError(f"no rate from {source} to {target}")

    def _direct(self, source: str, target: str) -> Decimal | None:
        quote = self.quotes.get(source + target)
        if quote is not None:
            return quote.mid
        quote = self.quotes.get(target + source)
        return None if quote is None else 1 / quote.mid

    def currencies(self) -> Iterable[str]:
        """Name the currencies an account can be held in."""
        held = {item.profit for item in self.instruments.values()}
        return sorted(held | set(CENTS))
