"""Giving a login that we did not open to its owner: its deals become his."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.ledger.services import chart, ensure_accounts, post_many
from brokerdesk.modules.ledger.types import Posting, TxRequest
from brokerdesk.ports.trading import DealEntry, DealKind, PlatformDeal

from ..errors import (
    GroupNotOffered,
    LoginNotRead,
    LoginTaken,
    ProductNotFound,
)
from ..events import AccountProvisioned, DealsIngested
from ..locks import lock_foreign_login
from ..models import Account, Deal, DealBatch, ForeignLogin, Product
from ..rows import account_row
from ..rules import TRADES, shard_of
from ..types import AccountKind, AccountRow, AccountState
from .ingest import deals_aggregate
from .postings import MirrorTarget, PostingBuilder


@dataclass(frozen=True, slots=True)
class BindRequest:
    """Whose account a login becomes, and as which product."""

    server_id: str
    login: int
    client_id: str
    product_id: str


@transaction.atomic
def bind_login(wanted: BindRequest, *, actor: Actor, at: datetime) -> AccountRow:
    """Make a login that we did not open a client's account, with the deals it brought.

    Its deals up to now are mirrored: trades against the house as always, money movements against
    the opening account. What the platform holds beyond them is posted as opening balance by the
    next standing comparison of mirror and platform.
    Locks: foreign login.
    Posts: per deal, key `deal:{server}:{ticket}`.
    Emits: AccountProvisioned; DealsIngested, when there are deals.
    Raises:
        LoginNotFound: no such login waits for an owner.
        LoginTaken: it has one.
        LoginNotRead: the gateway has not read its group yet.
        ProductNotFound: the client's brand has no such product on this server.
        GroupNotOffered: the product is of another group than the login.
    """
    foreign = lock_foreign_login(wanted.server_id, wanted.login)
    client = client_of(wanted.client_id)
    product = _product(foreign, wanted.product_id, client.brand_pk)
    account = Account.objects.create(
        brand_id=client.brand_pk,
        entity_id=product.brand.entity_id,
        client_id=client.pk,
        product=product,
        server=foreign.server,
        kind=product.kind,
        login=foreign.login,
        group=product.group,
        currency=product.currency,
        leverage=foreign.leverage or product.leverages[0],
        state=AccountState.ACTIVE,
        provisioned_at=at,
        opening_due=product.kind == AccountKind.LIVE,
    )
    if product.kind == AccountKind.LIVE:
        ensure_accounts([MirrorTarget.of(account).mirror()])
    foreign.bound_account = account
    foreign.save(update_fields=["bound_account"])
    record(
        "trading.login_bound",
        subject=account.public_id,
        actor=actor,
        brand_id=account.brand_id,
        after={"server": foreign.server.code, "login": foreign.login, "client": client.public_id},
    )
    emit(
        AccountProvisioned(
            account_id=account.public_id,
            client_id=client.public_id,
            login=foreign.login,
            kind=account.kind,
        ),
        aggregate=f"account:{account.public_id}",
        brand_id=account.brand_id,
        actor=actor,
    )
    adopt_deals(account, at)
    return account_row(account)


def _product(foreign: ForeignLogin, product_id: str, brand_pk: int) -> Product:
    if foreign.bound_account_id is not None:
        raise LoginTaken(f"login {foreign.login} has an owner", field="login")
    known = Account.objects.filter(server_id=foreign.server_id, login=foreign.login)
    if known.exists():
        raise LoginTaken(f"login {foreign.login} is an account of ours", field="login")
    if not foreign.group:
        raise LoginNotRead("the platform has not said yet which group this login is in")
    product = (
        Product.objects.select_related("brand")
        .filter(public_id=product_id, brand_id=brand_pk, server_id=foreign.server_id)
        .first()
    )
    if product is None:
        raise ProductNotFound("his brand has no such product on this server", field="product")
    if product.group != foreign.group:
        raise GroupNotOffered(
            f"the login is in group {foreign.group}, the product in {product.group}",
            field="product",
        )
    return product


def adopt_deals(account: Account, at: datetime) -> None:
    """Give the account the deals of its login that have none, in a batch of their own.

    Posts, Emits: as `bind_login`.
    """
    if account.login is None:
        return
    rows = Deal.objects.filter(
        server_id=account.server_id, login=account.login, account__isnull=True
    ).order_by("ticket")
    found = list(rows)
    if not found:
        return
    standing = [_platform_deal(row) for row in found if row.deleted_at is None]
    if account.kind == AccountKind.LIVE:
        _mirror(account, standing)
    shard = shard_of(account.login)
    batch = DealBatch.objects.create(
        server_id=account.server_id, shard=shard, count=len(standing), recorded_at=at
    )
    rows.update(account=account, batch_id=batch.pk, group=account.group, currency=account.currency)
    emit(
        DealsIngested(
            server_id=account.server.public_id,
            batch_id=batch.pk,
            count=len(standing),
            received_at=at,
        ),
        aggregate=deals_aggregate(account.server, shard),
        brand_id=None,
    )


def _platform_deal(row: Deal) -> PlatformDeal:
    values: dict[str, Any] = {
        name: getattr(row, name) for name in PlatformDeal.__slots__ if name != "modified"
    }
    values |= {"kind": DealKind(row.kind), "entry": DealEntry(row.entry), "modified": False}
    return PlatformDeal(**values | {"digest": bytes(row.digest)})


def _mirror(account: Account, deals: list[PlatformDeal]) -> None:
    target = MirrorTarget.of(account)
    builder = PostingBuilder(account.server.code)
    opening = chart.house(account.server.code, "opening", account.currency, account.entity_id)
    for deal in deals:
        if deal.kind in TRADES:
            builder.by_parts(deal, target)
        elif deal.balance_effect:
            builder.against(deal, target, opening, "deal.adopted", {})
    if builder.requests:
        post_many(builder.requests, accounts=builder.accounts.values())


def post_opening(account: Account, gap: Decimal, *, at: datetime) -> None:
    """Post what a bound login held before its first deal here; `gap` is platform - mirror.

    Posts: opening ↔ mirror, key `opening:{server}:{login}`.
    """
    mirror = MirrorTarget.of(account).mirror()
    opening = chart.house(account.server.code, "opening", account.currency, account.entity_id)
    source, destination = (opening, mirror) if gap > 0 else (mirror, opening)
    posting = Posting(source.code, destination.code, abs(gap), account.currency)
    post_many(
        [
            TxRequest(
                key=f"opening:{account.server.code}:{account.login}",
                kind="account.opening",
                postings=(posting,),
                effective_at=account.provisioned_at or at,
                meta={"account": account.public_id},
            )
        ],
        accounts=[opening, mirror],
    )
