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
    MARKED,
    NEXT,
    NO_HIGH,
    NO_LOW,
    NO_TRAIL,
    NONE,
    PAIR,
    PEAK,
    PEAK_BAND,
    PER,
    PRICED,
    RATE,
    SCALE,
    SEEN,
    SHARE,
    START,
    SUM,
    SYMBOL,
    TOP,
    TOP_PER,
    TRAIL,
    TURNS,
    UNIT,
    UNITS,
    WORTH,
)
from .warming import keeps

_JOINED: Any = types.Tuple
_WHOLE, _OWNERS, _FIGURES = types.int64[::1], types.uint32[::1], types.float64[::1]
_SPANS, _TABLE, _BOUNDS = types.int64[:, ::1], types.float64[:, ::1], types.float32[:, ::1]
_ROWS = _JOINED((_SPANS, _OWNERS, _OWNERS, _TABLE))
_BOOK = _JOINED((_ROWS, _ROWS))
_ACCOUNTS = _JOINED((_FIGURES, _BOUNDS, _TABLE, _WHOLE))
_PLAIN = _JOINED((_FIGURES, _BOUNDS))
_ADDED = _JOINED((_FIGURES, _BOUNDS, _OWNERS, _FIGURES))
_AT = _JOINED((_WHOLE, types.int64))
_ROUNDED, _LEAST = 2.0**-23, 1e-30
_ONE = np.uint32(1)


def _compiled(loop: Callable[..., Any], signature: Any) -> Callable[..., Any]:
    made: Callable[..., Any] = njit(signature, cache=keeps())(loop)
    return made


def _between(a: int, levels: Any) -> Any:
    """Between what equities nothing has to be done for an account."""
    band = levels[a, BAND]
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
    return lo, hi


between = _compiled(_between, _JOINED((types.float64,) * 2)(types.int64, _TABLE))


def _bound(a: int, bounds: Any, levels: Any) -> None:
    """Set an account's guard band and its bounds, which are rounded towards each other."""
    levels[a, BAND] = levels[a, SCALE] * levels[a, SHARE] + levels[a, LEAST]
    lo, hi = between(a, levels)
    if lo > NO_LOW:
        lo += abs(lo) * _ROUNDED + _LEAST
    if hi < NO_HIGH:
        hi -= abs(hi) * _ROUNDED + _LEAST
    bounds[a, FLOOR], bounds[a, CEILING] = lo, hi


bound = _compiled(_bound, types.void(types.int64, _BOUNDS, _TABLE))


def _bound_all(slots: Any, bounds: Any, levels: Any) -> None:
    for n in range(len(slots)):
        bound(slots[n], bounds, levels)


def _advance(todo: Any, infos: Any, marks: Any, prices: Any, rates: Any) -> Any:
    """Bring blocks to the present prices and rates; give by how much each factor moved, where the
    rows are, and what they count in; the first has whether the guard band reckons with less than
    half of any factor.
    """
    moved = np.empty((len(todo), 9), dtype=np.float64)
    moved[:, GROWN] = 0.0
    for n in range(len(todo)):
        block = todo[n]
        symbol, rate, pair = infos[block, SYMBOL], infos[block, RATE], infos[block, PAIR]
        for side in (BID, ASK):
            price, at, per = prices[symbol, side], 0.0, 0.0
            if rate == ITSELF:
                if price > 0:
                    at, per = 1.0, 1.0 / price
            elif prices[symbol, PRICED] > 0:
                per = rates[rate, MARKED] if pair == NONE else 1.0
                at = price * per
            moved[n, BY_AT + side] = at - marks[block, AT + side]
            moved[n, BY_PER + side] = per - marks[block, PER + side]
            marks[block, AT + side], marks[block, PER + side] = at, per
            if abs(at) > 2 * marks[block, TOP] or per > 2 * marks[block, TOP_PER]:
                moved[0, GROWN] = 1.0
        moved[n, FROM], moved[n, MANY] = infos[block, START], infos[block, COUNT]
        moved[n, TURNS], moved[n, WORTH] = pair, 0.0 if pair == NONE else rates[pair, MARKED]
    return moved


def _add(cells: Any, parts: Any, by: Any, accounts: Any, at: Any) -> Any:
    """Add to equities what rows gained, by side; note who left his bounds from `at` on."""
    (equities, bounds), (found, hits) = accounts[:2], at
    for i in range(len(cells)):
        cell = cells[i]
        a = cell >> _ONE
        equity = equities[a] + parts[i] * by[cell & _ONE]
        equities[a] = equity
        if (equity <= bounds[a, FLOOR]) | (equity >= bounds[a, CEILING]):
            found[hits] = a
            hits += 1
    return hits


def _add_foreign(cells: Any, parts: Any, by: Any, accounts: Any, at: Any) -> Any:
    """Add to sums in the profit's currency what rows gained, and to equities what that is there;
    `by` has the rate of conversion behind the sides.
    """
    (equities, bounds, links, sums), (found, hits) = accounts, at
    worth = by[2]
    for i in range(len(cells)):
        cell = cells[i]
        a = cell >> _ONE
        gain = parts[i] * by[cell & _ONE]
        sums[links[i]] += gain
        equity = equities[a] + gain * worth
        equities[a] = equity
        if (equity <= bounds[a, FLOOR]) | (equity >= bounds[a, CEILING]):
            found[hits] = a
            hits += 1
    return hits


add = _compiled(_add, types.int64(_OWNERS, _FIGURES, _FIGURES, _PLAIN, _AT))
add_foreign = _compiled(_add_foreign, types.int64(_OWNERS, _FIGURES, _FIGURES, _ADDED, _AT))


def _turn(turned: Any, rates: Any, sums: Any, accounts: Any, found: Any) -> int:
    """Convert sums at rates that moved; note accounts that left their bounds, give how many."""
    infos, owners, _links, rows = sums
    equities, bounds = accounts[:2]
    by, hits = np.empty(2, dtype=np.float64), 0
    for rate in turned:
        by[:] = rates[rate, NEXT] - rates[rate, MARKED]
        rates[rate, MARKED] = rates[rate, NEXT]
        start, many = infos[rate, START], infos[rate, COUNT]
        if many > 0:
            cells, parts = owners[start : start + many], rows[SUM, start : start + many]
            hits = add(cells, parts, by, (equities, bounds), (found, hits))
    return hits


def _mark(moved: Any, book: Any, accounts: Any, found: Any, hits: int) -> int:
    """Mark blocks; note accounts that left their bounds, give how many there are by now.

    An account is compared after each of its rows, so it may come twice, or come back before its
    last: who is beyond a level when all is marked is found by `look`. Most blocks move by their
    units or by their costs alone.
    """
    (_infos, owners, links, rows), (rate_infos, _owners, _links, sums) = book
    equities, bounds = accounts[:2]
    by = np.empty(3, dtype=np.float64)
    for n in range(len(moved)):
        start, many, pair = int(moved[n, FROM]), int(moved[n, MANY]), int(moved[n, TURNS])
        end = start + many
        by_cost = moved[n, BY_PER] != 0 or moved[n, BY_PER + ASK] != 0
        by_units = moved[n, BY_AT] != 0 or moved[n, BY_AT + ASK] != 0 or not by_cost
        for figure, first, is_moved in ((UNITS, BY_AT, by_units), (COST, BY_PER, by_cost)):
            if many == 0 or not is_moved:
                continue
            by[0], by[1], by[2] = moved[n, first], moved[n, first + ASK], moved[n, WORTH]
            cells, parts = owners[start:end], rows[figure, start:end]
            if pair == NONE:
                hits = add(cells, parts, by, (equities, bounds), (found, hits))
            else:
                its = sums[SUM, rate_infos[pair, START] :]
                added = equities, bounds, links[start:end], its
                hits = add_foreign(cells, parts, by, added, (found, hits))
    return hits


def _look(found: Any, accounts: Any, seq: int) -> Any:
    """Keep who is beyond a level, once; who has a new peak is given it, and its number.

    A number below 0: the price may not be the market's, and sets no peaks.
    """
    equities, bounds, levels, peaks = accounts
    kept = np.empty(len(found), dtype=np.int64)
    many = 0
    for n in range(len(found)):
        a = found[n]
        if levels[a, SEEN] != 0:
            continue
        levels[a, SEEN] = 1
        equity, high = equities[a], levels[a, HIGH]
        if seq >= 0 and levels[a, TRAIL] < NO_TRAIL and equity > levels[a, PEAK]:
            levels[a, PEAK], levels[a, PEAK_BAND] = equity, levels[a, BAND]
            peaks[a] = peaks[0] = seq
            bound(a, bounds, levels)
        above = high < NO_HIGH and equity >= high - levels[a, BAND] - 16 * UNIT * abs(high)
        if above or equity <= between(a, levels)[0]:
            kept[many] = a
            many += 1
    for n in range(len(found)):
        levels[found[n], SEEN] = 0
    return kept[:many].copy()


def _sum_up(marks: Any, rates: Any, book: Any, many: int) -> Any:
    """Give each account's floating result and what its guard band reckons with, from scratch;
    sum up what counts in profits' currencies too.
    """
    (infos, owners, links, rows), (rate_infos, rate_owners, _links, foreign) = book
    sums = np.zeros((many, 2), dtype=np.float64)
    foreign[SUM] = 0
    for block in range(len(infos)):
        pair, start = infos[block, PAIR], infos[block, START]
        marks[block, TOP] = max(abs(marks[block, AT]), abs(marks[block, AT + ASK]))
        marks[block, TOP_PER] = max(marks[block, PER], marks[block, PER + ASK])
        worth = 1.0 if pair == NONE else rates[pair, MARKED]
        for i in range(start, start + infos[block, COUNT]):
            a, side = owners[i] >> _ONE, owners[i] & _ONE
            by_at = rows[UNITS, i] * marks[block, AT + side]
            by_per = rows[COST, i] * marks[block, PER + side]
            sums[a, 1] += (abs(by_at) + abs(by_per)) * worth
            if pair == NONE:
                sums[a, 0] += by_at + by_per
            else:
                foreign[SUM, rate_infos[pair, START] + links[i]] += by_at + by_per
    for rate in range(len(rate_infos)):
        start = rate_infos[rate, START]
        for i in range(start, start + rate_infos[rate, COUNT]):
            sums[rate_owners[i] >> _ONE, 0] += foreign[SUM, i] * rates[rate, MARKED]
    return sums


bound_all = _compiled(_bound_all, types.void(_WHOLE, _BOUNDS, _TABLE))
advance = _compiled(_advance, _TABLE(_WHOLE, _SPANS, _TABLE, _TABLE, _TABLE))
turn = _compiled(_turn, types.int64(_WHOLE, _TABLE, _ROWS, _ACCOUNTS, _WHOLE))
mark = _compiled(_mark, types.int64(_TABLE, _BOOK, _ACCOUNTS, _WHOLE, types.int64))
look = _compiled(_look, _WHOLE(_WHOLE, _ACCOUNTS, types.int64))
sum_up = _compiled(_sum_up, _TABLE(_TABLE, _TABLE, _BOOK, types.int64))
