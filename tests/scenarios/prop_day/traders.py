"""What traders do all day: positions opened, closed in part, closed; seeded."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from tests.valuation_oracle import oracle

from .market import MINUTE, SYMBOLS, Day, Tick, first_prices

CONTRACTS = {one.name: one.contract for one in SYMBOLS}
KNOWN = {
    one.name: oracle.Symbol(
        one.name, one.base, one.profit, one.mode, Fraction(1, 10**one.digits), Fraction(1)
    )
    for one in SYMBOLS
}
LOTS = {"BTCUSD": (1, 5), "ETHEUR": (1, 5), "EURUSD": (4, 30), "USDJPY": (4, 30)}
COST = Decimal("-2.5")
TOLD_AFTER = timedelta(milliseconds=300)


@dataclass(frozen=True)
class Move:
    """A deal. profit: in the account's currency. left: the lots that stay open after it."""

    at: datetime
    trader: int
    ticket: int
    opens: bool
    symbol: str
    long: bool
    lots: Decimal
    left: Decimal
    price: Decimal
    price_open: Decimal
    profit: Decimal
    commission: Decimal
    opened_at: datetime


class Board:
    """Prices as they stood at any instant."""

    def __init__(self, ticks: Sequence[Tick]) -> None:
        self._times: dict[str, list[datetime]] = {name: [] for name in CONTRACTS}
        self._quotes: dict[str, list[tuple[Decimal, Decimal]]] = {
            name: [(bid, ask)] for name, bid, ask in first_prices()
        }
        for name, bid, ask, at in (quote for tick in ticks for quote in tick.quotes):
            self._times[name].append(at)
            self._quotes[name].append((bid, ask))

    def at(self, instant: datetime, name: str) -> tuple[Decimal, Decimal]:
        """The prices of a symbol."""
        return self._quotes[name][bisect_right(self._times[name], instant)]

    def all_at(self, instant: datetime) -> oracle.Prices:
        """The prices of all symbols, in fractions."""
        found = {name: self.at(instant, name) for name in CONTRACTS}
        return {name: (Fraction(bid), Fraction(ask)) for name, (bid, ask) in found.items()}


def moves(day: Day, board: Board, count: int, rng: Random) -> list[Move]:
    """All that traders do, in order of time."""
    tickets = iter(range(10_000, 10_000_000))
    found: list[Move] = []
    for trader in range(count):
        for _ in range(rng.randint(2, 4)):
            found += _trade(day, board, trader, next(tickets), rng)
    return sorted(found, key=lambda move: (move.at, move.ticket))


def _trade(day: Day, board: Board, trader: int, ticket: int, rng: Random) -> Iterator[Move]:
    minutes = int((day.end - day.begin) / MINUTE)
    since, half = rng.randint(3, minutes - 30), timedelta(seconds=15, milliseconds=500)
    opened_at = day.begin + since * MINUTE + half
    trading = [one for one in SYMBOLS if day.trades(one, opened_at, room=2 * MINUTE)]
    chosen, long = rng.choice(trading), rng.random() < 0.5
    symbol = chosen.name
    lots = Decimal(rng.randint(*LOTS[symbol]))
    bid, ask = board.at(opened_at, symbol)
    price = ask if long else bid
    cost = COST * lots if rng.random() < 0.5 else Decimal(0)
    zero = Decimal(0)
    yield Move(opened_at, trader, ticket, True, symbol, long, lots, lots, price, price, zero, cost,
               opened_at)  # fmt: skip
    held = rng.randint(4, 700)
    ends = [max(held // 2, 1), held] if lots > 1 and held > 3 and rng.random() < 0.4 else [held]
    left = lots
    for place, after in enumerate(ends):
        at = opened_at + after * MINUTE + 2 * half - timedelta(seconds=1)
        if at >= day.end or not day.trades(chosen, at):
            return
        part = left if place == len(ends) - 1 else Decimal(rng.randint(1, int(lots) - 1))
        left -= part
        bid, ask = board.at(at, symbol)
        close = bid if long else ask
        profit = _profit(symbol, long, part, price, board.all_at(at))
        yield Move(at, trader, ticket, False, symbol, long, part, left, close, price, profit, zero,
                   opened_at)  # fmt: skip


def _profit(
    symbol: str, long: bool, lots: Decimal, price_open: Decimal, prices: oracle.Prices
) -> Decimal:
    worth = oracle.worth(position(symbol, long, lots, price_open), "USD", KNOWN, prices)
    return round(Decimal(worth.numerator) / Decimal(worth.denominator), 2)


def position(symbol: str, long: bool, lots: Decimal, price_open: Decimal) -> oracle.Position:
    """A position as the oracle takes it."""
    return oracle.Position(
        symbol, long, Fraction(lots), Fraction(CONTRACTS[symbol]), Fraction(price_open), Fraction(0)
    )
