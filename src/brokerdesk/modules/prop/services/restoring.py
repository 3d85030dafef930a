"""The state that a stage goes on from after a wrong verdict."""

from datetime import datetime
from decimal import Decimal, localcontext

from django.utils.translation import gettext as _

from brokerdesk.kit.exact import EXACT, ZERO

from ..engine import Programme, State
from ..engine.clock import weekend_after
from ..engine.days import end_day
from ..engine.decisions import DayStarted
from ..engine.evaluate import Decision as Said
from ..engine.floors import crossed, daily_floor, drop_anchor, end_of_day, overall_floor
from ..errors import OverrideInvalid


def restored_state(before: bytes, programme: Programme, balance: Decimal | None = None) -> bytes:
    """The state before the verdict on a new, flat account: marks, anchors and days are kept.

    balance: what the new account opens with; the closed balance before the verdict by default.
    Raises:
        OverrideInvalid: it would be in breach at once.
    """
    state = State.from_json(before)
    state.balance = state.balance if balance is None else balance
    state.floating, state.floating_of, state.open_count, state.lots = ZERO, 0, 0, ZERO
    state.positions, state.held, state.paused = {}, None, False
    phase = programme.phases[state.phase]
    with localcontext(EXACT):
        for rule, floor in (
            (phase.max_daily_loss, daily_floor(state, phase)),
            (phase.max_overall_loss, overall_floor(state, phase)),
        ):
            if rule is not None and floor is not None and crossed(state, rule, floor):
                raise OverrideInvalid(
                    _("with this balance the account is in breach: the floor is %(floor)s")
                    % {"floor": f"{floor:f}"},
                    field="balance",
                )
    return state.to_json()


def taken_up(state: State, programme: Programme, at: datetime, *, whole: bool = True) -> Said:
    """A restored state at the instant at which it goes on, and the day that it begins.

    The day of the verdict ends as any other; the days between count for nothing. whole: False does
    as stages were taken up before their journal said with what they begin: that day was lost.
    """
    clock, phase, before = programme.clock, programme.phases[state.phase], state.day
    state.at, state.day = at, clock.day_of(at)
    state.next_reset_at, state.next_weekend_at = clock.next_after(at), weekend_after(at)
    state.last_active = state.day
    if state.first_open is not None:
        state.first_open += state.day - before
    if state.day == before:
        return Said(state, ())
    with localcontext(EXACT):
        if whole:
            end_of_day(state, phase)
            end_day(state, phase)
            state.silent = False
        state.day_balance = state.balance
        drop_anchor(state, phase, programme)
        return Said(state, (_day_started(state, programme),) if whole else ())


def _day_started(state: State, programme: Programme) -> DayStarted:
    phase = programme.phases[state.phase]
    floors = daily_floor(state, phase), overall_floor(state, phase)
    return DayStarted(
        state.at, state.day, programme.clock.reset_at(state.day), state.balance, state.equity,
        *floors,
    )  # fmt: skip
