"""Which rules are crossed, and which of them decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .decisions import Breach
from .events import Calendar
from .floors import crossed, daily_floor, measured, overall_floor
from .programme import Action, Phase, RuleName, Scope
from .state import State

_SEVEREST = {Action.FAIL: 0, Action.PAUSE_UNTIL_RESET: 1, Action.WARN: 2}
_LOSSES = (RuleName.MAX_DAILY_LOSS, RuleName.MAX_OVERALL_LOSS)
_ORDER = (*_LOSSES, RuleName.MAX_LOTS, RuleName.NEWS_WINDOW, RuleName.WEEKEND_FLAT)


@dataclass(frozen=True, slots=True)
class Crossing:
    """One rule that is crossed."""

    rule: RuleName
    action: Action
    floor: Decimal | None = None
    measured: Decimal | None = None

    def rank(self) -> tuple[int, bool, Decimal, int]:
        """The severest first, among these the higher floor, then the format's order."""
        loss = self.rule in _LOSSES and self.floor is not None
        floor = -self.floor if loss and self.floor is not None else Decimal(0)
        return _SEVEREST[self.action], not loss, floor, _ORDER.index(self.rule)


def losses(state: State, phase: Phase) -> list[Crossing]:
    """The loss rules that balance and equity cross; a daily one that has spoken is silent."""
    found: list[Crossing] = []
    daily, floor = phase.max_daily_loss, daily_floor(state, phase)
    if daily and floor is not None and not state.silent and crossed(state, daily, floor):
        found.append(Crossing(_LOSSES[0], daily.action, floor, measured(state, daily)))
    overall, floor = phase.max_overall_loss, overall_floor(state, phase)
    if overall and floor is not None and crossed(state, overall, floor):
        found.append(Crossing(_LOSSES[1], overall.action, floor, measured(state, overall)))
    return found


def lots(state: State, phase: Phase, opened: Decimal) -> list[Crossing]:
    """The limit of lots, where a position just opened exceeds it."""
    rule = phase.max_lots
    if rule is None:
        return []
    actual = opened if rule.scope is Scope.POSITION else state.lots
    exceeded = actual > rule.lots
    return [Crossing(RuleName.MAX_LOTS, rule.action, rule.lots, actual)] if exceeded else []


def news(phase: Phase, calendar: Calendar, symbol: str, at: datetime) -> list[Crossing]:
    """The news window, where an open or close falls into it."""
    rule = phase.news_window
    if rule is None or not calendar.near(symbol, at, rule.before_s, rule.after_s):
        return []
    return [Crossing(RuleName.NEWS_WINDOW, rule.action)]


def weekend(state: State, phase: Phase) -> list[Crossing]:
    """The flat weekend, where something is open at its beginning."""
    rule = phase.weekend_flat
    return [Crossing(RuleName.WEEKEND_FLAT, rule.action)] if rule and state.open_count else []


def breach(at: datetime, phase: Phase, crossings: Sequence[Crossing]) -> Breach:
    """Name the crossing that decides, and the others."""
    first, *others = sorted(crossings, key=Crossing.rank)
    also = tuple(one.rule for one in others)
    return Breach(at, phase.name, first.rule, first.floor, first.measured, first.action, also)
