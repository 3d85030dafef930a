"""REST: wallets, deposits, withdrawals, transfers."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from ninja import Status

from brokerdesk.core.rest import ApiRequest, Page, money_post, paginate, router, scope
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import NotFound
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.clients.types import ClientRow

from .. import services
from ..models import Deposit, Transfer, Withdrawal
from ..queries import all_psps, deposit, transfer, wallets, withdrawal
from ..types import DepositRow, Direction, TransferRow, WithdrawalRow
from .shapes import (
    DepositIn,
    DepositOut,
    MethodOut,
    TransferIn,
    TransferOut,
    WalletOut,
    WithdrawalIn,
    WithdrawalOut,
    deposit_out,
    method_out,
    transfer_out,
    withdrawal_out,
)

r = router("cashier", tags=["Money"])
M = TypeVar("M", bound=Model)
Money = TypeVar("Money", DepositRow, WithdrawalRow, TransferRow)


def _client(request: ApiRequest, client_id: str) -> ClientRow:
    row = client_of(client_id)
    if request.brand_id is not None and row.brand_pk != request.brand_id:
        raise NotFound(_("There is no such client."), field="client_id")
    return row


def _own(request: ApiRequest, row: Money) -> Money:
    if request.brand_id is not None and row.brand_pk != request.brand_id:
        raise NotFound(_("There is no such thing."))
    return row


def _listed(request: ApiRequest, rows: QuerySet[M], client_id: str, state: str) -> QuerySet[M]:
    where: dict[str, Any] = {}
    if request.brand_id is not None:
        where["brand_id"] = request.brand_id
    if client_id:
        where["client__public_id"] = client_id
    if state:
        where["state"] = state
    return rows.filter(**where)


def _key(request: ApiRequest) -> str:
    return f"api:{request.headers.get('Idempotency-Key', '').strip()}"[:128]


@r.get("/payment-methods", response=list[MethodOut])
@scope("cashier:read")
def list_methods(request: ApiRequest) -> list[MethodOut]:
    """List the payment methods of the key's brand."""
    brand = request.brand_id
    return [method_out(p) for p in all_psps() if brand is None or p.brand_pk == brand]


@r.get("/clients/{client_id}/wallets", response=list[WalletOut])
@scope("cashier:read")
def list_wallets(request: ApiRequest, client_id: str) -> list[WalletOut]:
    """List a client's wallets."""
    found = wallets(_client(request, client_id).pk)
    return [WalletOut(asset=w.asset, available=w.available, reserved=w.reserved) for w in found]


@r.get("/deposits", response=Page[DepositOut])
@scope("cashier:read")
def list_deposits(
    request: ApiRequest, client_id: str = "", state: str = "", cursor: str = "", limit: int = 50
) -> Page[DepositOut]:
    """List deposits, newest first."""
    rows = Deposit.objects.select_related("client", "psp")
    return paginate(_listed(request, rows, client_id, state), cursor, limit, out=deposit_out)


@r.get("/deposits/{deposit_id}", response=DepositOut)
@scope("cashier:read")
def get_deposit(request: ApiRequest, deposit_id: str) -> DepositOut:
    """Read a deposit; `redirect_url` appears within seconds of its creation."""
    return deposit_out(_own(request, deposit(deposit_id)))


@r.post("/deposits", response={201: DepositOut})
@scope("cashier:write")
@money_post
def create_deposit(request: ApiRequest, body: DepositIn) -> Status[DepositOut]:
    """Start a deposit; read it again for the address where the client pays."""
    _client(request, body.client_id)
    row = services.create_deposit(
        client_id=body.client_id,
        psp_id=body.method_id,
        amount=body.amount,
        currency=body.currency,
        key=_key(request),
        actor=request.actor,
        at=now(),
        return_url=body.return_url,
    )
    return Status(201, deposit_out(row))


@r.get("/withdrawals", response=Page[WithdrawalOut])
@scope("cashier:read")
def list_withdrawals(
    request: ApiRequest, client_id: str = "", state: str = "", cursor: str = "", limit: int = 50
) -> Page[WithdrawalOut]:
    """List withdrawals, newest first."""
    rows = Withdrawal.objects.select_related("client", "psp")
    return paginate(_listed(request, rows, client_id, state), cursor, limit, out=withdrawal_out)


@r.get("/withdrawals/{withdrawal_id}", response=WithdrawalOut)
@scope("cashier:read")
def get_withdrawal(request: ApiRequest, withdrawal_id: str) -> WithdrawalOut:
    """Read a withdrawal."""
    return withdrawal_out(_own(request, withdrawal(withdrawal_id)))


@r.post("/withdrawals", response={201: WithdrawalOut})
@scope("cashier:write")
@money_post
def create_withdrawal(request: ApiRequest, body: WithdrawalIn) -> Status[WithdrawalOut]:
    """Request a withdrawal; its money is held at once, people decide it."""
    _client(request, body.client_id)
    given = body.destination.model_dump()
    row = services.request_withdrawal(
        client_id=body.client_id,
        psp_id=body.method_id,
        amount=body.amount,
        currency=body.currency,
        destination={name: value for name, value in given.items() if value},
        key=_key(request),
        actor=request.actor,
        at=now(),
    )
    return Status(201, withdrawal_out(row))


@r.post("/withdrawals/{withdrawal_id}/cancel", response=WithdrawalOut)
@scope("cashier:write")
@money_post
def cancel_withdrawal(request: ApiRequest, withdrawal_id: str) -> WithdrawalOut:
    """Take a withdrawal back that was not sent yet."""
    _own(request, withdrawal(withdrawal_id))
    row = services.cancel_withdrawal(withdrawal_id, actor=request.actor, at=now())
    return withdrawal_out(row)


@r.get("/transfers", response=Page[TransferOut])
@scope("cashier:read")
def list_transfers(
    request: ApiRequest, client_id: str = "", state: str = "", cursor: str = "", limit: int = 50
) -> Page[TransferOut]:
    """List transfers, newest first."""
    rows = Transfer.objects.select_related("client", "account")
    return paginate(_listed(request, rows, client_id, state), cursor, limit, out=transfer_out)


@r.get("/transfers/{transfer_id}", response=TransferOut)
@scope("cashier:read")
def get_transfer(request: ApiRequest, transfer_id: str) -> TransferOut:
    """Read a transfer."""
    return transfer_out(_own(request, transfer(transfer_id)))


@r.post("/transfers", response={201: TransferOut})
@scope("cashier:write")
@money_post
def create_transfer(request: ApiRequest, body: TransferIn) -> Status[TransferOut]:
    """Transfer between a client's wallet and one of his trading accounts."""
    _client(request, body.client_id)
    to_account = body.direction == Direction.TO_ACCOUNT
    move = services.transfer_to_account if to_account else services.transfer_to_wallet
    row = move(
        client_id=body.client_id,
        account_id=body.account_id,
        amount=body.amount,
        currency=body.currency,
        key=_key(request),
        actor=request.actor,
        at=now(),
    )
    return Status(201, transfer_out(row))
