"""Giving a login that we did not open to its owner: its deals become his."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from brokerdesk.core.access import allowed, scoped
from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.modules.brands.queries import brands
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.ledger.services import chart, ensure_accounts, post_many
from brokerdesk.modules.ledger.types import Posting, TxRequest

from ..errors import (
    GroupNotOffered,
    LoginNotRead,
    LoginTaken,
    ProductNotFound,
)
from ..events import AccountProvisioned
from ..locks import lock_foreign_login
from ..models import Account, ForeignLogin, Product
from ..rows import account_row
from ..types import AccountKind, AccountRow, AccountState
from .adopting import adopt_deals
from .postings import MirrorTarget

BIND = "trading.account.bind"


@dataclass(frozen=True, slots=True)
class BindRequest:
    """Whose account a login becomes, and as which product."""

    server_id: str
    login: int
    client_id: str
    product_id: str


def waiting_logins(actor: Actor) -> QuerySet[ForeignLogin]:
    """Logins without an owner, on servers where the actor may bind for some brand.

    A server without products is that of every brand of its legal entity.
    """
    mine = scoped(actor, BIND, Product.objects.all())
    entities = {b.entity_pk for b in brands() if allowed(actor, BIND, brand_id=b.pk)}
    rows = ForeignLogin.objects.select_related("server").filter(bound_account=None)
    unsold = ~Exists(Product.objects.filter(server=OuterRef("server")))
    return rows.filter(
        Q(server_id__in=mine.values("server_id")) | Q(unsold, server__entity_id__in=entities)
    )


@transaction.atomic
def bind_login(wanted: BindRequest, *, actor: Actor, at: datetime) -> AccountRow:
    """Make a login that we did not open a client's account, with the deals it brought.

    Its deals up to now are mirrored: trades against the house as always, money movements against
    the opening account. What the platform holds beyond them is posted as opening balance by the
    next standing comparison of mirror and platform.
    Locks: the server's deals, then foreign login.
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
    account.refresh_from_db()  # figures as the database keeps them, not the model's defaults
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
        raise LoginTaken(
            _("login %(login)s has an owner") % {"login": foreign.login}, field="login"
        )
    known = Account.objects.filter(server_id=foreign.server_id, login=foreign.login)
    if known.exists():
        raise LoginTaken(
            _("login %(login)s is an account of ours") % {"login": foreign.login}, field="login"
        )
    if not foreign.group:
        raise LoginNotRead(_("the platform has not said yet which group this login is in"))
    product = (
        Product.objects.select_related("brand")
        .filter(public_id=product_id, brand_id=brand_pk, server_id=foreign.server_id)
        .first()
    )
    if product is None:
        raise ProductNotFound(_("his brand has no such product on this server"), field="product")
    if product.group != foreign.group:
        raise GroupNotOffered(
            _("the login is in group %(group)s, the product in %(wanted)s")
            % {"group": foreign.group, "wanted": product.group},
            field="product",
        )
    return product


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
