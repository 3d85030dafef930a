"""How far an account is with each of its rules, in figures. Pure.

Floors, days and shares are the engine's own; balance and equity are given, so that a page can show
a newer mark than the engine was told of.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from brokerdesk.kit.exact import EXACT, ZERO

from .engine import Phase, Programme, State
from .engine.days import evenness, trading_days
from .engine.floors import daily_floor, overall_floor
from .engine.programme import (
    Anchor,
    Consistency,
    DayLimit,
    LossMeasure,
    MaxDailyLoss,
    MaxOverallLoss,
    ProfitMeasure,
    ProfitTarget,
    RuleName,
    Scope,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an account stands, and when that was seen."""

    balance: Decimal
    equity: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class Objective:
    """One rule. level: the balance or equity at which it bites or is met; used: 0 to 1 of limit.

    value, limit, left: money of the account where `money`, else a count or a ratio. met: of what
    has to be reached; None for what must not be crossed. silent: it warned or paused already today.
    measure: what a floor is compared with.
    """

    rule: RuleName
    money: bool = True
    value: Decimal | None = None
    limit: Decimal | None = None
    level: Decimal | None = None
    left: Decimal | None = None
    used: Decimal | None = None
    met: bool | None = None
    silent: bool = False
    until: date | datetime | None = None
    measure: LossMeasure | None = None

    @property
    def percent(self) -> int | None:
        """The used share in whole percent, rounded down so that 100 means all of it."""
        return None if self.used is None else int(self.used * 100)

    @property
    def is_loss(self) -> bool:
        """Whether it is a floor."""
        return self.rule in (RuleName.MAX_DAILY_LOSS, RuleName.MAX_OVERALL_LOSS)

    @property
    def tone(self) -> str:
        """green, yellow or red: how near it is, or whether it is met."""
        if self.met is not None:
            return "green" if self.met else "secondary"
        if self.used is None:
            return "secondary"
        return "red" if self.used >= Decimal("0.8") else "yellow" if self.used >= _HALF else "green"


_HALF: Final = Decimal("0.5")
_ONE: Final = Decimal(1)


def objectives(state: State, programme: Programme, mark: Mark) -> list[Objective]:
    """All rules of the phase, in their order."""
    phase = programme.phases[state.phase]
    seen = _Seen(state, programme, phase, mark)
    return [_TELL[name](seen, name) for name in phase.order]


@dataclass(frozen=True, slots=True)
class _Seen:
    state: State
    programme: Programme
    phase: Phase
    mark: Mark


def measured(mark: Mark, measure: LossMeasure) -> Decimal:
    """What a loss rule compares with its floor."""
    if measure is LossMeasure.EQUITY:
        return mark.equity
    if measure is LossMeasure.CLOSED_BALANCE:
        return mark.balance
    return min(mark.balance, mark.equity)


def _part(value: Decimal, whole: Decimal) -> Decimal | None:
    if whole <= 0:
        return None
    return min(max(value / whole, ZERO), _ONE)


def _loss(
    seen: _Seen, name: RuleName, rule: MaxDailyLoss | MaxOverallLoss, floor: Decimal, base: Decimal
) -> Objective:
    value, amount = measured(seen.mark, rule.measure), rule.amount.on(base)
    left = max(EXACT.subtract(value, floor), ZERO)
    lost = max(EXACT.subtract(amount, left), ZERO)
    daily = name is RuleName.MAX_DAILY_LOSS
    return Objective(
        name, value=lost, limit=amount, level=floor, left=left, used=_part(lost, amount),
        silent=daily and seen.state.silent,
        until=seen.state.next_reset_at if daily else None, measure=rule.measure,
    )  # fmt: skip


def _daily(seen: _Seen, name: RuleName) -> Objective:
    rule, floor = seen.phase.max_daily_loss, daily_floor(seen.state, seen.phase)
    if rule is None or floor is None:
        return Objective(name)
    peak = rule.anchor is Anchor.INTRADAY_PEAK_EQUITY
    base = seen.state.day_peak if peak else seen.state.anchor
    return _loss(seen, name, rule, floor, base)


def _overall(seen: _Seen, name: RuleName) -> Objective:
    rule, floor = seen.phase.max_overall_loss, overall_floor(seen.state, seen.phase)
    if rule is None or floor is None:
        return Objective(name)
    return _loss(seen, name, rule, floor, seen.state.high)


def _target(seen: _Seen, name: RuleName) -> Objective:
    rule: ProfitTarget | None = seen.phase.profit_target
    if rule is None:
        return Objective(name)
    begun = EXACT.add(seen.programme.initial_balance, seen.state.moved)
    amount = rule.amount.on(ZERO)
    balance = rule.measure is ProfitMeasure.BALANCE
    level = seen.mark.balance if balance else seen.mark.equity
    earned = EXACT.subtract(level, begun)
    left = max(EXACT.subtract(amount, earned), ZERO)
    return Objective(
        name, value=earned, limit=amount, level=EXACT.add(begun, amount), left=left,
        used=_part(earned, amount), met=not left,
    )  # fmt: skip


def _count(name: RuleName, value: int, limit: int, **more: Any) -> Objective:
    return Objective(
        name, money=False, value=Decimal(value), limit=Decimal(limit),
        left=Decimal(max(limit - value, 0)), used=_part(Decimal(value), Decimal(limit)), **more,
    )  # fmt: skip


def _days(seen: _Seen, name: RuleName) -> Objective:
    rule = seen.phase.min_trading_days
    if rule is None:
        return Objective(name)
    found = trading_days(seen.state, seen.phase)
    return _count(name, found, rule.days, met=found >= rule.days)


def _limit(seen: _Seen, name: RuleName) -> Objective:
    last = name is RuleName.INACTIVITY
    rule: DayLimit | None = seen.phase.inactivity if last else seen.phase.max_days
    since = seen.state.last_active if last else seen.state.first_open
    if rule is None or since is None:
        return Objective(name, money=False, limit=None if rule is None else Decimal(rule.days))
    today = seen.programme.clock.day_of(max(seen.mark.at, seen.state.at))
    return _count(name, (today - since).days, rule.days)


def _even(seen: _Seen, name: RuleName) -> Objective:
    rule: Consistency | None = seen.phase.consistency
    if rule is None:
        return Objective(name)
    found = evenness(seen.state, seen.phase, rule)
    return Objective(
        name, money=False, value=found.share(), limit=rule.max_share, met=found.met(rule)
    )


def _lots(seen: _Seen, name: RuleName) -> Objective:
    rule = seen.phase.max_lots
    if rule is None:
        return Objective(name)
    largest = max((one.lots for one in seen.state.positions.values()), default=ZERO)
    value = largest if rule.scope is Scope.POSITION else seen.state.lots
    left = max(EXACT.subtract(rule.lots, value), ZERO)
    return Objective(
        name, money=False, value=value, limit=rule.lots, left=left, used=_part(value, rule.lots)
    )


def _timed(seen: _Seen, name: RuleName) -> Objective:
    until = seen.state.next_weekend_at if name is RuleName.WEEKEND_FLAT else None
    return Objective(name, money=False, until=until)


_TELL: Final[Mapping[RuleName, Callable[[_Seen, RuleName], Objective]]] = {
    RuleName.MAX_DAILY_LOSS: _daily,
    RuleName.MAX_OVERALL_LOSS: _overall,
    RuleName.PROFIT_TARGET: _target,
    RuleName.MIN_TRADING_DAYS: _days,
    RuleName.MAX_DAYS: _limit,
    RuleName.INACTIVITY: _limit,
    RuleName.CONSISTENCY: _even,
    RuleName.MAX_LOTS: _lots,
    RuleName.NEWS_WINDOW: _timed,
    RuleName.WEEKEND_FLAT: _timed,
}
