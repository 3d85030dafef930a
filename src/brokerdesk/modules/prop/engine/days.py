"""Days that count, their results, and how even they are."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from brokerdesk.kit.exact import ZERO

from .programme import (
    Consistency,
    Counts,
    Denominator,
    MinTradingDays,
    Phase,
    ProfitMeasure,
    Programme,
    RuleName,
)
from .state import State

_PLACES = 6


def counts(phase: Phase) -> Counts:
    """What makes a day a trading day."""
    rule = phase.min_trading_days
    return rule.counts if rule else Counts.POSITION_OPENED


def result_today(state: State) -> Decimal:
    """What the day has brought so far."""
    return state.balance - state.day_balance - state.moved_today


def trading_days(state: State, phase: Phase) -> int:
    """The phase's trading days, the present one included."""
    return state.days + _counts_today(state, phase.min_trading_days)


def _counts_today(state: State, rule: MinTradingDays | None) -> bool:
    if rule and rule.counts is Counts.CLOSED_PROFIT_AT_LEAST:
        return result_today(state) >= rule.threshold.on(ZERO)
    return state.counted


def end_day(state: State, phase: Phase) -> None:
    """Put the day that ends to those before it."""
    result = result_today(state)
    state.days = trading_days(state, phase)
    state.best_day, state.net_days = max(state.best_day, result), state.net_days + result
    state.good_days += max(result, ZERO)
    state.day_balance = state.balance
    state.counted = counts(phase) is Counts.HELD and state.open_count > 0


def expiry(state: State, phase: Phase, day: date) -> RuleName | None:
    """The rule by which a phase expires at the reset that begins a day."""
    limit, idle = phase.max_days, phase.inactivity
    if limit and state.first_open and (day - state.first_open).days >= limit.days:
        return RuleName.MAX_DAYS
    if idle and (day - state.last_active).days > idle.days:
        return RuleName.INACTIVITY
    return None


def profit(state: State, programme: Programme, measure: ProfitMeasure) -> Decimal:
    """What the phase has earned."""
    level = state.balance if measure is ProfitMeasure.BALANCE else state.balance + state.floating
    return level - programme.initial_balance - state.moved


@dataclass(frozen=True, slots=True)
class Evenness:
    """The best day against what it is a share of."""

    best: Decimal
    whole: Decimal

    def met(self, rule: Consistency) -> bool:
        """Whether the best day is small enough; never while there is nothing to share."""
        if self.whole <= 0:
            return False
        most = rule.max_share * self.whole
        return self.best < most if rule.strict else self.best <= most

    def share(self) -> Decimal | None:
        """The best day's share, rounded half up to 6 decimals."""
        if self.whole <= 0:
            return None
        above, below = self.best.as_integer_ratio(), self.whole.as_integer_ratio()
        part, whole = above[0] * below[1] * 10**_PLACES, above[1] * below[0]
        return Decimal((2 * part + whole) // (2 * whole)).scaleb(-_PLACES)


def evenness(state: State, phase: Phase, rule: Consistency) -> Evenness:
    """How even the days are, the present one included."""
    today = result_today(state)
    best = max(state.best_day, today)
    if rule.denominator is Denominator.NET:
        return Evenness(best, state.net_days + today)
    if rule.denominator is Denominator.POSITIVE_DAYS:
        return Evenness(best, state.good_days + max(today, ZERO))
    target = phase.profit_target
    return Evenness(best, target.amount.on(ZERO) if target else ZERO)
