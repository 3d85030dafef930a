"""Stages begin when the opening balance of their account is there."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit.instants import written

from ...documents import programme_of
from ...engine import Programme, State, begin, evaluate, summary
from ...engine.evaluate import Decision as Said
from ...engine.events import Tick
from ...events import AttemptFunded, StageStarted
from ...locks import lock_attempt, lock_open_stage
from ...models import Attempt, Decision, JournalEntry, Stage
from ...types import ActionKind, AttemptState, StageState
from ..actions import want
from ..desks import tell
from ..reports import begin_reports
from ..restoring import taken_up
from ..telling import tell as tell_attempt
from ..telling import tell_stage
from .deciding import follow
from .states import move


@transaction.atomic
def begin_stage(stage_id: str, *, deal_pk: int, began_at: datetime, at: datetime) -> bool:
    """Judge a stage from now on; False if it is judged already, or has ended.

    `deal_pk` is the deal of its opening balance, `began_at` its instant. One that people restored
    may be decided at once: what it had reached before may count only now that it is flat.
    Locks: attempt, stage.
    Emits: StageStarted, AttemptStateChanged; AttemptFunded, where the phase is funded; see follow.
    """
    found = Stage.objects.select_related("attempt").get(public_id=stage_id)
    attempt = lock_attempt(found.attempt.public_id)
    stage = lock_open_stage(attempt)
    if stage is None or stage.pk != found.pk or stage.state != StageState.PROVISIONING:
        return False
    programme = programme_of(stage.document)
    begun, judged = _first(stage, programme, began_at)
    _show(stage, judged.state, programme)
    stage.state, stage.started_at = StageState.LIVE, judged.state.at
    restored, stage.engine = stage.engine is not None, judged.state.to_json()
    stage.deal_pk, stage.seq = deal_pk, 1
    stage.save()
    decisions = _write(stage, begun, judged, at, restored=restored)
    _started(stage, attempt, funded=programme.phases[0].funded, began_at=began_at, at=at)
    if decisions:
        follow(stage, attempt, decisions, at=at)
        stage.save(update_fields=["state", "outcome", "ended_at"])
    if attempt.block_reason and stage.state != StageState.ENDED:
        want(stage, (ActionKind.BLOCK,), at=at, detail="staff")
    tell([stage.account_id or 0])
    return True


def _first(stage: Stage, programme: Programme, at: datetime) -> tuple[Said, Said]:
    """What it begins with, and what the engine makes of that at the same instant."""
    if stage.engine is None:
        begun = begin(programme, at)
    else:
        begun = taken_up(State.from_json(bytes(stage.engine)), programme, at)
    return begun, evaluate(begun.state, programme, Tick(begun.state.at))


def _show(stage: Stage, state: State, programme: Programme) -> None:
    """Put into a stage's columns what lists show of its state."""
    final = summary(state, programme)
    floors = [one for one in (final.daily_floor, final.overall_floor) if one is not None]
    stage.balance, stage.equity = final.balance, final.equity
    stage.floor, stage.target = max(floors, default=None), None
    stage.room = final.permitted_loss
    stage.room_ratio = None if stage.room is None else str(stage.room / stage.initial)
    stage.trading_days, stage.next_reset_at = final.trading_days, final.next_reset_at
    stage.marked_at = state.at


def _write(
    stage: Stage, begun: Said, judged: Said, at: datetime, *, restored: bool
) -> Sequence[Decision]:
    """Open its journal, so that it can be replayed by itself: the first entry says when the account
    starts, and with which state that people restored. Gives what was decided at that entry.
    """
    began_at = begun.state.at
    event = {"at": written(began_at), "type": "clock"}
    cause: dict[str, object] = {"kind": "begin"}
    if restored:
        cause |= {"restored": True, "judged": True, "state": begun.state.document()}
    JournalEntry.objects.create(
        stage=stage, seq=1, at=began_at, event=event, cause=cause, recorded_at=at
    )
    _decisions(stage, 0, begun, (b"", b""), at)
    states = begun.state.to_json(), judged.state.to_json()
    decisions = _decisions(stage, 1, judged, states, at)
    begin_reports(decisions, at=at)
    return decisions


def _decisions(
    stage: Stage, seq: int, said: Said, states: tuple[bytes, bytes], at: datetime
) -> Sequence[Decision]:
    """Write what was said at an entry; states: before and after it."""
    return Decision.objects.bulk_create(
        Decision(
            stage=stage, seq=seq, place=place, type=line.type, at=line.at, line=line.row(),
            rule=str(getattr(line, "rule", "")), before=states[0], after=states[1], recorded_at=at,
        )
        for place, line in enumerate(said.lines)
    )  # fmt: skip


def _started(
    stage: Stage, attempt: Attempt, *, funded: bool, began_at: datetime, at: datetime
) -> None:
    move(attempt, AttemptState.FUNDED if funded else AttemptState.READY, actor=SYSTEM, at=at)
    account_id = stage.account.public_id if stage.account else ""
    tell_stage(stage, attempt, StageStarted, at=began_at, actor=SYSTEM, account_id=account_id)
    if funded:
        tell_attempt(attempt, AttemptFunded, actor=SYSTEM, stage_id=stage.public_id)
