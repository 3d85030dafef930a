"""REST of the trading room: servers, products, accounts, deals."""

from datetime import datetime

from django.utils.translation import gettext as _
from ninja import Query, Schema
from ninja.responses import Status

from brokerdesk.core.rest import Amount, ApiRequest, In, Instant, Out, Page, paginate, router, scope
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import client as client_of

from ..errors import AccountNotFound
from ..models import Account, Deal
from ..queries import account, products_for
from ..rows import account_row
from ..services.accounts import request_account
from ..types import AccountRow, Switches

r = router("trading", tags=["Trading"])


class ProductOut(Out):
    """What a client of the key's brand can open."""

    id: str
    title: str
    kind: str
    currency: str
    leverages: list[int]


class SwitchesOut(Out):
    """What may be done with an account."""

    deposit: bool
    withdraw: bool
    transfer: bool
    trade: bool
    partner_payout: bool
    visible: bool


class AccountOut(Out):
    """A trading account; the figures are the platform's, as of `figures_at`."""

    id: str
    client_id: str
    server: str
    login: int | None
    product: str
    kind: str
    group: str
    currency: str
    leverage: int
    state: str
    failure: str
    switches: SwitchesOut
    balance: Amount
    credit: Amount
    equity: Amount
    margin: Amount
    figures_at: datetime | None
    created_at: datetime


class AccountIn(In):
    """An account to open."""

    client_id: str
    product_id: str
    currency: str
    leverage: int


class DealOut(Out):
    """A stored deal. Lots, prices and amounts are decimal strings."""

    id: int
    ticket: int
    login: int
    account_id: str | None
    kind: str
    entry: str
    symbol: str
    position_id: int
    lots: Amount
    price: Amount
    profit: Amount
    commission: Amount
    swap: Amount
    fee: Amount
    balance_effect: Amount
    currency: str
    occurred_at: datetime
    recorded_at: datetime
    deleted_at: datetime | None


def account_out(row: AccountRow) -> AccountOut:
    """An account as the API shows it."""
    switches = {name: getattr(row.switches, name) for name in Switches.__slots__}
    names = ("client_id", "login", "group", "currency", "leverage", "failure")
    figures = ("balance", "credit", "equity", "margin", "figures_at", "created_at")
    return AccountOut(
        id=row.public_id,
        server=row.server_code,
        product=row.product_title,
        kind=row.kind.value,
        state=row.state.value,
        switches=SwitchesOut(**switches),
        **{name: getattr(row, name) for name in (*names, *figures)},
    )


@r.get("/products", response=list[ProductOut])
@scope("accounts:read")
def list_products(request: ApiRequest) -> list[ProductOut]:
    """List what clients of the key's brand can open now."""
    rows = products_for(request.brand_id) if request.brand_id is not None else []
    return [
        ProductOut(
            id=p.public_id,
            title=p.title,
            kind=p.kind.value,
            currency=p.currency,
            leverages=list(p.leverages),
        )
        for p in rows
    ]


@r.get("/accounts", response=Page[AccountOut])
@scope("accounts:read")
def list_accounts(
    request: ApiRequest, client_id: str = "", cursor: str = "", limit: int = 50
) -> Page[AccountOut]:
    """List trading accounts, newest first."""
    rows = Account.objects.select_related("client", "server", "product")
    if request.brand_id is not None:
        rows = rows.filter(brand_id=request.brand_id)
    if client_id:
        rows = rows.filter(client__public_id=client_id)
    return paginate(rows, cursor, limit, out=lambda a: account_out(account_row(a)))


def own_account(request: ApiRequest, account_id: str) -> AccountRow:
    """An account of the key's brand; another's looks as if it were not there.

    Raises:
        AccountNotFound: as said.
    """
    row = account(account_id)
    if request.brand_id is not None and row.brand_pk != request.brand_id:
        raise AccountNotFound(
            _("there is no trading account %(account_id)s") % {"account_id": account_id}
        )
    return row


@r.get("/accounts/{account_id}", response=AccountOut)
@scope("accounts:read")
def get_account(request: ApiRequest, account_id: str) -> AccountOut:
    """Read one trading account."""
    return account_out(own_account(request, account_id))


@r.post("/accounts", response={201: AccountOut})
@scope("accounts:write")
def open_account(request: ApiRequest, body: AccountIn) -> Status[AccountOut]:
    """Ask for a trading account; it is opened on the platform within seconds."""
    client = client_of(body.client_id)
    if request.brand_id is not None and client.brand_pk != request.brand_id:
        raise AccountNotFound(
            _("there is no client %(client_id)s") % {"client_id": body.client_id}, field="client_id"
        )
    row = request_account(
        client_id=body.client_id,
        product_id=body.product_id,
        currency=body.currency,
        leverage=body.leverage,
        actor=request.actor,
        at=now(),
    )
    return Status(201, account_out(row))


class DealQuery(Schema):
    """Which deals; `since` is the venue's time."""

    account_id: str = ""
    login: int | None = None
    since: Instant | None = None


@r.get("/deals", response=Page[DealOut])
@scope("deals:read")
def list_deals(
    request: ApiRequest, which: Query[DealQuery], cursor: str = "", limit: int = 50
) -> Page[DealOut]:
    """List deals of the brand's accounts, newest first."""
    rows = Deal.objects.select_related("account")
    if request.brand_id is not None:
        rows = rows.filter(account__brand_id=request.brand_id)
    if which.account_id:
        rows = rows.filter(account__public_id=which.account_id)
    if which.login is not None:
        rows = rows.filter(login=which.login)
    if which.since is not None:
        rows = rows.filter(occurred_at__gte=which.since)
    return paginate(rows, cursor, limit, out=_deal_out)


def _deal_out(deal: Deal) -> DealOut:
    names = set(DealOut.model_fields) - {"id", "account_id"}
    return DealOut(
        id=deal.pk,
        account_id=deal.account.public_id if deal.account else None,
        **{name: getattr(deal, name) for name in names},
    )
