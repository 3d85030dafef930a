"""What begins when an order is paid."""

from datetime import datetime

from brokerdesk.core.actors import SYSTEM

from ..models import Attempt, Order
from ..terms import read_terms
from ..types import OrderKind
from .lifecycle import extend_stage, reset_stage, start_attempt


def open_what_was_bought(order: Order, *, at: datetime) -> None:
    """Begin an attempt, or give the one it is for its second chance.

    Who joins a competition begins when it does.
    """
    kind = OrderKind(order.kind)
    if kind is OrderKind.COMPETITION:
        return
    if kind is OrderKind.RESET:
        reset_stage(_attempt(order).public_id, order.public_id, at=at)
    elif kind is OrderKind.EXTENSION:
        extension = read_terms(order.terms).extension
        if extension is None:
            raise ValueError(f"order {order.public_id} extends what cannot be extended")
        extend_stage(
            _attempt(order).public_id,
            extension.days,
            reason=f"order: {order.public_id}",
            actor=SYSTEM,
            at=at,
        )
    else:
        start_attempt(order.public_id, at=at)


def _attempt(order: Order) -> Attempt:
    if order.of_attempt is None:
        raise ValueError(f"order {order.public_id} names no attempt")
    return order.of_attempt
