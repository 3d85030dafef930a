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
    NEIGHBOURS,
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
    SHIFT,
    START,
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
_SUMS = _JOINED((_SPANS, _FIGURES, _WHOLE, types.uint16[::1]))
_BOOK = _JOINED((_JOINED((_OWNERS, _TABLE)), _SUMS))
_TABLES = _JOINED((_SPANS, _TABLE, _TABLE))
_ACCOUNTS = _JOINED((_FIGURES, _BOUNDS, _TABLE, _WHOLE))
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


between = _compiled(_between, _JOINED((types.float64, types.float64))(types.int64, _TABLE))


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
    """Bring blocks to the present prices and rates; give by how much each factor moved, whether
    one is more than twice what the guard band reckons with, where the rows are, and what they
    count in.
    """
    moved = np.empty((len(todo), 9), dtype=np.float64)
    for n in range(len(todo)):
        block = todo[n]
        symbol, rate, pair = infos[block, SYMBOL], infos[block, RATE], infos[block, PAIR]
        moved[n, GROWN] = 0.0
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
                moved[n, GROWN] = 1.0
        moved[n, FROM], moved[n, MANY] = infos[block, START], infos[block, COUNT]
        moved[n, TURNS], moved[n, WORTH] = pair, 0.0 if pair == NONE else rates[pair, MARKED]
    return moved


def _note(a: int, accounts: Any, found: Any, hits: int) -> int:
    """Note an account that left its bounds, once; give how many there are."""
    levels = accounts[2]
    if levels[a, SEEN] != 0:
        return hits
    levels[a, SEEN] = 1
    found[hits] = a
    return hits + 1


note = _compiled(_note, types.int64(types.int64, _ACCOUNTS, _WHOLE, types.int64))


def _turn(turned: Any, rates: Any, foreign: Any, accounts: Any, found: Any) -> int:
    """Convert sums at rates that moved; note accounts that left their bounds, give how many."""
    (pages, sums, filled, named), (equities, bounds) = foreign, accounts[:2]
    hits = 0
    for rate in turned:
        by = rates[rate, NEXT] - rates[rate, MARKED]
        rates[rate, MARKED] = rates[rate, NEXT]
        if rate >= len(pages):
            continue
        for chapter in range(pages.shape[1]):
            page, first = pages[rate, chapter], chapter << SHIFT
            if page == NONE:
                continue
            for place in range(page, page + filled[page >> SHIFT]):
                i = named[place]
                a = first + i
                equity = equities[a] + sums[page + i] * by
                equities[a] = equity
                if (equity <= bounds[a, FLOOR]) | (equity >= bounds[a, CEILING]):
                    hits = note(a, accounts, found, hits)
    return hits


def _mark(moved: Any, book: Any, accounts: Any, found: Any, hits: int) -> int:
    """Mark blocks; note accounts that left their bounds, give how many there are by now.

    An account is compared after each of its rows, so it may come back before its last: who is
    beyond a level when all is marked is found by `look`.
    """
    (owners, rows), _foreign = book
    equities, bounds = accounts[:2]
    units, costs = rows[UNITS], rows[COST]
    for n in range(len(moved)):
        start = int(moved[n, FROM])
        end = start + int(moved[n, MANY])
        if moved[n, TURNS] != NONE:
            hits = mark_foreign(moved[n], book, accounts, found, hits)
            continue
        by_price = moved[n, BY_PER] == 0 and moved[n, BY_PER + ASK] == 0
        for i in range(start, end):
            cell = owners[i]
            a, side = cell >> _ONE, cell & _ONE
            gain = units[i] * moved[n, BY_AT + side]
            if not by_price:
                gain += costs[i] * moved[n, BY_PER + side]
            equity = equities[a] + gain
            equities[a] = equity
            if (equity <= bounds[a, FLOOR]) | (equity >= bounds[a, CEILING]):
                hits = note(a, accounts, found, hits)
    return hits


def _mark_foreign(moved: Any, book: Any, accounts: Any, found: Any, hits: int) -> int:
    """Mark a block in the profit's currency, and what that is in the accounts'."""
    (owners, rows), (all_pages, sums, _filled, _named) = book
    equities, bounds = accounts[:2]
    units, costs = rows[UNITS], rows[COST]
    begins, worth, start = moved[BY_PER], moved[WORTH], int(moved[FROM])
    if moved[MANY] == 0:
        return hits
    pages = all_pages[int(moved[TURNS])]
    for i in range(start, start + int(moved[MANY])):
        cell = owners[i]
        a = cell >> _ONE
        gain = units[i] * moved[BY_AT + (cell & _ONE)]
        if begins != 0:
            gain += costs[i] * begins
        place = pages[a >> SHIFT] + (a & (NEIGHBOURS - 1))
        sums[place] += gain
        equity = equities[a] + gain * worth
        equities[a] = equity
        if (equity <= bounds[a, FLOOR]) | (equity >= bounds[a, CEILING]):
            hits = note(a, accounts, found, hits)
    return hits


def _look(found: Any, accounts: Any, seq: int) -> Any:
    """Keep who is beyond a level; who has a new peak is given it, and its number."""
    equities, bounds, levels, peaks = accounts
    kept = np.empty(len(found), dtype=np.int64)
    many = 0
    for n in range(len(found)):
        a = found[n]
        levels[a, SEEN] = 0
        equity, high = equities[a], levels[a, HIGH]
        if levels[a, TRAIL] < NO_TRAIL and equity > levels[a, PEAK]:
            levels[a, PEAK], levels[a, PEAK_BAND] = equity, levels[a, BAND]
            peaks[a] = peaks[0] = seq
            bound(a, bounds, levels)
        above = high < NO_HIGH and equity >= high - levels[a, BAND] - 16 * UNIT * abs(high)
        if above or equity <= between(a, levels)[0]:
            kept[many] = a
            many += 1
    return kept[:many].copy()


def _sum_up(tables: Any, book: Any, many: int) -> Any:
    """Give each account's floating result and what its guard band reckons with, from scratch;
    sum up what counts in profits' currencies too.
    """
    (infos, marks, rates), ((owners, rows), (pages, foreign, _filled, _named)) = tables, book
    sums = np.zeros((many, 2), dtype=np.float64)
    units, costs = rows[UNITS], rows[COST]
    foreign[:] = 0
    for block in range(len(infos)):
        pair, start = infos[block, PAIR], infos[block, START]
        marks[block, TOP] = max(abs(marks[block, AT]), abs(marks[block, AT + ASK]))
        marks[block, TOP_PER] = max(marks[block, PER], marks[block, PER + ASK])
        worth = 1.0 if pair == NONE else rates[pair, MARKED]
        for i in range(start, start + infos[block, COUNT]):
            a, side = owners[i] >> 1, owners[i] & 1
            by_at = units[i] * marks[block, AT + side]
            by_per = costs[i] * marks[block, PER + side]
            sums[a, 1] += (abs(by_at) + abs(by_per)) * worth
            if pair == NONE:
                sums[a, 0] += by_at + by_per
            else:
                foreign[pages[pair, a >> SHIFT] + (a & (NEIGHBOURS - 1))] += by_at + by_per
    for rate in range(len(pages)):
        for chapter in range(pages.shape[1]):
            page = pages[rate, chapter]
            if page != NONE:
                for i in range(NEIGHBOURS):
                    sums[(chapter << SHIFT) + i, 0] += foreign[page + i] * rates[rate, MARKED]
    return sums


bound_all = _compiled(_bound_all, types.void(_WHOLE, _BOUNDS, _TABLE))
advance = _compiled(_advance, _TABLE(_WHOLE, _SPANS, _TABLE, _TABLE, _TABLE))
turn = _compiled(_turn, types.int64(_WHOLE, _TABLE, _SUMS, _ACCOUNTS, _WHOLE))
mark_foreign = _compiled(
    _mark_foreign, types.int64(_FIGURES, _BOOK, _ACCOUNTS, _WHOLE, types.int64)
)
mark = _compiled(_mark, types.int64(_TABLE, _BOOK, _ACCOUNTS, _WHOLE, types.int64))
look = _compiled(_look, _WHOLE(_WHOLE, _ACCOUNTS, types.int64))
sum_up = _compiled(_sum_up, _TABLE(_TABLES, _BOOK, types.int64))
