"""The price feed: which symbols changed since when, and the day's highs and lows."""

from dataclasses import dataclass
from decimal import Decimal

from streetsim.market import Market, Quote
from streetsim.market.sessions import DAY_MS


@dataclass(slots=True)
class DayRange:
    """Highest and lowest bid and ask of the server's day, with the first bid."""

    day: int
    bid_high: Decimal
    bid_low: Decimal
    ask_high: Decimal
    ask_low: Decimal
    bid_open: Decimal

    def widen(self, quote: Quote) -> None:
        self.bid_high = max(self.bid_high, quote.bid)
        self.bid_low = min(self.bid_low, quote.bid)
        self.ask_high = max(self.ask_high, quote.ask)
        self.ask_low = min(self.ask_low, quote.ask)


class Feed:
    """Numbers each change of the market, so that clients can ask for what is new."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self.trans_id = 0
        self.changed_at: dict[str, int] = {}
        self.ranges: dict[str, DayRange] = {}

    def refresh(self, server_ms: int) -> list[str]:
        """Take the market to a time; return the symbols whose prices changed."""
        changed = self._market.refresh(server_ms)
        if changed:
            self.trans_id += 1
        for symbol in changed:
            self.changed_at[symbol] = self.trans_id
            self._range(self._market.quotes[symbol])
        return changed

    def since(self, trans_id: int) -> list[str]:
        """List the symbols that changed after a transaction number."""
        return [symbol for symbol, number in self.changed_at.items() if number > trans_id]

    def _range(self, quote: Quote) -> None:
        day = quote.time_ms // DAY_MS
        known = self.ranges.get(quote.symbol)
        if known is not None and known.day == day:
            known.widen(quote)
        else:
            bid, ask = quote.bid, quote.ask
            self.ranges[quote.symbol] = DayRange(day, bid, bid, ask, ask, bid)
