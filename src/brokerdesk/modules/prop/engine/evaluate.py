"""The engine's doors: begin, evaluate, replay, sum up. Pure: same arguments, same answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext

from brokerdesk.kit.exact import EXACT, ZERO
from brokerdesk.kit.reading import CaseError
from brokerdesk.kit.texts import noop as _

from .days import evenness, profit, trading_days
from .decisions import Breach, Final, Line, Status
from .events import QUIET, Calendar, Event
from .floors import daily_floor, higher_floor, overall_floor
from .programme import Programme
from .run import Run
from .state import State, first_state

_LOST = frozenset({Status.FAILED, Status.EXPIRED})


@dataclass(frozen=True, slots=True)
class Decision:
    """The state afterwards and what was decided on the way."""

    state: State
    lines: tuple[Line, ...]

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """The breaches among what was decided."""
        return tuple(line for line in self.lines if isinstance(line, Breach))


def begin(programme: Programme, at: datetime) -> Decision:
    """Start the first phase."""
    return replay(programme, (), at=at)


def evaluate(
    state: State, programme: Programme, event: Event, calendar: Calendar = QUIET
) -> Decision:
    """Evaluate an account up to an event and the event itself; the state given stays as it is.

    Raises:
        CaseError: the event comes too late, or does not fit what is open or held.
    """
    with localcontext(EXACT):
        run = Run(state.clone(), programme, calendar)
        run.take(event)
    return Decision(run.state, tuple(run.lines))


def replay(
    programme: Programme,
    events: Iterable[Event],
    *,
    calendar: Calendar = QUIET,
    at: datetime | None = None,
) -> Decision:
    """Evaluate a whole history from the start, `at` or as the programme or first event says.

    Raises:
        CaseError: as `evaluate`; or nothing says when the account starts.
    """
    given = iter(events)
    first = next(given, None)
    start = at or programme.started_at or (first.at if first else None)
    if start is None:
        raise CaseError("started_at", _("no event says when the account starts"))
    with localcontext(EXACT):
        run = Run(first_state(programme, 0, start), programme, calendar)
        run.begin()
        if first:
            run.take(first)
        for event in given:
            run.take(event)
    return Decision(run.state, tuple(run.lines))


def summary(state: State, programme: Programme) -> Final:
    """Say where an account stands."""
    with localcontext(EXACT):
        phase, at = programme.phases[state.phase], state.ended_at or state.at
        even = evenness(state, phase, phase.consistency) if phase.consistency else None
        return Final(
            at=at,
            status=state.status,
            phase=phase.name,
            balance=state.balance,
            equity=state.equity,
            daily_floor=daily_floor(state, phase),
            overall_floor=overall_floor(state, phase),
            permitted_loss=_permitted(state, programme),
            profit_target_left=_left(state, programme),
            trading_days=trading_days(state, phase),
            best_day_share=even.share() if even else None,
            consistency_met=even.met(phase.consistency) if even and phase.consistency else None,
            next_reset_at=programme.clock.next_after(at),
        )


def _permitted(state: State, programme: Programme) -> Decimal | None:
    if state.status in _LOST:
        return ZERO
    floor = higher_floor(state, programme.phases[state.phase])
    return None if floor is None else max(state.equity - floor, ZERO)


def _left(state: State, programme: Programme) -> Decimal | None:
    target = programme.phases[state.phase].profit_target
    if target is None:
        return None
    return max(target.amount.on(ZERO) - profit(state, programme, target.measure), ZERO)
