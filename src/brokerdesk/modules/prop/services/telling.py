"""Facts of attempts and stages, emitted in the attempt's own aggregate."""

from collections.abc import Callable
from datetime import datetime

from brokerdesk.core.actors import Actor
from brokerdesk.core.events import Event, emit

from ..models import Attempt, Stage


def tell(
    attempt: Attempt, kind: Callable[..., Event], /, *, actor: Actor, **values: object
) -> None:
    """Emit a fact of an attempt."""
    emit(
        kind(attempt_id=attempt.public_id, client_id=attempt.client.public_id, **values),
        aggregate=f"attempt:{attempt.public_id}",
        brand_id=attempt.brand_id,
        actor=actor,
    )


def tell_staff(
    attempt: Attempt, kind: Callable[..., Event], /, *, actor: Actor, **values: object
) -> None:
    """Emit a fact of an attempt that its trader is not told."""
    emit(
        kind(attempt_id=attempt.public_id, **values),
        aggregate=f"attempt:{attempt.public_id}",
        brand_id=attempt.brand_id,
        actor=actor,
    )


def tell_stage(
    stage: Stage,
    attempt: Attempt,
    kind: Callable[..., Event],
    *,
    at: datetime,
    actor: Actor,
    **more: object,
) -> None:
    """Emit a fact of a stage."""
    named = {"stage_id": stage.public_id, "phase": stage.name, "at": at}
    tell(attempt, kind, actor=actor, **named, **more)
