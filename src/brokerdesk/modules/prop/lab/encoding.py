"""A programme's phases as rows of whole numbers, or the reason why they cannot be."""

from decimal import Decimal
from typing import Final

from ..engine import Phase, Programme
from ..engine.programme import (
    Action,
    Amount,
    Anchor,
    BreachWhen,
    Counts,
    Denominator,
    LossMeasure,
    Mode,
    OnWithdrawal,
    ProfitMeasure,
)
from ..terms import CycleKind, Terms
from . import layout as at
from .traders import Trader

_ANCHORS: Final = tuple(Anchor)
_MEASURES: Final = tuple(LossMeasure)
_MODES: Final = tuple(Mode)
_PAID: Final = tuple(OnWithdrawal)
_ACTIONS: Final = tuple(Action)
_OF: Final = tuple(Denominator)
_COUNTS: Final = {
    Counts.OPENED_AND_CLOSED: at.AT_CLOSE,
    Counts.CLOSED_PROFIT_AT_LEAST: at.BY_PROFIT,
}
_SPLITS = (at.SPLIT_1, at.SPLIT_2, at.SPLIT_3, at.SPLIT_4)
Row = list[int]


class TooFineError(ValueError):
    """A figure is finer than whole numbers can say: the engine itself has to simulate."""


def encoded(programme: Programme, terms: Terms, trader: Trader) -> list[Row]:
    """Phases as rows.

    Raises:
        TooFineError: a figure needs more decimals, or there are more steps of the split.
    """
    return [_phase(phase, programme, terms, trader) for phase in programme.phases]


def units(amount: Decimal) -> int:
    """An amount in millionths.

    Raises:
        TooFineError: it is finer.
    """
    return _whole(amount, at.UNIT)


def _whole(number: Decimal, per_one: int) -> int:
    found = number * per_one
    if found != int(found):
        raise TooFineError(str(number))
    return int(found)


def _phase(phase: Phase, programme: Programme, terms: Terms, trader: Trader) -> Row:
    row = [0] * at.WIDTH
    initial = programme.initial_balance
    _losses(row, phase)
    _objectives(row, phase)
    row[at.FUNDED], row[at.INITIAL] = int(phase.funded), units(initial)
    row[at.HORIZON] = trader.funded_days if phase.funded else trader.patience_days
    row[at.RISK] = risked(initial, trader)
    row[at.COAST] = _whole(trader.coast, at.WHOLE)
    if row[at.INITIAL] % at.CENT:
        raise TooFineError("initial_balance")
    _payouts(row, terms, initial, trader)
    return row


def risked(initial: Decimal, trader: Trader) -> int:
    """What a trade risks, cut to cents, in millionths."""
    return int(initial * trader.risk_percent) * at.CENT


def _share(row: Row, places: tuple[int, int], amount: Amount) -> None:
    """A share of what moves, or money."""
    if amount.fixed is None:
        row[places[0]] = _whole(amount.number, 100)
    else:
        row[places[1]] = units(amount.fixed)


def _losses(row: Row, phase: Phase) -> None:
    if daily := phase.max_daily_loss:
        row[at.D_ON] = 1
        _share(row, (at.D_SHARE, at.D_MONEY), daily.amount)
        row[at.D_ANCHOR] = _ANCHORS.index(daily.anchor)
        row[at.D_MEASURE] = _MEASURES.index(daily.measure)
        row[at.D_TOUCH] = int(daily.breach_when is BreachWhen.TOUCH)
        row[at.D_ACTION] = _ACTIONS.index(daily.action)
    row[at.O_LOCK] = -1
    if overall := phase.max_overall_loss:
        row[at.O_ON] = 1
        _share(row, (at.O_SHARE, at.O_MONEY), overall.amount)
        row[at.O_MODE] = _MODES.index(overall.mode)
        row[at.O_PAID] = _PAID.index(overall.on_withdrawal)
        row[at.O_MEASURE] = _MEASURES.index(overall.measure)
        row[at.O_TOUCH] = int(overall.breach_when is BreachWhen.TOUCH)
        if overall.lock:
            row[at.O_LOCK] = units(overall.lock.floor_at)
            row[at.O_LOCK_PAID] = int(overall.lock.on_withdrawal)


def _objectives(row: Row, phase: Phase) -> None:
    zero = Decimal(0)
    if target := phase.profit_target:
        row[at.T_ON], row[at.T_MONEY] = 1, units(target.amount.on(zero))
        row[at.T_EQUITY] = int(target.measure is ProfitMeasure.EQUITY)
        row[at.T_FLAT] = int(target.flat)
    if days := phase.min_trading_days:
        row[at.M_DAYS], row[at.M_COUNTS] = days.days, _COUNTS.get(days.counts, at.AT_OPEN)
        row[at.M_LEAST] = units(days.threshold.on(zero))
    row[at.MAX_DAYS] = phase.max_days.days if phase.max_days else 0
    row[at.IDLE_DAYS] = phase.inactivity.days if phase.inactivity else 0
    if even := phase.consistency:
        row[at.C_ON], row[at.C_OF] = 1, _OF.index(even.denominator)
        row[at.C_SHARE], row[at.C_STRICT] = _whole(even.max_share, at.WHOLE), int(even.strict)


def _payouts(row: Row, terms: Terms, initial: Decimal, trader: Trader) -> None:
    """Rewards by calendar days; a cycle of weekdays takes seven days for five."""
    cycle = terms.cycle
    row[at.W_FIRST] = terms.first_payout.days
    row[at.W_CYCLE] = cycle.number
    if cycle.kind is CycleKind.BUSINESS_DAYS:
        row[at.W_CYCLE] = -(-cycle.number * 7 // 5)
    elif cycle.kind is CycleKind.WEEKDAY:
        row[at.W_CYCLE] = 7
    row[at.W_LEAST], row[at.W_BUFFER] = units(terms.minimum), units(terms.buffer)
    row[at.W_SHARE] = _whole(terms.max_share, at.WHOLE)
    row[at.W_CAP] = -1 if terms.cap is None else units(terms.cap)
    row[at.W_DAYS], row[at.W_WINS] = terms.winning_days.days, units(terms.winning_days.threshold)
    row[at.W_LEAVE] = int(initial * trader.leave_percent) * at.CENT
    if len(terms.split) > len(_SPLITS):
        raise TooFineError("split")
    for n, place in enumerate(_SPLITS):
        row[place] = _whole(terms.split[min(n, len(terms.split) - 1)], at.WHOLE)
