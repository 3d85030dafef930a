"""An account stands still while its reward is decided, and goes on afterwards."""

from datetime import datetime

from brokerdesk.core.actors import SYSTEM

from ...locks import lock_attempt, lock_open_stage
from ...types import ActionKind, AttemptState
from ..actions import want
from ..lifecycle.states import move
from ..stuck import is_aside


def freeze(attempt_id: str, *, at: datetime) -> None:
    """Block a funded account's trading until its reward is decided.

    Locks: attempt, stage.
    Emits: AttemptStateChanged.
    Raises:
        WrongAttemptState: it is not funded.
    """
    attempt = lock_attempt(attempt_id)
    stage = lock_open_stage(attempt)
    move(attempt, AttemptState.PAYOUT, actor=SYSTEM, at=at)
    if stage is not None:
        want(stage, (ActionKind.BLOCK,), at=at, detail="payout")


def unfreeze(attempt_id: str, *, at: datetime) -> None:
    """Let the account go on; one that ended meanwhile stays as it is.

    Locks: attempt, stage.
    Emits: AttemptStateChanged.
    """
    attempt = lock_attempt(attempt_id)
    if attempt.state != AttemptState.PAYOUT:
        return
    stage = lock_open_stage(attempt)
    move(attempt, AttemptState.FUNDED, actor=SYSTEM, at=at)
    if stage is not None and not attempt.block_reason and not is_aside(stage):
        want(stage, (ActionKind.UNBLOCK,), at=at, detail="payout")
