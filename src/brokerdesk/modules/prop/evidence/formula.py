"""The formulas of a decision with their numbers put in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Final

from brokerdesk.kit.exact import EXACT, ZERO
from brokerdesk.kit.reading import Fields
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ..engine import Calendar, Event, Programme, State, evaluate
from ..engine.days import evenness, profit, trading_days
from ..engine.decisions import printed
from ..engine.events import PositionClosed, PositionOpened, Tick
from ..engine.floors import daily_floor, overall_floor
from ..engine.programme import Anchor, LossMeasure, Phase, ProfitMeasure, RuleName
from .facts import Row

TEXTS: Final = {
    "daily_floor": _("daily floor = anchor - amount + moved since the reset"),
    "overall_floor": _("overall floor = high-water mark - amount"),
    "overall_floor_locked": _("overall floor = where it is locked for good"),
    "measured_equity": _("measured = equity = balance + floating"),
    "measured_closed_balance": _("measured = balance"),
    "measured_min_balance_equity": _("measured = the lower of balance and equity"),
    "crossed_below": _("crossed, as measured < floor"),
    "crossed_touch": _("crossed, as measured <= floor"),
    "profit": _("profit = level - initial balance - moved"),
    "target": _("passed, as profit >= target"),
    "trading_days": _("trading days counted >= days needed"),
    "best_day": _("best day as a share of the whole, and its limit"),
    "lots": _("crossed, as lots > limit"),
    "news": _("crossed, as a trade falls into the window of a release"),
    "weekend": _("crossed, as positions are open at the end of the week"),
}


def formula_text(name: str) -> Marked:
    """A formula in words, as sealed; a page translates it."""
    return Marked(TEXTS[name])


@dataclass(frozen=True, slots=True)
class Decided:
    """What a formula is of: the line and all that it came from."""

    programme: Programme
    before: State
    after: State
    event: Event
    calendar: Calendar
    line: Row

    def state(self) -> State:
        """The state that the line speaks of: what is said on the way to an event is of then."""
        if self._fits(self.after):
            return self.after
        then = Tick(Fields("line", self.line).instant("at"))
        on_the_way = evaluate(self.before, self.programme, then, self.calendar).state
        return on_the_way if self._fits(on_the_way) else self.after

    def _fits(self, state: State) -> bool:
        phase, rule = self.programme.phases[state.phase], str(self.line.get("rule", ""))
        floor = _FLOORS[rule](state, phase) if rule in _FLOORS else None
        return floor is None or printed(floor) == self.line.get("floor")


def formulas(decided: Decided) -> list[Row]:
    """What decided a line, formula by formula; money as plain decimals."""
    with localcontext(EXACT):
        state, line = decided.state(), decided.line
        phase = decided.programme.phases[state.phase]
        if line["type"] == "phase_passed":
            return _passed(decided.programme, state, phase)
        found = [row for rule in _rules(line) for row in _BY_RULE[rule](decided, state, phase)]
        return found + _compared(line, phase)


def _rules(line: Row) -> list[RuleName]:
    also = line.get("also")
    named = [line.get("rule"), *(also if isinstance(also, list) else ())]
    return [RuleName(str(one)) for one in named if one]


def _row(name: str, numbers: Mapping[str, object]) -> Row:
    shown = {key: printed(value) for key, value in numbers.items()}
    return {"name": name, "text": str(formula_text(name)), "numbers": shown}


def _daily(_decided: Decided, state: State, phase: Phase) -> list[Row]:
    rule = phase.max_daily_loss
    if rule is None:
        return []
    peak = rule.anchor is Anchor.INTRADAY_PEAK_EQUITY
    anchor = state.day_peak if peak else state.anchor
    numbers = {"anchor": anchor, "amount": rule.amount.on(anchor), "moved": state.moved_today}
    return [_row("daily_floor", numbers | {"floor": daily_floor(state, phase)})]


def _overall(_decided: Decided, state: State, phase: Phase) -> list[Row]:
    rule = phase.max_overall_loss
    if rule is None:
        return []
    if state.locked and rule.lock:
        return [_row("overall_floor_locked", {"floor": rule.lock.floor_at})]
    numbers = {"high": state.high, "amount": rule.amount.on(state.high)}
    return [_row("overall_floor", numbers | {"floor": overall_floor(state, phase)})]


def _compared(line: Row, phase: Phase) -> list[Row]:
    rule = getattr(phase, str(line.get("rule", "")), None) if line.get("rule") in _FLOORS else None
    if rule is None:
        return []
    measure: LossMeasure = rule.measure
    measured, floor = line.get("measured"), line.get("floor")
    return [
        _row(f"measured_{measure}", {"measured": measured}),
        _row(f"crossed_{rule.breach_when}", {"measured": measured, "floor": floor}),
    ]


def _lots(decided: Decided, _state: State, phase: Phase) -> list[Row]:
    rule = phase.max_lots
    own = decided.line.get("rule") == RuleName.MAX_LOTS
    lots = decided.line.get("measured") if own else None
    return [_row("lots", {"lots": lots, "limit": rule.lots})] if rule else []


def _news(decided: Decided, _state: State, phase: Phase) -> list[Row]:
    rule, event = phase.news_window, decided.event
    if rule is None:
        return []
    symbol = event.symbol if isinstance(event, PositionOpened) else ""
    if isinstance(event, PositionClosed) and event.position in decided.before.positions:
        symbol = decided.before.positions[event.position].symbol
    releases = decided.calendar.releases
    near = [
        at
        for at in (*releases.get(symbol, ()), *releases.get(None, ()))
        if Calendar({None: [at]}).near(symbol, event.at, rule.before_s, rule.after_s)
    ]
    numbers = {"traded_at": event.at, "symbol": symbol, "releases": tuple(sorted(near))}
    return [_row("news", numbers | {"before_s": rule.before_s, "after_s": rule.after_s})]


def _weekend(_decided: Decided, state: State, _phase: Phase) -> list[Row]:
    return [_row("weekend", {"open_positions": state.open_count})]


def _nothing(_decided: Decided, _state: State, _phase: Phase) -> list[Row]:
    return []


def _passed(programme: Programme, state: State, phase: Phase) -> list[Row]:
    target, days, even = phase.profit_target, phase.min_trading_days, phase.consistency
    found: list[Row] = []
    if target:
        by_balance = target.measure is ProfitMeasure.BALANCE
        earned = profit(state, programme, target.measure)
        numbers: dict[str, Decimal | None] = {
            "level": state.balance if by_balance else state.equity,
            "initial": programme.initial_balance,
            "moved": state.moved,
        }
        found.append(_row("profit", numbers | {"profit": earned}))
        found.append(_row("target", {"profit": earned, "target": target.amount.on(ZERO)}))
    if days:
        counted = trading_days(state, phase)
        found.append(_row("trading_days", {"counted": counted, "needed": days.days}))
    if even:
        share = evenness(state, phase, even).share()
        found.append(_row("best_day", {"share": share, "limit": even.max_share}))
    return found


_FLOORS: Final[Mapping[str, Callable[[State, Phase], Decimal | None]]] = {
    "max_daily_loss": daily_floor,
    "max_overall_loss": overall_floor,
}
_BY_RULE: Final[Mapping[RuleName, Callable[[Decided, State, Phase], list[Row]]]] = {
    RuleName.MAX_DAILY_LOSS: _daily,
    RuleName.MAX_OVERALL_LOSS: _overall,
    RuleName.MAX_LOTS: _lots,
    RuleName.NEWS_WINDOW: _news,
    RuleName.WEEKEND_FLAT: _weekend,
    RuleName.MAX_DAYS: _nothing,
    RuleName.INACTIVITY: _nothing,
}
