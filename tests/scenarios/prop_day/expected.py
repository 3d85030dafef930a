"""What has to be decided: each challenge's own day, in one pure pass through the slow oracles."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.prop_oracle import oracle as prop
from tests.prop_oracle.reading import read_event
from tests.valuation_oracle import oracle as value

from .market import MINUTE, Day, Tick, first_prices
from .programmes import Row
from .traders import KNOWN, TOLD_AFTER, Move, position

INITIAL = Decimal(100_000)
# Whose prices move a position of a symbol, in dollars.
MOVED_BY = {
    "BTCUSD": {"BTCUSD"}, "ETHEUR": {"ETHEUR", "EURUSD"}, "EURUSD": {"EURUSD"},
    "USDJPY": {"USDJPY"},
}  # fmt: skip


def written(at: datetime) -> str:
    """An instant as events have it."""
    return at.isoformat().replace("+00:00", "Z")


def plain(number: Fraction | Decimal) -> str:
    """A number of at most eight decimals as events have it."""
    exact = Fraction(number)
    return f"{Decimal(exact.numerator) / Decimal(exact.denominator):.8f}"


class Trader:
    """One account's day."""

    def __init__(self, moves: Sequence[Move]) -> None:
        self._moves = moves
        self._balance = Fraction(INITIAL)
        self._open: dict[int, value.Position] = {}
        self._prices = {name: (Fraction(b), Fraction(a)) for name, b, a in first_prices()}

    @property
    def equity(self) -> Fraction:
        """What the account is worth."""
        account = value.Account("USD", self._balance, Fraction(0), list(self._open.values()))
        return value.equity(account, KNOWN, self._prices)

    def events(self, ticks: Sequence[Tick]) -> Iterator[Row]:
        """All events in order of time: deals, and the exact state at every quote."""
        waiting = list(self._moves)
        for name, bid, ask, at in (quote for tick in ticks for quote in tick.quotes):
            while waiting and waiting[0].at <= at:
                yield from self._deal(waiting.pop(0))
            self._prices[name] = Fraction(bid), Fraction(ask)
            if any(name in MOVED_BY[held.symbol] for held in self._open.values()):
                yield self._state(at)
        for move in waiting:
            yield from self._deal(move)

    def _deal(self, move: Move) -> Iterator[Row]:
        row: Row = {"at": written(move.at), "position": str(move.ticket)}
        self._balance += Fraction(move.profit) + Fraction(move.commission)
        if move.opens:
            row |= {"type": "position_opened", "symbol": move.symbol, "lots": plain(move.lots)}
            yield row | ({"commission": plain(move.commission)} if move.commission else {})
        else:
            row |= {"type": "position_closed", "profit": plain(move.profit)}
            yield row | ({"left": plain(move.left)} if move.left else {})
        self._open.pop(move.ticket, None)
        if move.left:
            held = position(move.symbol, move.long, move.left, move.price_open)
            self._open[move.ticket] = held
        yield self._state(move.at + TOLD_AFTER)

    def _state(self, at: datetime) -> Row:
        return {
            "at": written(at), "type": "state", "balance": plain(self._balance),
            "equity": plain(self.equity), "open_positions": len(self._open),
        }  # fmt: skip


def decisions(
    programme: Row, moves: Sequence[Move], ticks: Sequence[Tick], began_at: datetime, day: Day
) -> list[Row]:
    """Every line that the oracle says of a challenge, in fractions and instants."""
    told: list[Row] = [
        {"at": written(began_at), "type": "news", "impact": "high", "release": written(at)}
        for at in releases(programme, day)
    ]
    run = prop.start({**programme, "started_at": written(began_at)}, told)
    for row in Trader(moves).events(ticks):
        if run.status is not None:
            break
        run.event(read_event(row))
    if run.status is None:
        run.advance(day.end)
    return run.lines


def releases(programme: Row, day: Day) -> list[datetime]:
    """When there is news for a programme that heeds it."""
    rules = programme["phases"][0]["rules"]
    if not any(one["rule"] == "news_window" for one in rules):
        return []
    found, at = [], day.begin + 97 * MINUTE
    while at < day.end:
        found.append(at)
        at += 211 * MINUTE
    return found


def comparable(line: Row, like: Row) -> dict[str, Any]:
    """A stored line, read as the oracle has it."""
    return {key: _read(value, like.get(key)) for key, value in line.items()}


def _read(value: Any, like: Any) -> Any:
    if isinstance(like, datetime) and isinstance(value, str):
        return datetime.fromisoformat(value)
    if isinstance(like, Fraction) and isinstance(value, str):
        return Fraction(value)
    return value
