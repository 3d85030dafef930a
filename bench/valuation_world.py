"""A million open positions on sixty symbols, and the ticks that mark them."""

import gc
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from brokerdesk.modules.valuation.engine import Book, Catalogue, Holding, Instrument

ACCOUNTS, LINES, TICKS = 200_000, 5, 20_000
SERVER = 1
START = datetime(2026, 3, 2, tzinfo=UTC)
SIDES, SHARES = ("buy", "sell"), (55, 45)
CURRENCIES = ("USD",) * 7 + ("EUR",) * 2 + ("GBP",)
MAJORS = {
    "EUR": 1.084, "GBP": 1.271, "AUD": 0.658, "NZD": 0.607, "USD": 1.0, "CAD": 0.733,
    "CHF": 1.13, "JPY": 0.0066,
}  # fmt: skip
OTHERS = {
    "XAUUSD": 2365.0, "US500": 5230.0, "NAS100": 18250.0, "XAGUSD": 28.4, "US30": 39100.0,
    "BTCUSD": 66800.0, "USOIL": 80.0, "ETHUSD": 3480.0,
}  # fmt: skip
FIRST = ("EURUSD", "XAUUSD", "GBPUSD", "USDJPY", "NAS100")


@dataclass(frozen=True, slots=True)
class Tick:
    """A price of a symbol."""

    symbol: str
    bid: Decimal
    ask: Decimal


@dataclass(frozen=True, slots=True)
class Street:
    """Symbols from the busiest down with their middle prices, accounts, ticks in their order."""

    instruments: "list[Instrument]"
    prices: dict[str, float]
    holdings: "list[Holding]"
    opening: list[Tick]
    ticks: list[Tick]

    @property
    def busiest(self) -> str:
        """The symbol with the most positions."""
        return next(iter(self.prices))


@contextmanager
def uncollected() -> Iterator[None]:
    """Do not look for cyclic garbage: millions of lasting objects are made, and none of it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@cache
@uncollected()
def street(scale: int) -> Street:
    """Make the street; positions and ticks fall off from symbol to symbol as 1/rank."""
    prices = _prices()
    weights = list(accumulate(1 / rank for rank in range(1, len(prices) + 1)))
    draw = random.Random(5)
    return Street(
        [_instrument(name) for name in prices],
        prices,
        _holdings(prices, weights, scale, draw),
        [_tick(name, price) for name, price in prices.items()],
        _ticks(prices, weights, draw),
    )


@uncollected()
def book_of(world: Street) -> "Book":
    """Put all accounts into a book; each is watched at a floor, half by trailing, and a target."""
    from brokerdesk.modules.valuation.engine import Book
    from brokerdesk.modules.valuation.types import Levels

    book = Book()
    book.set_instruments(world.instruments)
    for tick in world.opening:
        book.quote((SERVER, tick.symbol), tick.bid, tick.ask)
    for n, holding in enumerate(world.holdings):
        money = float(holding.balance)
        trail = money / 10 if n % 2 else None
        book.watch(n, Levels(low=money * 0.9, high=money * 1.1, trail=trail))
        book.replace(holding)
    return book


def moved_by(world: Street, catalogue: "Catalogue") -> dict[str, int]:
    """How many positions each symbol's tick moves: its own, and those whose profit it converts."""
    from brokerdesk.modules.valuation.engine.rates import converts_itself

    held = Counter(
        (line.symbol, holding.currency) for holding in world.holdings for line in holding.lines
    )
    moved: Counter[str] = Counter()
    for (symbol, currency), count in held.items():
        one = catalogue[SERVER, symbol]
        by = {symbol}
        if not converts_itself(one, currency):
            path = catalogue.path(SERVER, one.profit_currency, currency)
            by |= {leg.key[1] for leg in path.legs} if path else set()
        moved.update(dict.fromkeys(by, count))
    return moved


def _prices() -> dict[str, float]:
    """Middle prices of sixty symbols; the busiest first."""
    pairs = {
        base + quote: MAJORS[base] / MAJORS[quote]
        for n, base in enumerate(MAJORS)
        for quote in list(MAJORS)[n + 1 :]
    }
    found = pairs | OTHERS | {f"STOCK{n}": 50.0 + 10 * n for n in range(60 - len(pairs) - 8)}
    return {name: found[name] for name in dict.fromkeys((*FIRST, *found))}


def _instrument(name: str) -> "Instrument":
    from brokerdesk.modules.valuation.engine import Instrument

    forex = _is_forex(name)
    base, quote = (name[:3], name[3:]) if forex else (name[:3], "USD")
    mode = "forex" if forex else "cfd"
    return Instrument(SERVER, name, quote, base, base, 5, mode, Decimal(0), Decimal(0))


def _holdings(
    prices: dict[str, float], weights: list[float], scale: int, draw: random.Random
) -> "list[Holding]":
    from brokerdesk.modules.valuation.engine import Holding, Line

    lots = [Decimal(n) / 100 for n in range(1, 30)]
    names, zero = list(prices), Decimal(0)
    opened = {
        name: [_decimal(price * (1 + n / 20_000)) for n in range(-20, 21)]
        for name, price in prices.items()
    }
    sizes = {name: _size(name, price) for name, price in prices.items()}
    found = []
    for pk in range(ACCOUNTS * scale):
        chosen = draw.choices(names, cum_weights=weights, k=LINES)
        sides, many = draw.choices(SIDES, SHARES, k=LINES), draw.choices(lots, k=LINES)
        away = draw.choices(range(41), k=LINES)
        lines = tuple(
            Line(
                pk * LINES + n, SERVER, name, sides[n], many[n], sizes[name],
                opened[name][away[n]], zero, START,
            )
            for n, name in enumerate(chosen)
        )  # fmt: skip
        found.append(Holding(pk, draw.choice(CURRENCIES), Decimal(100_000), zero, zero, lines))
    return found


def _size(name: str, price: float) -> Decimal:
    """A contract worth about as much on every symbol."""
    return Decimal(100_000) if _is_forex(name) else Decimal(max(1, round(100_000 / price)))


def _is_forex(name: str) -> bool:
    return name[:3] in MAJORS and name[3:] in MAJORS


def _ticks(prices: dict[str, float], weights: list[float], draw: random.Random) -> list[Tick]:
    """Prices that stray by at most a tenth of a percent from where they began."""
    return [
        _tick(name, prices[name] * draw.uniform(0.999, 1.001))
        for name in draw.choices(list(prices), cum_weights=weights, k=TICKS)
    ]


def _tick(name: str, price: float) -> Tick:
    return Tick(name, _decimal(price), _decimal(price * 1.0001))


def _decimal(price: float) -> Decimal:
    return Decimal(f"{price:.6f}")
