"""Draws what simulated traders would do, day by day: the same seed, the same draws."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .traders import Trader

Whole = NDArray[np.int64]
_TENTH = 10_000


@dataclass(frozen=True, slots=True)
class Draws:
    """Trades of many paths. counts: per path and day. starts: each path's first trade.

    results, worst, best: per trade, ten-thousandths of its risk; worst and best were floating
    before. first: whether the worst came before the best.
    """

    counts: Whole
    starts: Whole
    results: Whole
    worst: Whole
    best: Whole
    first: Whole

    @property
    def paths(self) -> int:
        """How many."""
        return len(self.counts)


def draw(trader: Trader, *, paths: int, days: int, seed: tuple[int, ...]) -> Draws:
    """Draw trades of paths; weekdays only, the first day being a Monday."""
    random = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed)))
    counts = random.poisson(float(trader.trades_per_day), (paths, days)).astype(np.int64)
    counts[:, np.arange(days) % 7 >= 5] = 0
    per_path = counts.sum(axis=1)
    starts = np.concatenate(([0], np.cumsum(per_path)[:-1])).astype(np.int64)
    total = int(per_path.sum())
    results = _results(trader, random, total)
    depth = random.random(total) * float(trader.adverse) * _TENTH
    over = random.random(total) * float(trader.adverse) * _TENTH
    worst = np.where(results < 0, results, -depth.astype(np.int64))
    best = np.where(results > 0, results, over.astype(np.int64))
    first = random.integers(0, 2, total, dtype=np.int64)
    return Draws(counts, starts, results, worst, best, first)


def _results(trader: Trader, random: np.random.Generator, total: int) -> Whole:
    if trader.history:
        past = np.array([int(one * _TENTH) for one in trader.history], dtype=np.int64)
        drawn: Whole = random.choice(past, total)
        return drawn
    wins = random.random(total) < float(trader.win_rate)
    noise: Any = 1 + float(trader.spread) * (2 * random.random(total) - 1)
    size = np.where(wins, float(trader.reward_risk), -1.0) * noise * _TENTH
    return np.rint(size).astype(np.int64)
