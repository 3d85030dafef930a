"""What the gateway is given to send, made of a stored operation."""

from datetime import datetime
from decimal import Decimal

from brokerdesk.ports.trading import (
    AccountAccess,
    AccountChange,
    CancelRequest,
    CloseRequest,
    Side,
)

from ..models import Operation
from ..rules import comment_for
from ..types import ClaimedWork, WorkKind


def work_of(operation: Operation, lookup: bool) -> ClaimedWork:
    """The work of a claimed operation; needs its account, client and product joined."""
    account = operation.account
    return ClaimedWork(
        work_id=operation.public_id,
        kind=WorkKind(operation.kind),
        lookup=lookup,
        reference=operation.reference,
        login=account.login,
        amount=operation.amount,
        currency=operation.currency,
        comment=comment_for(operation.reference, operation.purpose),
        group=account.group,
        name=str(account.client),
        email=account.client.email,
        country=account.client.country,
        leverage=account.leverage,
        change=_change(operation),
        close=_close(operation),
        cancel=_cancel(operation),
        sent_at=operation.sent_at,
        attempt=operation.attempts,
    )


def _change(operation: Operation) -> AccountChange:
    asked = operation.change
    access = asked.get("access")
    return AccountChange(
        group=asked.get("group"),
        leverage=asked.get("leverage"),
        access=AccountAccess(access) if access else None,
    )


def _close(operation: Operation) -> CloseRequest | None:
    if operation.kind != WorkKind.CLOSE or operation.account.login is None:
        return None
    asked = operation.change
    return CloseRequest(
        login=operation.account.login,
        position=int(asked["position"]),
        symbol=str(asked["symbol"]),
        side=Side(asked["side"]),
        held=Decimal(asked["held"]),
        reference=operation.reference,
        lots=Decimal(asked["lots"]) if asked["lots"] else None,
    )


def _cancel(operation: Operation) -> CancelRequest | None:
    if operation.kind != WorkKind.CANCEL or operation.account.login is None:
        return None
    asked = operation.change
    return CancelRequest(
        login=operation.account.login,
        order=int(asked["order"]),
        symbol=str(asked["symbol"]),
        placed_at=datetime.fromisoformat(asked["placed_at"]),
        reference=operation.reference,
    )
