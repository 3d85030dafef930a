"""The same positions marked by others: each symbol's apart, at fixed rates of conversion.

They do less than the book: no rate changes, there is one floor to an account, and nobody asks how
exact the sums are.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .valuation_world import MAJORS, Street

Part = tuple[NDArray[np.uint32], NDArray[np.float64]]


def parts_of(world: Street) -> dict[str, Part]:
    """Each symbol's positions: whose, and signed units worth in the account's currency."""
    profits = {one.symbol: one.profit_currency for one in world.instruments}
    owners: dict[str, list[int]] = {name: [] for name in world.prices}
    units: dict[str, list[float]] = {name: [] for name in world.prices}
    for holding in world.holdings:
        for line in holding.lines:
            rate = MAJORS[profits[line.symbol]] / MAJORS[holding.currency]
            size = float(line.lots) * float(line.contract_size) * rate
            owners[line.symbol].append(holding.account_pk)
            units[line.symbol].append(size if line.side == "buy" else -size)
    return {
        name: (np.array(owners[name], dtype=np.uint32), np.array(units[name])) for name in owners
    }


class Moves:
    """By how much a symbol's two prices moved since it was asked last."""

    def __init__(self, world: Street) -> None:
        self._last = {tick.symbol: (float(tick.bid), float(tick.ask)) for tick in world.opening}

    def move(self, symbol: str, bid: float, ask: float) -> tuple[float, float]:
        """The moves of bid and ask."""
        before = self._last[symbol]
        self._last[symbol] = bid, ask
        return bid - before[0], ask - before[1]


class BareLoop:
    """A loop in numba: mark, add to the equity, compare with the floor."""

    def __init__(self, world: Street) -> None:
        from numba import njit

        self._moves, self._parts = Moves(world), parts_of(world)
        self._equity = np.full(len(world.holdings), 100_000.0)
        self._floor = np.full(len(world.holdings), 90_000.0)
        self._loop: Any = njit(_bare)
        for tick in world.opening:
            self.tick(tick.symbol, float(tick.bid), float(tick.ask))

    def tick(self, symbol: str, bid: float, ask: float) -> int:
        """Mark a symbol's positions."""
        owners, units = self._parts[symbol]
        moved = self._moves.move(symbol, bid, ask)
        self._loop(owners, units, moved, self._equity, self._floor)
        return len(owners)


def _bare(owners: Any, units: Any, moved: Any, equity: Any, floor: Any) -> Any:
    below = 0
    for i in range(len(owners)):
        a = owners[i]
        equity[a] += units[i] * (moved[0] if units[i] > 0 else moved[1])
        if equity[a] <= floor[a]:
            below += 1
    return below


class PandasLoop:
    """pandas: an account's positions of a symbol are added up beforehand."""

    def __init__(self, world: Street) -> None:
        import pandas as pd

        self._moves, self._parts = Moves(world), parts_of(world)
        self._frames = {name: _sides(pd, part) for name, part in self._parts.items()}
        self._accounts = pd.DataFrame(
            {"equity": np.full(len(world.holdings), 100_000.0), "floor": 90_000.0}
        )

    def tick(self, symbol: str, bid: float, ask: float) -> int:
        """Mark a symbol's positions."""
        frame, moved = self._frames[symbol], self._moves.move(symbol, bid, ask)
        equity = self._accounts["equity"].take(frame.index)
        equity = equity + frame["long"] * moved[0] - frame["short"] * moved[1]
        self._accounts.loc[frame.index, "equity"] = equity
        equity[equity <= self._accounts["floor"].take(frame.index)].index.to_numpy()
        return len(self._parts[symbol][0])


def _sides(pd: Any, part: Part) -> Any:
    owners, units = part
    sides = {"owner": owners, "long": units.clip(min=0), "short": (-units).clip(min=0)}
    return pd.DataFrame(sides).groupby("owner").sum()


class PolarsLoop:
    """Polars: an account's positions of a symbol are added up beforehand."""

    def __init__(self, world: Street) -> None:
        import pandas as pd
        import polars as pl

        self._pl, self._moves, self._parts = pl, Moves(world), parts_of(world)
        self._frames = {
            name: pl.from_dict(
                {key: column.to_numpy() for key, column in _sides(pd, part).reset_index().items()}
            )
            for name, part in self._parts.items()
        }
        self._equity = pl.Series(np.full(len(world.holdings), 100_000.0))
        self._floor = pl.Series(np.full(len(world.holdings), 90_000.0))

    def tick(self, symbol: str, bid: float, ask: float) -> int:
        """Mark a symbol's positions."""
        frame, moved = self._frames[symbol], self._moves.move(symbol, bid, ask)
        owners = frame["owner"]
        equity = self._equity.gather(owners)
        equity = equity + frame["long"] * moved[0] - frame["short"] * moved[1]
        self._equity = self._equity.scatter(owners, equity)
        owners.filter(equity <= self._floor.gather(owners)).to_numpy()
        return len(self._parts[symbol][0])
