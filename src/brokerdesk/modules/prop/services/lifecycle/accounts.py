"""Accounts of stages: opened, and tried again."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.modules.trading.services.accounts import open_for, retry_provisioning

from ...documents import programme_of, stage_document
from ...engine import State, fingerprint
from ...locks import lock_attempt, lock_open_stage
from ...models import Attempt, Stage


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
def try_again(attempt_id: str, *, actor: Actor, at: datetime) -> None:
    """Ask the platform once more for an account that it refused.

    Locks: attempt, stage.
    Raises:
        NotRetryable: it did not refuse it.
    """
    stage = lock_open_stage(lock_attempt(attempt_id))
    if stage is not None and stage.account is not None:
        retry_provisioning(stage.account.public_id, actor=actor, at=at)
