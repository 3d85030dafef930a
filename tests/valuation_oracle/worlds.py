"""Random worlds: symbols that convert in many ways, accounts that come, change and go, ticks."""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

from brokerdesk.modules.valuation.engine import Book, Holding, Instrument, Line
from brokerdesk.modules.valuation.types import Levels, Price

from . import oracle

SERVER = 1
START = datetime(2026, 3, 2, tzinfo=UTC)
CURRENCIES = ("USD", "EUR", "JPY", "GBP", "BTC", "ZAR")
SYMBOLS = (
    # name, base, profit currency, mode, middle, tick size, tick value
    ("EURUSD", "EUR", "USD", "forex", 1.1, 0, 0),
    ("EURUSD.r", "EUR", "USD", "forex", 1.1, 0, 0),
    ("USDJPY", "USD", "JPY", "forex", 150, 0, 0),
    ("GBPUSD", "GBP", "USD", "", 1.3, 0, 0),
    ("EURGBP", "EUR", "GBP", "forex_no_leverage", 0.85, 0, 0),
    ("BTCUSD", "BTC", "USD", "cfd", 60_000, 0, 0),
    ("XAUUSD", "XAU", "USD", "cfd", 2_300, 0, 0),
    ("GER40", "EUR", "EUR", "cfd_index", 18_000, 0, 0),
    ("VOD", "VOD", "GBX", "exchange_stocks", 70, 0, 0),
    ("ES", "USD", "USD", "futures", 5_000, "0.25", "12.5"),
    ("NK", "JPY", "JPY", "exchange_futures", 38_000, "3", "7"),
    ("BOND", "USD", "USD", "bonds", 100, 0, 0),
    ("FLAT", "USD", "USD", "futures", 100, 0, 1),
)


@dataclass
class World:
    """An account book as the engine keeps it, and the same as plain figures for the oracle."""

    draw: random.Random
    book: Book = field(default_factory=Book)
    prices: dict[str, Price] = field(default_factory=dict)
    holdings: dict[int, Holding] = field(default_factory=dict)
    levels: dict[int, Levels] = field(default_factory=dict)
    peaks: dict[int, Fraction] = field(default_factory=dict)
    seq: int = 0

    def __post_init__(self) -> None:
        self.book.set_instruments(instruments())

    def decimal(self, low: float, high: float, places: int) -> Decimal:
        """A decimal between two numbers."""
        return Decimal(f"{self.draw.uniform(low, high):.{places}f}")

    def enter(self, pk: int) -> None:
        """Add an account, or change all that it holds."""
        count = self.draw.choice((0, 1, 1, 2, 3, 6, 12))
        known = self.holdings.get(pk)
        currency = known.currency if known else self.draw.choice(CURRENCIES)
        money, margin = self.decimal(-1_000, 200_000, 2), self.decimal(0, 5_000, 2)
        lines = tuple(self._line(n) for n in range(count))
        holding = Holding(pk, currency, money, self.decimal(0, 100, 2), margin, lines)
        self.holdings[pk] = holding
        self.book.replace(holding)

    def leave(self, pk: int) -> None:
        """Drop an account."""
        for kept in (self.holdings, self.levels, self.peaks):
            kept.pop(pk, None)
        self.book.drop(pk)

    def watch(self, pk: int) -> None:
        """Watch an account at levels near to where it is, some of them exactly there."""
        now, away = self.exact(pk), self.draw.choice((0, 0, 1, 500))
        given = Levels(
            low=self._maybe(now - Fraction(self.draw.random()) * away),
            high=self._maybe(now + Fraction(self.draw.random()) * away),
            trail=self._maybe(Fraction(self.draw.random()) * away),
            peak=float(now),
        )
        call = self.draw.choice((None, Decimal(100), Decimal(2_000)))
        margin = self.holdings[pk].margin
        if call is not None and margin > 0:  # a margin level is watched as an equity
            called = float(margin * call / 100)
            given = replace(given, low=called if given.low is None else max(given.low, called))
        self.levels[pk] = given
        self.peaks[pk] = Fraction(float(now))
        self.book.watch(pk, given)

    def tick(self) -> tuple[str, list[int]]:
        """Move a symbol's price; give it, and the accounts that the book found."""
        name, _base, _profit, _mode, middle, *_rest = self.draw.choice(SYMBOLS)
        spread = self.draw.choice((0.01, 0.0001, 0.5))
        width = self.draw.choice((0.00001, 0.001, 0.2))
        bid = self.decimal(middle * (1 - width), middle * (1 + width), 6)
        ask = bid + self.decimal(0, middle * spread * 0.01, 6)
        self.seq += 1
        self.prices[name] = Price(bid, ask, START, self.seq, START)
        self.book.mark(self.seq)
        return name, self.book.quote((SERVER, name), bid, ask).tolist()

    def exact(self, pk: int) -> Fraction:
        """The oracle's equity."""
        return oracle.equity(plain(self.holdings[pk]), _PLAIN, self._plain_prices())

    def crossed(self, pk: int, equity: Fraction) -> bool:
        """Whether an account's exact equity is at or beyond one of its levels."""
        levels = self.levels[pk]
        holding = self.holdings[pk]
        if any(line.symbol in ("BOND", "FLAT") for line in holding.lines):
            return False
        low, high, trail = levels.low, levels.high, levels.trail
        below = low is not None and equity <= Fraction(low)
        above = high is not None and equity >= Fraction(high)
        fell = trail is not None and equity <= self.peaks[pk] - Fraction(trail)
        return below or above or fell

    def _plain_prices(self) -> dict[str, tuple[Fraction, Fraction]]:
        return {k: (Fraction(p.bid), Fraction(p.ask)) for k, p in self.prices.items()}

    def _maybe(self, number: Fraction) -> float | None:
        return float(number) if self.draw.random() < 0.6 else None

    def _line(self, ticket: int) -> Line:
        name, _base, _profit, _mode, middle, *_rest = self.draw.choice(SYMBOLS[:-2])
        if self.draw.random() < 0.03:
            name = self.draw.choice(("BOND", "FLAT"))
        return Line(
            ticket, SERVER, name, self.draw.choice(("buy", "sell")),
            self.decimal(0.01, 3, 2), Decimal(self.draw.choice((1, 100, 100_000))),
            self.decimal(middle * 0.99, middle * 1.01, 5), self.decimal(-50, 5, 2), START,
        )  # fmt: skip


def instruments() -> list[Instrument]:
    """The symbols as the engine knows them."""
    return [
        Instrument(SERVER, name, profit, base, base, 5, mode, Decimal(size), Decimal(worth))
        for name, base, profit, mode, _middle, size, worth in SYMBOLS
    ]


def plain(holding: Holding) -> oracle.Account:
    """An account as the oracle knows it."""
    positions = [
        oracle.Position(
            line.symbol, line.side == "buy", Fraction(line.lots), Fraction(line.contract_size),
            Fraction(line.price_open), Fraction(line.swap),
        )
        for line in holding.lines
    ]  # fmt: skip
    money = Fraction(holding.balance) + Fraction(holding.credit)
    return oracle.Account(holding.currency, money, Fraction(holding.margin), positions)


_PLAIN = {
    name: oracle.Symbol(name, base, profit, mode, Fraction(size), Fraction(worth))
    for name, base, profit, mode, _middle, size, worth in SYMBOLS
}
