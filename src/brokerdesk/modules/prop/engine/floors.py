"""The levels that must not be crossed, and the marks they hang from."""

from decimal import Decimal

from brokerdesk.kit.exact import ZERO

from .programme import (
    Anchor,
    BreachWhen,
    LossMeasure,
    MaxDailyLoss,
    MaxOverallLoss,
    Mode,
    OnWithdrawal,
    Phase,
    Programme,
)
from .state import State


def daily_floor(state: State, phase: Phase) -> Decimal | None:
    """Anchor - amount + money moved since the reset."""
    rule = phase.max_daily_loss
    if rule is None:
        return None
    peak = rule.anchor is Anchor.INTRADAY_PEAK_EQUITY
    anchor = state.day_peak if peak else state.anchor
    return anchor - rule.amount.on(anchor) + state.moved_today


def overall_floor(state: State, phase: Phase) -> Decimal | None:
    """High-water mark - amount, or where it is locked."""
    rule = phase.max_overall_loss
    if rule is None:
        return None
    if state.locked and rule.lock:
        return rule.lock.floor_at
    return state.high - rule.amount.on(state.high)


def higher_floor(state: State, phase: Phase) -> Decimal | None:
    """The floor that is met first."""
    found = [f for f in (daily_floor(state, phase), overall_floor(state, phase)) if f is not None]
    return max(found, default=None)


def measured(state: State, rule: MaxDailyLoss | MaxOverallLoss) -> Decimal:
    """What a loss rule compares with its floor."""
    if rule.measure is LossMeasure.EQUITY:
        return state.balance + state.floating
    if rule.measure is LossMeasure.CLOSED_BALANCE:
        return state.balance
    return min(state.balance, state.balance + state.floating)


def crossed(state: State, rule: MaxDailyLoss | MaxOverallLoss, floor: Decimal) -> bool:
    """Whether a loss rule is breached."""
    level = measured(state, rule)
    return level < floor or (level == floor and rule.breach_when is BreachWhen.TOUCH)


def move_high(state: State, phase: Phase, amount: Decimal) -> None:
    """Let a deposit (above zero) or withdrawal, already booked, move the high-water mark."""
    rule = phase.max_overall_loss
    if rule is None:
        return
    if amount > 0 or rule.on_withdrawal is OnWithdrawal.SUBTRACT:
        state.high += amount
    elif rule.on_withdrawal is OnWithdrawal.RESET_TO_BALANCE:
        state.high = state.balance
    if amount < 0 and rule.lock and rule.lock.on_withdrawal:
        state.locked = True


def raise_marks(state: State, phase: Phase) -> None:
    """Raise what an event can raise, and lock the floor that has come far enough."""
    equity = state.balance + state.floating
    state.day_peak = max(state.day_peak, equity - state.moved_today)
    if rule := phase.max_overall_loss:
        if rule.mode is Mode.TRAIL_INTRADAY_EQUITY:
            state.high = max(state.high, equity)
        elif rule.mode is Mode.TRAIL_CLOSED_BALANCE:
            state.high = max(state.high, state.balance)
        lock(state, rule)


def end_of_day(state: State, phase: Phase) -> None:
    """Raise what a reset can raise."""
    if rule := phase.max_overall_loss:
        if rule.mode is Mode.TRAIL_EOD_BALANCE:
            state.high = max(state.high, state.balance)
        lock(state, rule)


def lock(state: State, rule: MaxOverallLoss) -> None:
    """Lock the floor for good once it has reached its last level."""
    if rule.lock and not state.locked:
        state.locked = state.high - rule.amount.on(state.high) >= rule.lock.floor_at


def drop_anchor(state: State, phase: Phase, programme: Programme) -> None:
    """Take the new day's anchor from the carried balance and equity."""
    equity = state.balance + state.floating
    state.moved_today, state.day_peak = ZERO, equity
    if rule := phase.max_daily_loss:
        state.anchor = {
            Anchor.BALANCE: state.balance,
            Anchor.EQUITY: equity,
            Anchor.MAX_BALANCE_EQUITY: max(state.balance, equity),
            Anchor.INITIAL: programme.initial_balance,
            Anchor.INTRADAY_PEAK_EQUITY: equity,
        }[rule.anchor]
