"""One account's way through its phases, event by event, reset by reset."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from brokerdesk.kit.exact import ZERO
from brokerdesk.kit.instants import written
from brokerdesk.kit.reading import CaseError
from brokerdesk.kit.texts import noop as _

from . import crossings as rules
from .clock import ONE_DAY, weekend_after
from .days import counts, end_day, evenness, expiry, profit, trading_days
from .decisions import (
    Breach,
    DayStarted,
    Expired,
    Held,
    Line,
    Paused,
    PhasePassed,
    Released,
    Resumed,
    Status,
)
from .events import (
    AccountState,
    Calendar,
    Charge,
    Event,
    Funding,
    News,
    PositionClosed,
    PositionOpened,
    Quality,
    Review,
    Tick,
    Verdict,
)
from .floors import (
    daily_floor,
    drop_anchor,
    end_of_day,
    lock,
    move_high,
    overall_floor,
    raise_marks,
)
from .programme import Action, Counts, Phase, ProfitMeasure, Programme, RuleName
from .state import Position, State, first_state


class Run:
    """Takes events on a state of its own and collects what is to be said.

    Its caller has set the exact decimal context.
    """

    def __init__(self, state: State, programme: Programme, calendar: Calendar) -> None:
        self.state, self.lines = state, list[Line]()
        self._programme, self._calendar = programme, calendar
        self._phase: Phase = programme.phases[state.phase]

    def begin(self) -> None:
        """Say that the phase has begun; a floor may be locked from the start."""
        if rule := self._phase.max_overall_loss:
            lock(self.state, rule)
        self._day_started(self.state.at)

    def take(self, event: Event) -> None:
        """Evaluate up to an event, then the event.

        Raises:
            CaseError: it comes too late, or does not fit what is open or held.
        """
        state = self.state
        if event.at < state.at:
            raise CaseError("at", _("earlier than %(at)s, which is past"), at=written(state.at))
        touched = self._touched(event)
        if state.ended_at is None:
            self._until(event.at)
            state = self.state
        if isinstance(event, PositionOpened) and touched is None:
            opened = Position(event.symbol, event.lots, state.phase, state.states)
            state.positions[event.position] = opened
        if state.ended_at is None:
            self._happen(event, touched)
        self.state.at = event.at

    def _touched(self, event: Event) -> Position | None:
        """The open position that an event closes, in part or whole, or adds to, as it was.

        Raises:
            CaseError: it is not open, or open already, or more would be left than there was.
        """
        if not isinstance(event, PositionOpened | PositionClosed):
            return None
        open_ones = self.state.positions
        touched = open_ones.get(event.position)
        opens = isinstance(event, PositionOpened) and not event.adds
        if opens and touched is not None:
            raise CaseError("position", _("%(name)s is open already"), name=event.position)
        if touched is None:
            if opens:
                return None
            raise CaseError("position", _("%(name)s is not open"), name=event.position)
        if isinstance(event, PositionOpened):
            open_ones[event.position] = replace(touched, lots=touched.lots + event.lots)
        elif event.left is None:
            del open_ones[event.position]
        elif event.left < touched.lots:
            open_ones[event.position] = replace(touched, lots=event.left)
        else:
            raise CaseError("left", _("not less than the %(lots)s lots open"), lots=touched.lots)
        return touched

    def _until(self, at: datetime) -> None:
        """Do what the clock brings up to an instant, at its own instants."""
        while (state := self.state).ended_at is None:
            if state.next_weekend_at <= min(at, state.next_reset_at):
                self._weekend(state.next_weekend_at)
            elif state.next_reset_at <= at:
                self._reset(state.next_reset_at)
            else:
                return

    def _weekend(self, at: datetime) -> None:
        self.state.next_weekend_at = weekend_after(at)
        if found := rules.weekend(self.state, self._phase):
            self._breached(rules.breach(at, self._phase, found))

    def _reset(self, at: datetime) -> None:
        state, phase = self.state, self._phase
        day = state.day + ONE_DAY
        if rule := expiry(state, phase, day):
            self._say(Expired(at, phase.name, rule))
            self._end(at, Status.EXPIRED)
            return
        end_of_day(state, phase)
        end_day(state, phase)
        drop_anchor(state, phase, self._programme)
        state.day, state.silent = day, False
        state.next_reset_at = self._programme.clock.reset_at(day + ONE_DAY)
        self._day_started(at)
        if state.paused:
            state.paused = False
            self._say(Resumed(at))
        self._decide(at, [])

    def _day_started(self, at: datetime) -> None:
        state, phase = self.state, self._phase
        reset_at = self._programme.clock.reset_at(state.day)
        floors = daily_floor(state, phase), overall_floor(state, phase)
        self._say(DayStarted(at, state.day, reset_at, state.balance, state.equity, *floors))

    def _happen(self, event: Event, touched: Position | None) -> None:
        if touched is not None and touched.phase != self.state.phase:
            return
        found = _HANDLERS[type(event)](self, event, touched)
        state, phase = self.state, self._phase
        if state.ended_at is not None:
            return
        if state.open_count and counts(phase) is Counts.HELD:
            state.counted = True
        raise_marks(state, phase)
        self._decide(event.at, found)

    def _account(self, event: AccountState, _closing: None) -> Sequence[rules.Crossing]:
        if event.quality is not Quality.REPORTED:
            self._doubt(event)
            return ()
        _set_account(self.state, event)
        if self.state.held and self.state.held.quality is Quality.ESTIMATED:
            self._release(event.at)
        return ()

    def _opened(self, event: PositionOpened, added: Position | None) -> Sequence[rules.Crossing]:
        state, phase = self.state, self._phase
        state.balance += event.commission
        state.open_count += added is None
        state.lots += event.lots
        state.first_open = state.first_open or state.day
        self._active(Counts.POSITION_OPENED)
        near = rules.news(phase, self._calendar, event.symbol, event.at)
        return rules.lots(state, phase, event.lots + (added.lots if added else ZERO)) + near

    def _closed(self, event: PositionClosed, closing: Position) -> Sequence[rules.Crossing]:
        state, whole = self.state, event.left is None
        state.balance += event.net
        if closing.states < state.states:
            state.floating_of -= whole
            state.floating = state.floating - event.net if state.floating_of > 0 else ZERO
        state.open_count = max(state.open_count - whole, 0)
        state.lots -= closing.lots - (event.left or ZERO)
        self._active(Counts.OPENED_AND_CLOSED)
        return rules.news(self._phase, self._calendar, closing.symbol, event.at)

    def _active(self, kind: Counts) -> None:
        self.state.last_active = self.state.day
        if counts(self._phase) is kind:
            self.state.counted = True

    def _funding(self, event: Funding, _closing: None) -> Sequence[rules.Crossing]:
        state = self.state
        state.balance += event.amount
        state.moved += event.amount
        state.moved_today += event.amount
        move_high(state, self._phase, event.amount)
        return ()

    def _charge(self, event: Charge, _closing: None) -> Sequence[rules.Crossing]:
        self.state.balance += event.amount
        return ()

    def _nothing(self, _event: News | Tick, _closing: None) -> Sequence[rules.Crossing]:
        return ()

    def _doubt(self, event: AccountState) -> None:
        """Hold what a state would breach that nobody vouches for."""
        supposed = self.state.clone()
        _set_account(supposed, event)
        raise_marks(supposed, self._phase)
        found = rules.losses(supposed, self._phase)
        if found and self.state.held is None:
            would = rules.breach(event.at, self._phase, found)
            self.state.held = Held(would.at, would.phase, would.rule, would.floor, would.measured,
                                   would.action, would.also, event.quality)  # fmt: skip
            self._say(self.state.held)

    def _release(self, at: datetime) -> None:
        self.state.held = None
        self._say(Released(at))

    def _review(self, event: Review, _closing: None) -> Sequence[rules.Crossing]:
        held = self.state.held
        if held is None:
            raise CaseError("verdict", _("nothing is held for review"))
        self._release(event.at)
        if event.verdict is Verdict.CONFIRM:
            self._breached(Breach(event.at, held.phase, held.rule, held.floor, held.measured,
                                  held.action, held.also))  # fmt: skip
        return ()

    def _decide(self, at: datetime, found: Sequence[rules.Crossing]) -> None:
        """Breaches, then the pass."""
        crossed = [*found, *rules.losses(self.state, self._phase)]
        if crossed:
            self._breached(rules.breach(at, self._phase, crossed))
        if self.state.ended_at is None and self._passes():
            self._pass(at)

    def _breached(self, line: Breach) -> None:
        state = self.state
        self._say(line)
        if line.action is Action.FAIL:
            self._end(line.at, Status.FAILED)
            return
        state.silent |= RuleName.MAX_DAILY_LOSS in (line.rule, *line.also)
        if line.action is Action.PAUSE_UNTIL_RESET:
            state.paused = True
            self._say(Paused(line.at))

    def _passes(self) -> bool:
        state, phase = self.state, self._phase
        target, days = phase.profit_target, phase.min_trading_days
        if target is None or phase.funded or state.paused or state.held:
            return False
        if profit(state, self._programme, target.measure) < target.amount.on(ZERO):
            return False
        if (target.flat and state.open_count) or (days and trading_days(state, phase) < days.days):
            return False
        even = phase.consistency
        return even is None or evenness(state, phase, even).met(even)

    def _pass(self, at: datetime) -> None:
        state, phase = self.state, self._phase
        earned = profit(state, self._programme, ProfitMeasure.BALANCE)
        self._say(PhasePassed(at, phase.name, trading_days(state, phase), earned))
        if state.phase + 1 == len(self._programme.phases):
            self._end(at, Status.PASSED)
            return
        following = first_state(self._programme, state.phase + 1, at)
        self.state = replace(following, positions=state.positions)
        self._phase = self._programme.phases[self.state.phase]
        self.begin()

    def _end(self, at: datetime, status: Status) -> None:
        self.state.status, self.state.ended_at, self.state.paused = status, at, False

    def _say(self, line: Line) -> None:
        self.lines.append(line)


def _set_account(state: State, event: AccountState) -> None:
    state.balance, state.floating = event.balance, event.equity - event.balance
    if event.open_positions is not None:
        state.open_count = event.open_positions
    state.floating_of = state.open_count
    state.states += 1


_Handler = Callable[[Run, Any, Any], Sequence[rules.Crossing]]
_HANDLERS: dict[type[Event], _Handler] = {
    AccountState: Run._account,
    PositionOpened: Run._opened,
    PositionClosed: Run._closed,
    Funding: Run._funding,
    Charge: Run._charge,
    News: Run._nothing,
    Tick: Run._nothing,
    Review: Run._review,
}
