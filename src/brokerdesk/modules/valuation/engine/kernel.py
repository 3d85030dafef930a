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
    SIDE,
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
_SPANS, _TABLE = types.int64[:, ::1], types.float64[:, ::1]
_ROWS = _JOINED((_OWNERS, _TABLE))
_SUMS = _JOINED((_SPANS, _FIGURES, types.uint8[::1]))
_ACCOUNTS = _JOINED((_FIGURES, _TABLE, _TABLE, _WHOLE))


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
    one is more than twice what the guard band reckons with, where the rows are, and what they
    count in.
    """
    moved = np.empty((len(todo), 7), dtype=np.float64)
    for n in range(len(todo)):
        block = todo[n]
        symbol, rate, pair = infos[block, SYMBOL], infos[block, RATE], infos[block, PAIR]
        price = prices[symbol, BID] if infos[block, SIDE] == BID else prices[symbol, ASK]
        at = per = 0.0
        if rate == ITSELF:
            if price > 0:
                at, per = 1.0, 1.0 / price
        elif prices[symbol, PRICED] > 0:
            per = rates[rate, MARKED] if pair == NONE else 1.0
            at = price * per
        moved[n, BY_AT], moved[n, BY_PER] = at - marks[block, AT], per - marks[block, PER]
        marks[block, AT], marks[block, PER] = at, per
        grown = abs(at) > 2 * marks[block, TOP] or per > 2 * marks[block, TOP_PER]
        moved[n, GROWN] = 1.0 if grown else 0.0
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
    """Convert sums at rates that moved; note accounts that left their bounds, give how many.

    All accounts of a page are converted: most have rows, and one behind the other is fast.
    """
    (pages, sums, held), (equities, bounds) = foreign, accounts[:2]
    hits = 0
    for rate in turned:
        by = rates[rate, NEXT] - rates[rate, MARKED]
        rates[rate, MARKED] = rates[rate, NEXT]
        if rate >= len(pages):
            continue
        for chapter in range(pages.shape[1]):
            page, first = pages[rate, chapter], chapter * NEIGHBOURS
            if page == NONE:
                continue
            beyond = 0
            for i in range(NEIGHBOURS):
                a = first + i
                equity = equities[a] + sums[page + i] * by
                equities[a] = equity
                beyond += (equity <= bounds[a, FLOOR]) | (equity >= bounds[a, CEILING])
            if beyond == 0:
                continue
            for i in range(NEIGHBOURS):
                a = first + i
                out = (equities[a] <= bounds[a, FLOOR]) | (equities[a] >= bounds[a, CEILING])
                if out and held[page + i] != 0:
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
        by_at, by_per = moved[n, BY_AT], moved[n, BY_PER]
        start = int(moved[n, FROM])
        end = start + int(moved[n, MANY])
        if moved[n, TURNS] != NONE:
            hits = mark_foreign(moved[n], book, accounts, found, hits)
        elif by_per == 0:
            for i in range(start, end):
                a = owners[i]
                equity = equities[a] + units[i] * by_at
                equities[a] = equity
                if (equity <= bounds[a, FLOOR]) | (equity >= bounds[a, CEILING]):
                    hits = note(a, accounts, found, hits)
        else:
            for i in range(start, end):
                a = owners[i]
                equity = equities[a] + (units[i] * by_at + costs[i] * by_per)
                equities[a] = equity
                if (equity <= bounds[a, FLOOR]) | (equity >= bounds[a, CEILING]):
                    hits = note(a, accounts, found, hits)
    return hits


def _mark_foreign(moved: Any, book: Any, accounts: Any, found: Any, hits: int) -> int:
    """Mark a block in the profit's currency, and what that is in the accounts'."""
    (owners, rows), (all_pages, sums, _held) = book
    equities, bounds = accounts[:2]
    by_at, by_per, worth = moved[BY_AT], moved[BY_PER], moved[WORTH]
    units, costs = rows[UNITS], rows[COST]
    start = int(moved[FROM])
    if moved[MANY] == 0:
        return hits
    pages = all_pages[int(moved[TURNS])]
    for i in range(start, start + int(moved[MANY])):
        a = owners[i]
        gain = units[i] * by_at
        if by_per != 0:
            gain += costs[i] * by_per
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
        if above or equity <= bounds[a, FLOOR]:
            kept[many] = a
            many += 1
    return kept[:many].copy()


def _sum_up(tables: Any, book: Any, many: int) -> Any:
    """Give each account's floating result and what its guard band reckons with, from scratch;
    sum up what counts in profits' currencies too.
    """
    (infos, marks, rates), ((owners, rows), (pages, foreign, _held)) = tables, book
    sums = np.zeros((many, 2), dtype=np.float64)
    units, costs = rows[UNITS], rows[COST]
    foreign[:] = 0
    for block in range(len(infos)):
        at, per, pair = marks[block, AT], marks[block, PER], infos[block, PAIR]
        marks[block, TOP], marks[block, TOP_PER] = abs(at), per
        worth = 1.0 if pair == NONE else rates[pair, MARKED]
        start = infos[block, START]
        for i in range(start, start + infos[block, COUNT]):
            a = owners[i]
            gain = units[i] * at + costs[i] * per
            sums[a, 1] += (abs(units[i] * at) + abs(costs[i] * per)) * worth
            if pair == NONE:
                sums[a, 0] += gain
            else:
                foreign[pages[pair, a >> SHIFT] + (a & (NEIGHBOURS - 1))] += gain
    for rate in range(len(pages)):
        for chapter in range(pages.shape[1]):
            page = pages[rate, chapter]
            if page != NONE:
                for i in range(NEIGHBOURS):
                    a = chapter * NEIGHBOURS + i
                    sums[a, 0] += foreign[page + i] * rates[rate, MARKED]
    return sums


_BOOK = _JOINED((_ROWS, _SUMS))
_TABLES = _JOINED((_SPANS, _TABLE, _TABLE))
bound_all = _compiled(_bound_all, types.void(_WHOLE, _TABLE, _TABLE))
advance = _compiled(_advance, _TABLE(_WHOLE, _SPANS, _TABLE, _TABLE, _TABLE))
turn = _compiled(_turn, types.int64(_WHOLE, _TABLE, _SUMS, _ACCOUNTS, _WHOLE))
mark_foreign = _compiled(
    _mark_foreign, types.int64(_FIGURES, _BOOK, _ACCOUNTS, _WHOLE, types.int64)
)
mark = _compiled(_mark, types.int64(_TABLE, _BOOK, _ACCOUNTS, _WHOLE, types.int64))
look = _compiled(_look, _WHOLE(_WHOLE, _ACCOUNTS, types.int64))
sum_up = _compiled(_sum_up, _TABLE(_TABLES, _BOOK, types.int64))
