"""The loops over positions. To import this compiles them, or loads them as compiled before."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit, types

from .layout import (
    ASK,
    AT,
    BAND,
    BID,
    BY_AT,
    BY_PER,
    CEILING,
    COST,
    COUNT,
    FLOOR,
    FROM,
    GROWN,
    HIGH,
    ITSELF,
    LEAST,
    LOW,
    MANY,
    NO_HIGH,
    NO_LOW,
    NO_TRAIL,
    PEAK,
    PEAK_BAND,
    PER,
    PRICED,
    RATE,
    SCALE,
    SEEN,
    SHARE,
    SIDE,
    START,
    SYMBOL,
    TOP,
    TOP_PER,
    TRAIL,
    UNIT,
    UNITS,
)
from .warming import keeps

_JOINED: Any = types.Tuple
_WHOLE, _OWNERS, _FIGURES = types.int64[::1], types.uint32[::1], types.float64[::1]
_SPANS, _TABLE = types.int64[:, ::1], types.float64[:, ::1]


def _compiled(loop: Callable[..., Any], signature: Any) -> Callable[..., Any]:
    made: Callable[..., Any] = njit(signature, cache=keeps())(loop)
    return made


def _bound(a: int, bounds: Any, levels: Any) -> None:
    """Set between what equities nothing has to be done for an account."""
    band = levels[a, SCALE] * levels[a, SHARE] + levels[a, LEAST]
    levels[a, BAND] = band
    low, high, trail, peak = levels[a, LOW], levels[a, HIGH], levels[a, TRAIL], levels[a, PEAK]
    lo, hi = NO_LOW, NO_HIGH
    if low > NO_LOW:
        lo = low + band + 16 * UNIT * abs(low)
    if high < NO_HIGH:
        hi = high - band - 16 * UNIT * abs(high)
    if trail < NO_TRAIL:
        around = band + levels[a, PEAK_BAND] + 16 * UNIT * (abs(peak) + abs(trail))
        lo = max(lo, peak - trail + around)
        hi = min(hi, peak)
    bounds[a, FLOOR], bounds[a, CEILING] = lo, hi


bound = _compiled(_bound, types.void(types.int64, _TABLE, _TABLE))


def _bound_all(slots: Any, bounds: Any, levels: Any) -> None:
    for n in range(len(slots)):
        bound(slots[n], bounds, levels)


def _advance(todo: Any, infos: Any, marks: Any, prices: Any, rates: Any) -> Any:
    """Bring blocks to the present prices and rates; give by how much each factor moved, whether
    one is more than twice what the guard band reckons with, and where the rows are.
    """
    moved = np.empty((len(todo), 5), dtype=np.float64)
    for n in range(len(todo)):
        block = todo[n]
        symbol, rate = infos[block, SYMBOL], infos[block, RATE]
        price = prices[symbol, BID] if infos[block, SIDE] == BID else prices[symbol, ASK]
        at = per = 0.0
        if rate == ITSELF:
            if price > 0:
                at, per = 1.0, 1.0 / price
        elif prices[symbol, PRICED] > 0:
            per = rates[rate]
            at = price * per
        moved[n, BY_AT], moved[n, BY_PER] = at - marks[block, AT], per - marks[block, PER]
        marks[block, AT], marks[block, PER] = at, per
        grown = abs(at) > 2 * marks[block, TOP] or per > 2 * marks[block, TOP_PER]
        moved[n, GROWN] = 1.0 if grown else 0.0
        moved[n, FROM], moved[n, MANY] = infos[block, START], infos[block, COUNT]
    return moved


def _mark(moved: Any, owners: Any, rows: Any, equities: Any, bounds: Any) -> Any:
    """Mark blocks; give the accounts that left their bounds.

    An account is compared after each of its rows, so it may come twice, or come back before its
    last row: who is beyond a level when all is marked is found by `look`.
    """
    found = np.empty(int(moved[:, MANY].sum()), dtype=np.int64)
    hits = 0
    units, costs = rows[UNITS], rows[COST]
    for n in range(len(moved)):
        by_at, by_per = moved[n, BY_AT], moved[n, BY_PER]
        start = int(moved[n, FROM])
        end = start + int(moved[n, MANY])
        if by_per == 0:
            for i in range(start, end):
                a = owners[i]
                equity = equities[a] + units[i] * by_at
                equities[a] = equity
                if (equity <= bounds[a, FLOOR]) | (equity >= bounds[a, CEILING]):
                    found[hits] = a
                    hits += 1
        else:
            for i in range(start, end):
                a = owners[i]
                equity = equities[a] + (units[i] * by_at + costs[i] * by_per)
                equities[a] = equity
                if (equity <= bounds[a, FLOOR]) | (equity >= bounds[a, CEILING]):
                    found[hits] = a
                    hits += 1
    return found[:hits].copy()


def _look(found: Any, figures: Any, levels: Any, peaks: Any, seq: int) -> Any:
    """Keep who is beyond a level, once; who has a new peak is given it, and its number."""
    equities, bounds = figures
    kept = np.empty(len(found), dtype=np.int64)
    many = 0
    for n in range(len(found)):
        a = found[n]
        if levels[a, SEEN] != 0:
            continue
        levels[a, SEEN] = 1
        equity, high = equities[a], levels[a, HIGH]
        if levels[a, TRAIL] < NO_TRAIL and equity > levels[a, PEAK]:
            levels[a, PEAK], levels[a, PEAK_BAND] = equity, levels[a, BAND]
            peaks[a] = peaks[0] = seq
            bound(a, bounds, levels)
        above = high < NO_HIGH and equity >= high - levels[a, BAND] - 16 * UNIT * abs(high)
        if above or equity <= bounds[a, FLOOR]:
            kept[many] = a
            many += 1
    for n in range(len(found)):
        levels[found[n], SEEN] = 0
    return kept[:many].copy()


def _sum_up(infos: Any, marks: Any, owners: Any, rows: Any, many: int) -> Any:
    """Give each account's floating result and what its guard band reckons with, from scratch."""
    sums = np.zeros((many, 2), dtype=np.float64)
    units, costs = rows[UNITS], rows[COST]
    for block in range(len(infos)):
        at, per = marks[block, AT], marks[block, PER]
        marks[block, TOP], marks[block, TOP_PER] = abs(at), per
        start = infos[block, START]
        for i in range(start, start + infos[block, COUNT]):
            a = owners[i]
            sums[a, 0] += units[i] * at + costs[i] * per
            sums[a, 1] += abs(units[i] * at) + abs(costs[i] * per)
    return sums


bound_all = _compiled(_bound_all, types.void(_WHOLE, _TABLE, _TABLE))
advance = _compiled(_advance, _TABLE(_WHOLE, _SPANS, _TABLE, _TABLE, _FIGURES))
mark = _compiled(_mark, _WHOLE(_TABLE, _OWNERS, _TABLE, _FIGURES, _TABLE))
look = _compiled(_look, _WHOLE(_WHOLE, _JOINED((_FIGURES, _TABLE)), _TABLE, _WHOLE, types.int64))
sum_up = _compiled(_sum_up, _TABLE(_SPANS, _TABLE, _OWNERS, _TABLE, types.int64))
