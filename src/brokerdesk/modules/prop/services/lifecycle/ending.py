"""How stages and attempts end other than by the engine's verdict."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor

from ...errors import ReasonMissing, WrongAttemptState
from ...locks import lock_attempt, lock_open_stage
from ...models import Attempt, Stage
from ...types import FINAL, ActionKind, AttemptState, Outcome, StageState
from ..actions import want
from ..desks import tell
from .gates import go_on_later
from .states import move

CLOSING: Final = (ActionKind.BLOCK, ActionKind.FLATTEN, ActionKind.DISABLE)


def end_stage(stage: Stage, outcome: Outcome, *, at: datetime) -> None:
    """End a locked stage; its desk forgets it after the commit."""
    stage.state, stage.outcome, stage.ended_at = StageState.ENDED, outcome, at
    stage.save(update_fields=["state", "outcome", "ended_at"])
    tell([stage.account_id or 0])


@transaction.atomic
def end_attempt(
    attempt_id: str,
    reason: str,
    *,
    actor: Actor,
    at: datetime,
    merged_into: str | None = None,
) -> None:
    """End an attempt: withdrawn, refunded, charged back, or merged into another one.

    Its account is blocked, emptied and disabled. Nothing happens to one that has ended.
    Locks: attempt, stage.
    Emits: AttemptStateChanged.
    Raises:
        ReasonMissing: no reason was given.
    """
    if not reason.strip():
        raise ReasonMissing(_("say why"), field="reason")
    attempt = lock_attempt(attempt_id)
    if attempt.state in FINAL:
        return
    stage = lock_open_stage(attempt)
    outcome = Outcome.MERGED if merged_into else Outcome.CLOSED
    if stage is not None:
        end_stage(stage, outcome, at=at)
        want(stage, CLOSING, at=at)
    state = AttemptState.MERGED if merged_into else AttemptState.CLOSED
    if merged_into:
        attempt.merged_into = Attempt.objects.get(public_id=merged_into)
        attempt.save(update_fields=["merged_into"])
    move(attempt, state, actor=actor, at=at, reason=reason)


@transaction.atomic
def end_by_hand(
    stage_id: str, outcome: Outcome, *, override_id: str, actor: Actor, at: datetime
) -> None:
    """End the running stage as people decided: failed, or passed.

    Locks: attempt, stage.
    Emits: AttemptStateChanged.
    Raises:
        WrongAttemptState: the stage has ended.
    """
    found = Stage.objects.select_related("attempt").get(public_id=stage_id)
    attempt = lock_attempt(found.attempt.public_id)
    stage = lock_open_stage(attempt)
    if stage is None or stage.pk != found.pk:
        raise WrongAttemptState(_("the stage has ended"))
    end_stage(stage, outcome, at=at)
    want(stage, CLOSING, at=at)
    passed = outcome is Outcome.PASSED
    state = AttemptState.PASSED if passed else AttemptState.FAILED
    move(attempt, state, actor=actor, at=at, reason=f"override: {override_id}")
    if passed:
        go_on_later(attempt)
