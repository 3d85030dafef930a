"""Facts of attempts and stages, emitted in the attempt's own aggregate."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from brokerdesk.core.actors import Actor
from brokerdesk.core.events import Event, emit

from ..events import OrderRefunded
from ..models import Attempt, Order, Stage


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


def tell_refund(order: Order, amount: Decimal, reason: str, actor: Actor) -> None:
    """Emit that a part of an order's price went back."""
    emit(
        OrderRefunded(
            order_id=order.public_id, client_id=order.client.public_id, kind=order.kind,
            amount=amount, currency=order.currency, reason=reason[:200],
        ),
        aggregate=f"prop_order:{order.public_id}", brand_id=order.brand_id, actor=actor,
    )  # fmt: skip
