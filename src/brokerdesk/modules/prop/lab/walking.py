"""Lets drawn traders walk through a programme, compiled: trades, days, rewards, phases."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .encoding import Row
from .kernel import begin, compiled, earned, is_even, looked_at, reset, result_today
from .layout import (
    AT_CLOSE,
    AT_OPEN,
    C_ON,
    CENT,
    COAST,
    FUNDED,
    GOING,
    HORIZON,
    INITIAL,
    M_COUNTS,
    O_LOCK,
    O_LOCK_PAID,
    O_ON,
    O_PAID,
    PASSED,
    R_DAYS,
    R_PAID,
    R_PAYOUTS,
    R_PHASE,
    R_RULE,
    R_STATUS,
    R_TAKEN,
    R_TRADES,
    R_WIDTH,
    RISK,
    S_ACTIVE,
    S_BALANCE,
    S_COUNTED,
    S_DAY,
    S_FIRST,
    S_FLOATING,
    S_HIGH,
    S_LOCKED,
    S_MOVED,
    S_MOVED_TODAY,
    S_OPEN,
    S_PAID_ON,
    S_PAUSED,
    S_RULE,
    S_STATUS,
    S_WIDTH,
    S_WINS,
    SPLIT_1,
    SUBTRACT,
    T_MONEY,
    T_ON,
    TO_BALANCE,
    W_BUFFER,
    W_CAP,
    W_CYCLE,
    W_DAYS,
    W_FIRST,
    W_LEAST,
    W_LEAVE,
    W_SHARE,
    W_WINS,
    WHOLE,
)  # fmt: skip
from .sampling import Draws, Whole


@compiled
def _multiple(result: Any, risk: Any) -> Any:
    """So many ten-thousandths of a risk, towards zero, in whole cents."""
    cents = risk // CENT
    part = cents * abs(result) // WHOLE * CENT
    return part if result >= 0 else -part


@compiled
def _counted(p: Any, s: Any, kind: Any) -> None:
    s[S_ACTIVE] = s[S_DAY]
    if p[M_COUNTS] == kind:
        s[S_COUNTED] = 1


@compiled
def _close(p: Any, s: Any, profit: Any) -> None:
    s[S_BALANCE] += profit
    s[S_FLOATING], s[S_OPEN] = 0, 0
    _counted(p, s, AT_CLOSE)
    looked_at(p, s)


@compiled
def _trade(p: Any, s: Any, drawn: Any) -> None:
    """Open, float to the worst and the best, close; flattened where a pause begins."""
    risk = p[RISK]
    if p[T_ON] == 1 and p[FUNDED] == 0 and earned(s, p) >= p[T_MONEY]:
        risk = risk * p[COAST] // WHOLE // CENT * CENT
    s[S_OPEN] = 1
    if s[S_FIRST] < 0:
        s[S_FIRST] = s[S_DAY]
    _counted(p, s, AT_OPEN)
    looked_at(p, s)
    for n in range(2):
        if s[S_STATUS] != GOING:
            return
        place = 1 if (n == 0) == (drawn[3] == 1) else 2
        s[S_FLOATING] = _multiple(drawn[place], risk)
        looked_at(p, s)
        if s[S_STATUS] == GOING and s[S_PAUSED] == 1:
            _close(p, s, s[S_FLOATING])
            return
    if s[S_STATUS] == GOING:
        _close(p, s, _multiple(drawn[0], risk))


@compiled
def _withdraw(p: Any, s: Any, amount: Any) -> None:
    s[S_BALANCE] -= amount
    s[S_MOVED] -= amount
    s[S_MOVED_TODAY] -= amount
    if p[O_ON] == 1:
        if p[O_PAID] == SUBTRACT:
            s[S_HIGH] -= amount
        elif p[O_PAID] == TO_BALANCE:
            s[S_HIGH] = s[S_BALANCE]
        if p[O_LOCK] >= 0 and p[O_LOCK_PAID] == 1:
            s[S_LOCKED] = 1
    looked_at(p, s)


@compiled
def _due(p: Any, s: Any, payouts: Any) -> Any:
    """What is paid out at the end of a day; 0 where something stands in between."""
    if s[S_FIRST] < 0:
        return 0
    since, wait = s[S_FIRST], p[W_FIRST]
    if payouts > 0:
        since, wait = s[S_PAID_ON], p[W_CYCLE]
    if s[S_DAY] - since < wait or s[S_WINS] < p[W_DAYS]:
        return 0
    if p[C_ON] == 1 and not is_even(p, s):
        return 0
    profit = s[S_BALANCE] - p[INITIAL]
    most = min(profit - max(p[W_BUFFER], p[W_LEAVE]), profit // CENT * p[W_SHARE] // WHOLE * CENT)
    if p[W_CAP] >= 0:
        most = min(most, p[W_CAP])
    return most if most > 0 and most >= p[W_LEAST] else 0


@compiled
def _reward(p: Any, s: Any, kept: Any) -> None:
    if result_today(s) >= p[W_WINS]:
        s[S_WINS] += 1
    amount = _due(p, s, kept[R_PAYOUTS])
    if amount == 0:
        return
    split = p[SPLIT_1 + min(kept[R_PAYOUTS], 3)]
    kept[R_PAID] += (amount // CENT * split + WHOLE // 2) // WHOLE * CENT
    kept[R_TAKEN] += amount
    kept[R_PAYOUTS] += 1
    s[S_PAID_ON], s[S_WINS] = s[S_DAY], 0
    _withdraw(p, s, amount)


@compiled
def _day(p: Any, s: Any, kept: Any, trades: Any) -> None:
    for n in range(len(trades)):
        if s[S_STATUS] != GOING or s[S_PAUSED] == 1:
            break
        kept[R_TRADES] += 1
        _trade(p, s, trades[n])
    if s[S_STATUS] == GOING and p[FUNDED] == 1:
        _reward(p, s, kept)


@compiled
def _path(rules: Any, counts: Any, trades: Any, kept: Any) -> None:
    """One trader from the first phase on."""
    s = np.zeros(S_WIDTH, dtype=np.int64)
    day, cursor = 0, 0
    for phase in range(len(rules)):
        p = rules[phase]
        kept[R_PHASE] = phase
        begin(p, s, day)
        start = day
        while s[S_STATUS] == GOING and day < len(counts) and day - start < p[HORIZON]:
            if day > start:
                reset(p, s, day)
            if s[S_STATUS] == GOING:
                _day(p, s, kept, trades[cursor : cursor + counts[day]])
            cursor += counts[day]
            day += 1
        kept[R_STATUS], kept[R_RULE] = s[S_STATUS], s[S_RULE]
        if p[FUNDED] == 0:
            kept[R_DAYS] = day
        if s[S_STATUS] != PASSED:
            return


@compiled
def _all(rules: Any, counts: Any, starts: Any, trades: Any) -> Any:
    kept = np.zeros((len(counts), R_WIDTH), dtype=np.int64)
    for n in range(len(counts)):
        _path(rules, counts[n], trades[starts[n] :], kept[n])
    return kept


@dataclass(frozen=True, slots=True)
class Walked:
    """What became of each path: a row in the order of `layout.R_*`."""

    rows: Whole


def walk(rules: list[Row], draws: Draws) -> Walked:
    """Let all paths of a draw walk."""
    table = np.array(rules, dtype=np.int64)
    columns = (draws.results, draws.worst, draws.best, draws.first)
    trades = np.ascontiguousarray(np.stack(columns, axis=1))
    return Walked(_all(table, draws.counts, draws.starts, trades))
