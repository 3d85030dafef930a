"""Draws what simulated traders would do, day by day: the same seed, the same draws."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from .traders import Trader

Whole = NDArray[np.int64]
_WHOLE = 10_000


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
    rate = _tenths(trader.trades_per_day) / _WHOLE
    counts = random.poisson(rate, (paths, days)).astype(np.int64)
    counts[:, np.arange(days) % 7 >= 5] = 0
    per_path = counts.sum(axis=1)
    starts = np.concatenate(([0], np.cumsum(per_path)[:-1])).astype(np.int64)
    total = int(per_path.sum())
    results = _results(trader, random, total)
    deepest = _tenths(trader.adverse) + 1
    depth = random.integers(0, deepest, total, dtype=np.int64)
    over = random.integers(0, deepest, total, dtype=np.int64)
    worst = np.where(results < 0, results, -depth)
    best = np.where(results > 0, results, over)
    first = random.integers(0, 2, total, dtype=np.int64)
    return Draws(counts, starts, results, worst, best, first)


def _tenths(number: Decimal) -> int:
    """Ten-thousandths."""
    return int(number * _WHOLE)


def _results(trader: Trader, random: np.random.Generator, total: int) -> Whole:
    if trader.history:
        past = np.array([_tenths(one) for one in trader.history], dtype=np.int64)
        return past[random.integers(0, len(past), total)]
    wins = random.integers(0, _WHOLE, total) < _tenths(trader.win_rate)
    spread = _tenths(trader.spread)
    scatter = _WHOLE + random.integers(-spread, spread + 1, total, dtype=np.int64)
    size = np.where(wins, _tenths(trader.reward_risk), -_WHOLE).astype(np.int64)
    return size * scatter // _WHOLE
