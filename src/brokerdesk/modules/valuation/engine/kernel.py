"""The loops over positions. To import this compiles them, or loads them as compiled before."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit, types

from .layout import (
    ASK,
    ASK_RATE,
    AT_ASK,
    AT_BID,
    BAND,
    BID,
    BID_RATE,
    COUNT,
    EQUITY,
    HI,
    HIGH,
    ITSELF,
    LEAST,
    LO,
    LONG,
    LONG_COST,
    LOW,
    NO_HIGH,
    NO_LOW,
    NO_TRAIL,
    PEAK,
    PEAK_BAND,
    PRICED,
    RATE,
    SCALE,
    SHARE,
    SHORT,
    SHORT_COST,
    START,
    SYMBOL,
    TOP,
    TOP_RATE,
    TOUCHED,
    TRAIL,
    UNIT,
)
from .warming import keeps

_WHOLE, _OWNERS, _FIGURES = types.int64[::1], types.uint32[::1], types.float64[::1]
_SPANS, _TABLE = types.int64[:, ::1], types.float64[:, ::1]


def _compiled(loop: Callable[..., Any], signature: Any) -> Callable[..., Any]:
    made: Callable[..., Any] = njit(signature, cache=keeps())(loop)
    return made


def _bound(a: int, accounts: Any, levels: Any) -> None:
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
    accounts[a, LO] = lo
    accounts[a, HI] = hi


bound = _compiled(_bound, types.void(types.int64, _TABLE, _TABLE))


def _bound_all(slots: Any, accounts: Any, levels: Any) -> None:
    for n in range(len(slots)):
        bound(slots[n], accounts, levels)


def _advance(todo: Any, infos: Any, marks: Any, prices: Any, rates: Any) -> Any:
    """Bring blocks to the present prices and rates; give by how much each factor moved, and
    whether one is more than twice what the guard band reckons with.
    """
    moved = np.empty((len(todo), 5), dtype=np.float64)
    for n in range(len(todo)):
        block = todo[n]
        symbol, rate = infos[block, SYMBOL], infos[block, RATE]
        bid, ask = prices[symbol, BID], prices[symbol, ASK]
        bid_rate = ask_rate = at_bid = at_ask = 0.0
        if rate == ITSELF:
            if bid > 0:
                bid_rate, at_bid = 1.0 / bid, 1.0
            if ask > 0:
                ask_rate, at_ask = 1.0 / ask, 1.0
        elif prices[symbol, PRICED] > 0:
            bid_rate = ask_rate = rates[rate]
            at_bid, at_ask = bid * bid_rate, ask * ask_rate
        moved[n, 0] = at_bid - marks[block, AT_BID]
        moved[n, 1] = at_ask - marks[block, AT_ASK]
        moved[n, 2] = bid_rate - marks[block, BID_RATE]
        moved[n, 3] = ask_rate - marks[block, ASK_RATE]
        marks[block, AT_BID], marks[block, AT_ASK] = at_bid, at_ask
        marks[block, BID_RATE], marks[block, ASK_RATE] = bid_rate, ask_rate
        grown = max(abs(at_bid), abs(at_ask)) > 2 * marks[block, TOP]
        grown = grown or max(bid_rate, ask_rate) > 2 * marks[block, TOP_RATE]
        moved[n, 4] = 1.0 if grown else 0.0
    return moved


def _mark_symbol(spans: Any, moved: Any, owners: Any, rows: Any, accounts: Any) -> Any:
    """Mark the blocks of one symbol; give the accounts that left their bounds.

    An account has one row of a symbol: its equity is whole when it is compared.
    """
    found = np.empty(spans[:, COUNT].sum(), dtype=np.int64)
    hits = 0
    long, short, long_cost, short_cost = rows[LONG], rows[SHORT], rows[LONG_COST], rows[SHORT_COST]
    for n in range(len(spans)):
        bid, ask, bid_rate, ask_rate = moved[n, 0], moved[n, 1], moved[n, 2], moved[n, 3]
        converts = bid_rate != 0 or ask_rate != 0
        for i in range(spans[n, START], spans[n, START] + spans[n, COUNT]):
            gained = long[i] * bid - short[i] * ask
            if converts:
                gained += long_cost[i] * bid_rate + short_cost[i] * ask_rate
            a = owners[i]
            equity = accounts[a, EQUITY] + gained
            accounts[a, EQUITY] = equity
            if equity <= accounts[a, LO] or equity >= accounts[a, HI]:
                found[hits] = a
                hits += 1
    return found[:hits].copy()


def _mark_symbols(spans: Any, moved: Any, owners: Any, rows: Any, accounts: Any) -> Any:
    """Mark the blocks of several symbols; compare accounts when all their rows are marked."""
    touched = np.empty(len(accounts), dtype=np.uint32)
    many = 0
    long, short, long_cost, short_cost = rows[LONG], rows[SHORT], rows[LONG_COST], rows[SHORT_COST]
    for n in range(len(spans)):
        bid, ask, bid_rate, ask_rate = moved[n, 0], moved[n, 1], moved[n, 2], moved[n, 3]
        for i in range(spans[n, START], spans[n, START] + spans[n, COUNT]):
            gained = long[i] * bid - short[i] * ask
            gained += long_cost[i] * bid_rate + short_cost[i] * ask_rate
            a = owners[i]
            accounts[a, EQUITY] += gained
            if accounts[a, TOUCHED] == 0:
                accounts[a, TOUCHED] = 1
                touched[many] = a
                many += 1
    found = np.empty(many, dtype=np.int64)
    hits = 0
    for n in range(many):
        a = touched[n]
        accounts[a, TOUCHED] = 0
        if accounts[a, EQUITY] <= accounts[a, LO] or accounts[a, EQUITY] >= accounts[a, HI]:
            found[hits] = a
            hits += 1
    return found[:hits].copy()


def _look(found: Any, accounts: Any, levels: Any, peaks: Any, seq: int) -> Any:
    """Keep who is beyond a level; who has a new peak is given it, and its number."""
    kept = 0
    for n in range(len(found)):
        a = found[n]
        equity, high = accounts[a, EQUITY], levels[a, HIGH]
        if levels[a, TRAIL] < NO_TRAIL and equity > levels[a, PEAK]:
            levels[a, PEAK], levels[a, PEAK_BAND] = equity, levels[a, BAND]
            peaks[a] = seq
            bound(a, accounts, levels)
        above = high < NO_HIGH and equity >= high - levels[a, BAND] - 16 * UNIT * abs(high)
        if above or equity <= accounts[a, LO]:
            found[kept] = a
            kept += 1
    return found[:kept]


def _sum_up(infos: Any, marks: Any, owners: Any, rows: Any, many: int) -> Any:
    """Give each account's floating result and what its guard band reckons with, from scratch."""
    sums = np.zeros((many, 2), dtype=np.float64)
    long, short, long_cost, short_cost = rows[LONG], rows[SHORT], rows[LONG_COST], rows[SHORT_COST]
    for block in range(len(infos)):
        at_bid, bid_rate = marks[block, AT_BID], marks[block, BID_RATE]
        at_ask, ask_rate = marks[block, AT_ASK], marks[block, ASK_RATE]
        top, top_rate = max(abs(at_bid), abs(at_ask)), max(bid_rate, ask_rate)
        marks[block, TOP], marks[block, TOP_RATE] = top, top_rate
        start = infos[block, START]
        for i in range(start, start + infos[block, COUNT]):
            a = owners[i]
            worth = long[i] * at_bid + long_cost[i] * bid_rate
            sums[a, 0] += worth - short[i] * at_ask + short_cost[i] * ask_rate
            costs = abs(long_cost[i]) + abs(short_cost[i])
            sums[a, 1] += (long[i] + short[i]) * top + costs * top_rate
    return sums


bound_all = _compiled(_bound_all, types.void(_WHOLE, _TABLE, _TABLE))
advance = _compiled(_advance, _TABLE(_WHOLE, _SPANS, _TABLE, _TABLE, _FIGURES))
mark_symbol = _compiled(_mark_symbol, _WHOLE(_SPANS, _TABLE, _OWNERS, _TABLE, _TABLE))
mark_symbols = _compiled(_mark_symbols, _WHOLE(_SPANS, _TABLE, _OWNERS, _TABLE, _TABLE))
look = _compiled(_look, _WHOLE(_WHOLE, _TABLE, _TABLE, _WHOLE, types.int64))
sum_up = _compiled(_sum_up, _TABLE(_SPANS, _TABLE, _OWNERS, _TABLE, types.int64))
