"""What follows from the engine's lines: states, actions, facts, evidence; in the desk's store."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events import Event

from ...documents import programme_of
from ...engine import State
from ...events import (
    AttemptPaused,
    AttemptResumed,
    PhasePassed,
    StageBreached,
    StageExpired,
    StageHeld,
    StageReleased,
)
from ...models import Attempt, Decision, Payout, Stage
from ...types import ActionKind, AttemptState, DecisionType, Outcome, StageState
from ..actions import want
from ..telling import tell_stage
from .ending import CLOSING
from .gates import go_on_later
from .states import may_go, move

_T = DecisionType
_STOP: Final = (ActionKind.BLOCK, ActionKind.FLATTEN)
_PAYOUT_OPEN: Final = (
    "requested", "freezing", "review", "escalated", "approved", "unresolved",
)  # fmt: skip


def follow(stage: Stage, attempt: Attempt, decisions: Sequence[Decision], *, at: datetime) -> None:
    """Do what decisions bring with them. Stage and attempt are locked; the caller saves the stage
    and begins the reports.

    Emits: by decision: StageBreached, StageHeld, StageReleased, AttemptPaused, AttemptResumed,
        PhasePassed, StageExpired; AttemptStateChanged.
    """
    for decision in decisions:
        kind = DecisionType(decision.type)
        step = _STEPS.get(kind)
        if step is not None:
            step(stage, attempt, decision, at)


def traded(stage: Stage, attempt: Attempt, *, at: datetime) -> None:
    """Note the first trade of a phase."""
    if attempt.state == AttemptState.READY:
        move(attempt, AttemptState.ACTIVE, actor=SYSTEM, at=at)


def running_state(stage: Stage, attempt: Attempt, *, traded: bool) -> AttemptState:
    """Where an attempt stands whose stage is judged and neither paused nor held."""
    if not programme_of(stage.document).phases[0].funded:
        return AttemptState.ACTIVE if traded else AttemptState.READY
    asked = Payout.objects.filter(attempt=attempt, state__in=_PAYOUT_OPEN).exists()
    return AttemptState.PAYOUT if asked else AttemptState.FUNDED


def _breach(stage: Stage, attempt: Attempt, decision: Decision, at: datetime) -> None:
    action = str(decision.line["action"])
    _tell(stage, attempt, decision, StageBreached, rule=decision.rule, action=action)
    if action == "fail":
        _end(stage, attempt, decision, Outcome.FAILED, at)
        _move(attempt, AttemptState.FAILED, decision, at)


def _held(stage: Stage, attempt: Attempt, decision: Decision, at: datetime) -> None:
    stage.state = StageState.HELD
    _move(attempt, AttemptState.HELD, decision, at)
    want(stage, (ActionKind.BLOCK,), at=at, decision=decision)
    quality = str(decision.line["quality"])
    _tell(stage, attempt, decision, StageHeld, rule=decision.rule, quality=quality)


def _released(stage: Stage, attempt: Attempt, decision: Decision, at: datetime) -> None:
    """Go on, unless a pause that lasts forbids it."""
    stage.state = StageState.LIVE
    _tell(stage, attempt, decision, StageReleased)
    if State.from_json(bytes(decision.after)).paused:
        _move(attempt, AttemptState.PAUSED, decision, at)
    else:
        _go_on(stage, attempt, decision, at)


def _paused(stage: Stage, attempt: Attempt, decision: Decision, at: datetime) -> None:
    _move(attempt, AttemptState.PAUSED, decision, at)
    want(stage, _STOP, at=at, decision=decision)
    _tell(stage, attempt, decision, AttemptPaused)


def _resumed(stage: Stage, attempt: Attempt, decision: Decision, at: datetime) -> None:
    if stage.state == StageState.LIVE:
        _go_on(stage, attempt, decision, at)
    _tell(stage, attempt, decision, AttemptResumed)


def _passed(stage: Stage, attempt: Attempt, decision: Decision, at: datetime) -> None:
    _end(stage, attempt, decision, Outcome.PASSED, at)
    _move(attempt, AttemptState.PASSED, decision, at)
    _tell(stage, attempt, decision, PhasePassed)
    go_on_later(attempt)


def _expired(stage: Stage, attempt: Attempt, decision: Decision, at: datetime) -> None:
    _end(stage, attempt, decision, Outcome.EXPIRED, at)
    _move(attempt, AttemptState.EXPIRED, decision, at)
    _tell(stage, attempt, decision, StageExpired, rule=decision.rule)


def _go_on(stage: Stage, attempt: Attempt, decision: Decision, at: datetime) -> None:
    """Let trading go on; while a reward is open the account stays blocked."""
    state = running_state(stage, attempt, traded=stage.trading_days > 0)
    _move(attempt, state, decision, at)
    if not attempt.block_reason and state is not AttemptState.PAYOUT:
        want(stage, (ActionKind.UNBLOCK,), at=at, decision=decision)


def _end(
    stage: Stage, attempt: Attempt, decision: Decision, outcome: Outcome, at: datetime
) -> None:
    stage.state, stage.outcome, stage.ended_at = StageState.ENDED, outcome, decision.at
    want(stage, CLOSING, at=at, decision=decision)


def _move(attempt: Attempt, to: AttemptState, decision: Decision, at: datetime) -> None:
    if may_go(attempt, to):
        reason = decision.rule or decision.type
        move(attempt, to, actor=SYSTEM, at=at, reason=reason)


def _tell(
    stage: Stage, attempt: Attempt, decision: Decision, kind: type[Event], **more: str
) -> None:
    tell_stage(
        stage, attempt, kind,
        at=decision.at, actor=SYSTEM, decision_id=decision.public_id, **more,
    )  # fmt: skip


_Step = Callable[[Stage, Attempt, Decision, datetime], Any]
_STEPS: Final[dict[DecisionType, _Step]] = {
    _T.BREACH: _breach,
    _T.HELD: _held,
    _T.RELEASED: _released,
    _T.PAUSED: _paused,
    _T.RESUMED: _resumed,
    _T.PHASE_PASSED: _passed,
    _T.EXPIRED: _expired,
}
