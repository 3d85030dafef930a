"""Trading blocked by staff until they unblock it, whatever the engine says meanwhile."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record

from ...errors import ReasonMissing, WrongAttemptState
from ...locks import lock_attempt, lock_open_stage
from ...models import Attempt
from ...types import FINAL, ActionKind, AttemptState
from ..actions import want
from ..stuck import is_aside

_MAY_TRADE = frozenset({AttemptState.READY, AttemptState.ACTIVE, AttemptState.FUNDED})


@transaction.atomic
def block_attempt(attempt_id: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """Block a challenge's trading; what is open stays open and is judged on.

    Locks: attempt, stage.
    Raises:
        ReasonMissing: no reason was given.
        WrongAttemptState: it has ended, or is blocked already.
    """
    attempt = _running(attempt_id, reason)
    if attempt.block_reason:
        raise WrongAttemptState(_("its trading is blocked already"))
    attempt.block_reason = reason.strip()[:300]
    attempt.save(update_fields=["block_reason"])
    stage = lock_open_stage(attempt)
    if stage is not None and stage.started_at is not None:
        want(stage, (ActionKind.BLOCK,), at=at, detail="staff")
    _note("blocked", attempt, actor, reason)


@transaction.atomic
def unblock_attempt(attempt_id: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """Let a challenge be traded again, where nothing else forbids it.

    Locks: attempt, stage.
    Raises:
        ReasonMissing: no reason was given.
        WrongAttemptState: it has ended, or is not blocked.
    """
    attempt = _running(attempt_id, reason)
    if not attempt.block_reason:
        raise WrongAttemptState(_("its trading is not blocked"))
    attempt.block_reason = ""
    attempt.save(update_fields=["block_reason"])
    stage = lock_open_stage(attempt)
    runs = stage is not None and stage.started_at is not None and attempt.state in _MAY_TRADE
    if stage is not None and runs and not is_aside(stage):
        want(stage, (ActionKind.UNBLOCK,), at=at, detail="staff")
    _note("unblocked", attempt, actor, reason)


def _running(attempt_id: str, reason: str) -> Attempt:
    if not reason.strip():
        raise ReasonMissing(_("say why"), field="reason")
    attempt = lock_attempt(attempt_id)
    if attempt.state in FINAL:
        raise WrongAttemptState(_("the challenge has ended"))
    return attempt


def _note(what: str, attempt: Attempt, actor: Actor, reason: str) -> None:
    record(
        f"prop.attempt_{what}", subject=attempt.public_id, actor=actor,
        brand_id=attempt.brand_id, after={"blocked": bool(attempt.block_reason)}, reason=reason,
    )  # fmt: skip
