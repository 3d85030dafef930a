"""The rules in whole numbers, compiled. Each function does what the engine's namesake does.

To import this compiles it, or loads it as compiled before. `tests/lab` holds it to the engine on
thousands of paths.
"""

from collections.abc import Callable
from typing import Any

from numba import njit

from brokerdesk.modules.valuation.engine.warming import keeps

from .layout import (
    AT_INITIAL,
    BY_BALANCE,
    BY_EQUITY,
    BY_PROFIT,
    C_OF,
    C_ON,
    C_SHARE,
    C_STRICT,
    CLOSED,
    D_ACTION,
    D_ANCHOR,
    D_MEASURE,
    D_MONEY,
    D_ON,
    D_SHARE,
    D_TOUCH,
    DAILY,
    DAY_PEAK,
    END_OF_DAY,
    EXPIRED,
    FAIL,
    FAILED,
    FUNDED,
    GOING,
    IDLE,
    IDLE_DAYS,
    INITIAL,
    INTRADAY,
    M_COUNTS,
    M_DAYS,
    M_LEAST,
    MAX_DAYS,
    NET,
    O_LOCK,
    O_MEASURE,
    O_MODE,
    O_MONEY,
    O_ON,
    O_SHARE,
    O_TOUCH,
    OVERALL,
    PASSED,
    PAUSE,
    POSITIVE,
    S_ACTIVE,
    S_ANCHOR,
    S_BALANCE,
    S_BEST,
    S_COUNTED,
    S_DAY,
    S_DAY_BALANCE,
    S_DAY_PEAK,
    S_DAYS,
    S_FIRST,
    S_FLOATING,
    S_GOOD,
    S_HIGH,
    S_LOCKED,
    S_MOVED,
    S_MOVED_TODAY,
    S_NET,
    S_OPEN,
    S_PAUSED,
    S_RULE,
    S_SILENT,
    S_STATUS,
    T_EQUITY,
    T_FLAT,
    T_MONEY,
    T_ON,
    TOO_LONG,
    WHOLE,
)  # fmt: skip

Loop = Callable[..., Any]


def compiled(loop: Loop) -> Loop:
    """A loop, compiled when it is first called."""
    made: Loop = njit(cache=keeps())(loop)
    return made


@compiled
def overall_floor(p: Any, s: Any) -> Any:
    if s[S_LOCKED] == 1:
        return p[O_LOCK]
    return s[S_HIGH] - (p[O_SHARE] * s[S_HIGH] // WHOLE if p[O_SHARE] > 0 else p[O_MONEY])


@compiled
def daily_floor(p: Any, s: Any) -> Any:
    anchor = s[S_DAY_PEAK] if p[D_ANCHOR] == DAY_PEAK else s[S_ANCHOR]
    amount = p[D_SHARE] * anchor // WHOLE if p[D_SHARE] > 0 else p[D_MONEY]
    return anchor - amount + s[S_MOVED_TODAY]


@compiled
def lock(p: Any, s: Any) -> None:
    if p[O_ON] == 1 and p[O_LOCK] >= 0 and s[S_LOCKED] == 0 and overall_floor(p, s) >= p[O_LOCK]:
        s[S_LOCKED] = 1


@compiled
def raise_marks(p: Any, s: Any) -> None:
    equity = s[S_BALANCE] + s[S_FLOATING]
    s[S_DAY_PEAK] = max(s[S_DAY_PEAK], equity - s[S_MOVED_TODAY])
    if p[O_ON] == 1:
        if p[O_MODE] == INTRADAY:
            s[S_HIGH] = max(s[S_HIGH], equity)
        elif p[O_MODE] == CLOSED:
            s[S_HIGH] = max(s[S_HIGH], s[S_BALANCE])
        lock(p, s)


@compiled
def is_crossed(s: Any, measure: int, touch: int, floor: int) -> Any:
    level = s[S_BALANCE] + s[S_FLOATING]
    if measure == BY_BALANCE:
        level = s[S_BALANCE]
    elif measure != BY_EQUITY:
        level = min(level, s[S_BALANCE])
    return level < floor or (level == floor and touch == 1)


@compiled
def end(s: Any, status: int, rule: int) -> None:
    s[S_STATUS], s[S_RULE], s[S_PAUSED] = status, rule, 0


@compiled
def judge(p: Any, s: Any) -> None:
    """The severest action, then the higher floor, the daily one if they are equal."""
    day = over = False
    low = high = 0
    if p[D_ON] == 1 and s[S_SILENT] == 0:
        low = daily_floor(p, s)
        day = is_crossed(s, p[D_MEASURE], p[D_TOUCH], low)
    if p[O_ON] == 1:
        high = overall_floor(p, s)
        over = is_crossed(s, p[O_MEASURE], p[O_TOUCH], high)
    if over and not (day and p[D_ACTION] == FAIL and low >= high):
        end(s, FAILED, OVERALL)
    elif day and p[D_ACTION] == FAIL:
        end(s, FAILED, DAILY)
    elif day:
        s[S_SILENT] = 1
        if p[D_ACTION] == PAUSE:
            s[S_PAUSED] = 1


@compiled
def result_today(s: Any) -> Any:
    return s[S_BALANCE] - s[S_DAY_BALANCE] - s[S_MOVED_TODAY]


@compiled
def trading_days(p: Any, s: Any) -> Any:
    if p[M_COUNTS] == BY_PROFIT:
        return s[S_DAYS] + (1 if result_today(s) >= p[M_LEAST] else 0)
    return s[S_DAYS] + s[S_COUNTED]


@compiled
def is_even(p: Any, s: Any) -> Any:
    today = result_today(s)
    best = max(s[S_BEST], today)
    whole = p[T_MONEY]
    if p[C_OF] == NET:
        whole = s[S_NET] + today
    elif p[C_OF] == POSITIVE:
        whole = s[S_GOOD] + max(today, 0)
    if whole <= 0:
        return False
    least, most = best * WHOLE, p[C_SHARE] * whole
    return least < most or (least == most and p[C_STRICT] == 0)


@compiled
def earned(s: Any, p: Any) -> Any:
    """Profit as the target measures it."""
    level = s[S_BALANCE] + (s[S_FLOATING] if p[T_EQUITY] == 1 else 0)
    return level - p[INITIAL] - s[S_MOVED]


@compiled
def passes(p: Any, s: Any) -> Any:
    if p[T_ON] == 0 or p[FUNDED] == 1 or s[S_PAUSED] == 1:
        return False
    if earned(s, p) < p[T_MONEY] or (p[T_FLAT] == 1 and s[S_OPEN] == 1):
        return False
    if p[M_DAYS] > 0 and trading_days(p, s) < p[M_DAYS]:
        return False
    return p[C_ON] == 0 or is_even(p, s)


@compiled
def decide(p: Any, s: Any) -> None:
    judge(p, s)
    if s[S_STATUS] == GOING and passes(p, s):
        end(s, PASSED, 0)


@compiled
def looked_at(p: Any, s: Any) -> None:
    """What follows each event."""
    raise_marks(p, s)
    decide(p, s)


@compiled
def begin(p: Any, s: Any, day: int) -> None:
    s[:] = 0
    initial = p[INITIAL]
    for place in (S_BALANCE, S_DAY_BALANCE, S_ANCHOR, S_DAY_PEAK, S_HIGH):
        s[place] = initial
    s[S_FIRST], s[S_ACTIVE], s[S_DAY] = -1, day, day
    lock(p, s)


@compiled
def reset(p: Any, s: Any, day: int) -> None:
    """A day begins; the account is flat."""
    if p[MAX_DAYS] > 0 and s[S_FIRST] >= 0 and day - s[S_FIRST] >= p[MAX_DAYS]:
        end(s, EXPIRED, TOO_LONG)
        return
    if p[IDLE_DAYS] > 0 and day - s[S_ACTIVE] > p[IDLE_DAYS]:
        end(s, EXPIRED, IDLE)
        return
    if p[O_ON] == 1:
        if p[O_MODE] == END_OF_DAY:
            s[S_HIGH] = max(s[S_HIGH], s[S_BALANCE])
        lock(p, s)
    result = result_today(s)
    s[S_DAYS] = trading_days(p, s)
    s[S_BEST], s[S_NET] = max(s[S_BEST], result), s[S_NET] + result
    s[S_GOOD] += max(result, 0)
    s[S_DAY_BALANCE], s[S_COUNTED] = s[S_BALANCE], 0
    s[S_MOVED_TODAY], s[S_DAY_PEAK] = 0, s[S_BALANCE]
    s[S_ANCHOR] = p[INITIAL] if p[D_ANCHOR] == AT_INITIAL else s[S_BALANCE]
    s[S_DAY], s[S_SILENT], s[S_PAUSED] = day, 0, 0
    decide(p, s)
