"""Marking a million open positions at every tick, beside loops that only mark."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import TYPE_CHECKING, Any, Protocol

from .harness import Slice, benchmark
from .valuation_peers import BareLoop, PandasLoop, PolarsLoop
from .valuation_world import SERVER, START, Street, Tick, book_of, moved_by, street
from .world import World

if TYPE_CHECKING:
    from brokerdesk.modules.valuation.types import Key, Price

SAMPLE = 500


class Peer(Protocol):
    """Another way to mark the same positions."""

    def tick(self, symbol: str, bid: float, ask: float) -> int:
        """Mark a symbol's positions; give how many there are."""


class TickContest:
    """Ours: the book, exact crossings guaranteed. Theirs: positions marked, equities compared."""

    def __init__(self, world: Street, peer: Peer) -> None:
        self._street, self._peer = world, peer
        self._book = book_of(world)
        self._moved = moved_by(world, self._book.catalogue)
        self._ours, self._theirs = cycle(world.ticks), cycle(world.ticks)
        self._last: dict[str, Tick] = {}

    def ours(self, seconds: float) -> Slice:
        """Mark tick by tick for so long; the latency is that of the busiest symbol."""
        n, latencies = 0, []
        started = ended = time.perf_counter()
        while ended - started < seconds:
            tick = next(self._ours)
            begun = ended
            self._book.quote((SERVER, tick.symbol), tick.bid, tick.ask)
            ended = time.perf_counter()
            n += self._moved[tick.symbol]
            self._last[tick.symbol] = tick
            if tick.symbol == self._street.busiest:
                latencies.append((ended - begun) * 1_000)
        return Slice(n=n, seconds=ended - started, latencies_ms=latencies)

    def theirs(self, seconds: float) -> Slice:
        """Have the peer mark the same ticks for so long."""
        n, started = 0, time.perf_counter()
        while time.perf_counter() - started < seconds:
            tick = next(self._theirs)
            n += self._peer.tick(tick.symbol, float(tick.bid), float(tick.ask))
        return Slice(n=n, seconds=time.perf_counter() - started)

    def check(self) -> None:
        """Equities are the exact ones to within the guard band, for a sample and to the cent."""
        from brokerdesk.modules.valuation.engine import value

        prices = self._prices()
        step = max(1, len(self._street.holdings) // SAMPLE)
        for holding in self._street.holdings[::step]:
            pk = holding.account_pk
            exact = value(holding, self._book.catalogue, prices, START)
            away = abs(self._book.equity(pk) - float(exact.equity))
            if exact.doubts or away > self._book.band(pk) or away > 0.01:
                raise RuntimeError(f"account {pk}: {self._book.equity(pk)} is not {exact.equity}")

    def _prices(self) -> "dict[Key, Price]":
        from brokerdesk.modules.valuation.types import Price

        return {
            (SERVER, name): Price(tick.bid, tick.ask, START, 0, START)
            for name, tick in ({t.symbol: t for t in self._street.opening} | self._last).items()
        }


@benchmark("valuation.tick", unit="positions/s", anchor="a bare numba loop over the positions")
@contextmanager
def bare(world: World) -> Iterator[TickContest]:
    """Marked, converted, compared with floors, peaks and targets; one core."""
    yield _contest(world, BareLoop)


@benchmark("valuation.tick_polars", unit="positions/s", anchor="the same positions in Polars")
@contextmanager
def polars(world: World) -> Iterator[TickContest]:
    """Ours beside Polars."""
    yield _contest(world, PolarsLoop)


@benchmark("valuation.tick_pandas", unit="positions/s", anchor="the same positions in pandas")
@contextmanager
def pandas(world: World) -> Iterator[TickContest]:
    """Ours beside pandas."""
    yield _contest(world, PandasLoop)


def _contest(world: World, peer: Any) -> TickContest:
    place = street(world.scale)
    return TickContest(place, peer(place))
