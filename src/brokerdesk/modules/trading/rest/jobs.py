"""REST of jobs on accounts: each is asked of the platform and answered as an operation."""

from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _
from ninja.responses import Status

from brokerdesk.core.rest import Amount, ApiRequest, In, Out, money_post, scope
from brokerdesk.kit.clock import now

from ..errors import OperationNotFound
from ..models import Operation
from ..rows import operation_row
from ..services.accounts import set_access
from ..services.changes import (
    cancel_order,
    change_credit,
    change_leverage,
    close_position,
    move_to_product,
)
from ..services.requests import propose_correction
from ..types import AccountState, OperationRow, RequestRow
from .accounts import AccountOut, account_out, own_account, r


class OperationOut(Out):
    """What was asked of the platform, and how far it is; `ticket` is the platform's deal."""

    id: str
    reference: str
    account_id: str
    kind: str
    purpose: str
    state: str
    amount: Amount
    currency: str
    ticket: int | None
    reason: str
    created_at: datetime


class RequestOut(Out):
    """What waits for a second person."""

    id: str
    account_id: str
    kind: str
    state: str
    amount: Amount
    currency: str
    leverage: int
    reason: str
    answer: str
    operation_id: str | None
    version: int
    created_at: datetime


class LeverageIn(In):
    """The leverage that the account's product offers."""

    leverage: int
    reason: str


class ProductIn(In):
    """A product of the same brand, server, kind and currency."""

    product_id: str
    reason: str


class AmountIn(In):
    """Money with its sign: below zero takes it out."""

    amount: Amount
    reason: str


class AccessIn(In):
    """What the trader may do."""

    state: Literal["active", "read_only", "disabled", "archived"]
    reason: str


class CloseIn(In):
    """How many lots to close; all when left out."""

    lots: Amount | None = None
    reason: str


class CancelIn(In):
    """Why an order is taken away."""

    reason: str


def operation_out(row: OperationRow) -> OperationOut:
    """An operation as the API shows it."""
    names = ("reference", "account_id", "purpose", "amount", "currency", "ticket", "reason")
    return OperationOut(
        id=row.public_id,
        kind=row.kind.value,
        state=row.state.value,
        created_at=row.created_at,
        **{name: getattr(row, name) for name in names},
    )


def request_out(row: RequestRow) -> RequestOut:
    """A request as the API shows it."""
    names = set(RequestOut.model_fields) - {"id", "kind", "state"}
    return RequestOut(
        id=row.public_id,
        kind=row.kind.value,
        state=row.state.value,
        **{name: getattr(row, name) for name in names},
    )


@r.get("/operations/{operation_id}", response=OperationOut)
@scope("accounts:read")
def get_operation(request: ApiRequest, operation_id: str) -> OperationOut:
    """Read one platform operation."""
    rows = Operation.objects.select_related("account").filter(public_id=operation_id)
    if request.brand_id is not None:
        rows = rows.filter(account__brand_id=request.brand_id)
    found = rows.first()
    if found is None:
        raise OperationNotFound(_("there is no operation %(id)s") % {"id": operation_id})
    return operation_out(operation_row(found))


@r.post("/accounts/{account_id}/leverage", response={202: OperationOut})
@scope("accounts:manage")
def set_leverage(request: ApiRequest, account_id: str, body: LeverageIn) -> Status[OperationOut]:
    """Ask the platform for another leverage."""
    own_account(request, account_id)
    row = change_leverage(
        account_id, body.leverage, actor=request.actor, reason=body.reason, at=now()
    )
    return Status(202, operation_out(row))


@r.post("/accounts/{account_id}/product", response={202: OperationOut})
@scope("accounts:manage")
def set_product(request: ApiRequest, account_id: str, body: ProductIn) -> Status[OperationOut]:
    """Move an account to another product: its platform group changes."""
    own_account(request, account_id)
    row = move_to_product(
        account_id, body.product_id, actor=request.actor, reason=body.reason, at=now()
    )
    return Status(202, operation_out(row))


@r.post("/accounts/{account_id}/credit", response={202: OperationOut})
@scope("credit:write")
@money_post
def set_credit(request: ApiRequest, account_id: str, body: AmountIn) -> Status[OperationOut]:
    """Give credit, or take it back with an amount below zero."""
    own_account(request, account_id)
    row = change_credit(account_id, body.amount, actor=request.actor, reason=body.reason, at=now())
    return Status(202, operation_out(row))


@r.post("/accounts/{account_id}/corrections", response={202: RequestOut})
@scope("corrections:write")
@money_post
def correct(request: ApiRequest, account_id: str, body: AmountIn) -> Status[RequestOut]:
    """Propose a correction of the balance; a person approves it in the back office."""
    own_account(request, account_id)
    row = propose_correction(
        account_id, body.amount, actor=request.actor, reason=body.reason, at=now()
    )
    return Status(202, request_out(row))


@r.post("/accounts/{account_id}/access", response=AccountOut)
@scope("accounts:manage")
def access(request: ApiRequest, account_id: str, body: AccessIn) -> AccountOut:
    """Make an account active, read-only, disabled or archived."""
    own_account(request, account_id)
    row = set_access(
        account_id, AccountState(body.state), actor=request.actor, reason=body.reason, at=now()
    )
    return account_out(row)


@r.post("/accounts/{account_id}/positions/{ticket}/close", response={202: OperationOut})
@scope("positions:close")
@money_post
def close(request: ApiRequest, account_id: str, ticket: int, body: CloseIn) -> Status[OperationOut]:
    """Close a position at the market, whole or in part."""
    own_account(request, account_id)
    row = close_position(
        account_id,
        ticket,
        lots=body.lots,
        actor=request.actor,
        reason=body.reason,
        at=now(),
    )
    return Status(202, operation_out(row))


@r.post("/accounts/{account_id}/orders/{ticket}/cancel", response={202: OperationOut})
@scope("positions:close")
def cancel(
    request: ApiRequest, account_id: str, ticket: int, body: CancelIn
) -> Status[OperationOut]:
    """Take an order away that waits for its price."""
    own_account(request, account_id)
    row = cancel_order(account_id, ticket, actor=request.actor, reason=body.reason, at=now())
    return Status(202, operation_out(row))
