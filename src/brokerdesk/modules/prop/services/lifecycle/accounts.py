"""Accounts of stages: opened, begun when their opening balance is there, tried again."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.kit.instants import written
from brokerdesk.modules.trading.services.accounts import open_for, retry_provisioning

from ...documents import programme_of, stage_document
from ...engine import State, begin, fingerprint, summary
from ...engine.evaluate import Decision as Said
from ...events import AttemptFunded, StageStarted
from ...locks import lock_attempt, lock_open_stage
from ...models import Attempt, Decision, JournalEntry, Stage
from ...types import ActionKind, AttemptState, StageState
from ..actions import want
from ..desks import tell
from ..restoring import taken_up
from ..telling import tell as tell_attempt
from ..telling import tell_stage
from .states import move


def open_stage(
    attempt: Attempt,
    phase: int,
    *,
    at: datetime,
    actor: Actor = SYSTEM,
    initial: Decimal | None = None,
    restored: bytes | None = None,
) -> Stage:
    """Ask for the account of a phase of a locked attempt; judged once it is there.

    initial: another size than the document's. restored: an engine state to go on from, whose
    balance the account opens with.
    Emits: AccountRequested.
    """
    document = stage_document(attempt.document, phase, initial)
    programme = programme_of(document)
    balance = programme.initial_balance
    if restored is not None:
        balance = State.from_json(restored).balance
    account = open_for(
        client_id=attempt.client.public_id,
        product_id=attempt.product_id,
        currency=programme.currency,
        deposit=balance,
        actor=actor,
        at=at,
    )
    attempt.phase = phase
    attempt.save(update_fields=["phase"])
    return Stage.objects.create(
        attempt=attempt,
        phase=phase,
        name=programme.phases[0].name,
        account_id=account.pk,
        document=document,
        fingerprint=fingerprint(programme),
        initial=programme.initial_balance,
        currency=programme.currency,
        engine=restored,
        created_at=at,
    )


def opening_balance(stage: Stage) -> Decimal:
    """What a stage's account opens with."""
    if stage.engine is None:
        return stage.initial
    return State.from_json(bytes(stage.engine)).balance


@transaction.atomic
def begin_stage(stage_id: str, *, deal_pk: int, began_at: datetime, at: datetime) -> bool:
    """Judge a stage from now on; False if it is judged already, or has ended.

    `deal_pk` is the deal of its opening balance, `began_at` its instant.
    Locks: attempt, stage.
    Emits: StageStarted, AttemptStateChanged; AttemptFunded, where the phase is funded.
    """
    found = Stage.objects.select_related("attempt").get(public_id=stage_id)
    attempt = lock_attempt(found.attempt.public_id)
    stage = lock_open_stage(attempt)
    if stage is None or stage.pk != found.pk or stage.state != StageState.PROVISIONING:
        return False
    programme = programme_of(stage.document)
    restored = stage.engine is not None
    said = _first(stage, began_at)
    show(stage, said.state)
    stage.state, stage.started_at = StageState.LIVE, said.state.at
    stage.engine, stage.deal_pk, stage.seq = said.state.to_json(), deal_pk, 1
    stage.save()
    _open_journal(stage, said, at, restored=restored)
    funded = programme.phases[0].funded
    move(attempt, AttemptState.FUNDED if funded else AttemptState.READY, actor=SYSTEM, at=at)
    if attempt.block_reason:
        want(stage, (ActionKind.BLOCK,), at=at, detail="staff")
    account_id = stage.account.public_id if stage.account else ""
    tell_stage(stage, attempt, StageStarted, at=began_at, actor=SYSTEM, account_id=account_id)
    if funded:
        tell_attempt(attempt, AttemptFunded, actor=SYSTEM, stage_id=stage.public_id)
    tell([stage.account_id or 0])
    return True


def _open_journal(stage: Stage, said: Said, at: datetime, *, restored: bool) -> None:
    """Its first entry says when the account starts, and with which state that people restored, so
    that it can be replayed by itself.
    """
    event = {"at": written(said.state.at), "type": "clock"}
    cause: dict[str, object] = {"kind": "begin"}
    if restored:
        cause |= {"restored": True, "state": said.state.document()}
    JournalEntry.objects.create(
        stage=stage, seq=1, at=said.state.at, event=event, cause=cause, recorded_at=at
    )
    Decision.objects.bulk_create(
        Decision(
            stage=stage, seq=0, place=place, type=line.type, at=line.at, line=line.row(),
            before=b"", after=b"", recorded_at=at,
        )
        for place, line in enumerate(said.lines)
    )  # fmt: skip


def _first(stage: Stage, at: datetime) -> Said:
    programme = programme_of(stage.document)
    if stage.engine is None:
        return begin(programme, at)
    return taken_up(State.from_json(bytes(stage.engine)), programme, at)


def show(stage: Stage, state: State, target: Decimal | None = None) -> None:
    """Put into a stage's columns what lists show of its state."""
    programme = programme_of(stage.document)
    final = summary(state, programme)
    floors = [one for one in (final.daily_floor, final.overall_floor) if one is not None]
    stage.balance, stage.equity = final.balance, final.equity
    stage.floor, stage.target = max(floors, default=None), target
    stage.room = final.permitted_loss
    stage.room_ratio = None if stage.room is None else str(stage.room / stage.initial)
    stage.trading_days, stage.next_reset_at = final.trading_days, final.next_reset_at
    stage.marked_at = state.at


@transaction.atomic
def try_again(attempt_id: str, *, actor: Actor, at: datetime) -> None:
    """Ask the platform once more for an account that it refused.

    Locks: attempt, stage.
    Raises:
        NotRetryable: it did not refuse it.
    """
    stage = lock_open_stage(lock_attempt(attempt_id))
    if stage is not None and stage.account is not None:
        retry_provisioning(stage.account.public_id, actor=actor, at=at)
