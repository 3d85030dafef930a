"""Trading accounts: requested by clients or staff, opened by the gateway."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db import transaction

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.core.words import worded
from brokerdesk.kit.ids import new_reference
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.clients.types import ClientRow
from brokerdesk.modules.compliance.queries import require_may
from brokerdesk.modules.compliance.types import Action
from brokerdesk.ports.trading import AccountAccess

from ..errors import (
    AmountInvalid,
    CurrencyNotOffered,
    LeverageNotOffered,
    NotRetryable,
    ProductClosed,
    ProductNotFound,
    StateConflict,
    TooManyAccounts,
)
from ..events import AccountRequested, AccountStateChanged
from ..locks import lock_account
from ..models import Account, Operation, Product
from ..rows import account_row
from ..rules import check_amount
from ..types import AccountKind, AccountRow, AccountState, Switches, WorkKind, WorkState

ACCESS_OF = {
    AccountState.ACTIVE: AccountAccess.ENABLED,
    AccountState.READ_ONLY: AccountAccess.READ_ONLY,
    AccountState.DISABLED: AccountAccess.DISABLED,
    AccountState.ARCHIVED: AccountAccess.DISABLED,
}
OPENING: dict[AccountKind, Action] = {
    AccountKind.DEMO: "open_demo",
    AccountKind.LIVE: "open_live",
}
_SWITCH_COLUMNS = {
    "deposit": "may_deposit",
    "withdraw": "may_withdraw",
    "transfer": "may_transfer",
    "trade": "may_trade",
    "partner_payout": "pays_partner",
    "visible": "visible",
}


_NOTHING: Mapping[str, Any] = MappingProxyType({})
# What is on an account that the house opens is the house's: no client moves it, no partner earns.
_HOUSE_OWNED = dict.fromkeys(("may_deposit", "may_withdraw", "may_transfer", "pays_partner"), False)


@transaction.atomic
def request_account(
    *,
    client_id: str,
    product_id: str,
    currency: str,
    leverage: int,
    actor: Actor,
    at: datetime,
) -> AccountRow:
    """Ask for a trading account; the gateway opens it.

    Locks: product (so that the limit per client holds).
    Emits: AccountRequested.
    Raises:
        ProductNotFound: there is none, or it is another brand's.
        ProductClosed: it is not offered now.
        VerificationRequired: the client's level does not allow it yet.
        CurrencyNotOffered, LeverageNotOffered, TooManyAccounts: as named.
    """
    client = client_of(client_id)
    product = _lock_product(product_id, client.brand_pk)
    if product.internal:
        raise ProductClosed(
            Marked(_("%(title)s is not offered now"), title=product.title), field="product_id"
        )
    _check_offer(product, currency, leverage)
    _check_count(product, client.pk)
    require_may(client.pk, OPENING[AccountKind(product.kind)])
    account = _begin(product, client, leverage)
    _queue_opening(account, actor, at)
    return account_row(_asked(account, actor))


@transaction.atomic
def open_for(
    *,
    client_id: str,
    product_id: str,
    currency: str,
    leverage: int | None = None,
    deposit: Decimal | None = None,
    actor: Actor,
    at: datetime,
) -> AccountRow:
    """Open an account for a client on behalf of the house, as a programme's account is.

    Neither his level nor how many he has is asked, and the product need not be offered to
    clients. He cannot pay in or out, nor do partners earn on it. leverage: the product's highest
    unless given. deposit: the play money of a demo account instead of the product's own.
    Locks: product.
    Emits: AccountRequested.
    Raises:
        ProductNotFound: there is none, or it is another brand's.
        ProductClosed: it or its server is out of use.
        CurrencyNotOffered, LeverageNotOffered: as named.
        AmountInvalid: the deposit is no amount, is negative, or the account is not a demo one.
    """
    client = client_of(client_id)
    product = _lock_product(product_id, client.brand_pk)
    chosen = leverage or max(product.leverages)
    _check_offer(product, currency, chosen)
    _check_deposit(product, deposit)
    account = _begin(product, client, chosen, _HOUSE_OWNED)
    _queue_opening(account, actor, at, {} if deposit is None else {"deposit": str(deposit)})
    record(
        "trading.account_opened_for",
        subject=account.public_id,
        actor=actor,
        brand_id=account.brand_id,
        after={"client": client_id, "product": product_id, "deposit": deposit and str(deposit)},
    )
    return account_row(_asked(account, actor))


def _lock_product(product_id: str, brand_pk: int) -> Product:
    product = (
        Product.objects.select_for_update(of=("self",), no_key=True)
        .select_related("server")
        .filter(public_id=product_id, brand_id=brand_pk)
        .first()
    )
    if product is None:
        raise ProductNotFound(Marked(_("there is no such product")), field="product_id")
    return product


def _check_deposit(product: Product, deposit: Decimal | None) -> None:
    if deposit is None:
        return
    check_amount(deposit)
    if product.kind != AccountKind.DEMO or deposit < 0:
        raise AmountInvalid(Marked(_("play money is given to demo accounts only")), field="deposit")


def _begin(
    product: Product, client: ClientRow, leverage: int, switches: Mapping[str, bool] = _NOTHING
) -> Account:
    account = Account.objects.create(
        brand_id=client.brand_pk,
        entity_id=product.brand.entity_id,
        client_id=client.pk,
        product=product,
        server=product.server,
        kind=product.kind,
        group=product.group,
        currency=product.currency,
        leverage=leverage,
        **switches,
    )
    account.refresh_from_db()  # figures as the database keeps them, not the model's defaults
    return account


def _asked(account: Account, actor: Actor) -> Account:
    emit(
        AccountRequested(
            account_id=account.public_id,
            client_id=account.client.public_id,
            kind=account.product.kind,
        ),
        aggregate=f"account:{account.public_id}",
        brand_id=account.brand_id,
        actor=actor,
    )
    return account


def _check_offer(product: Product, currency: str, leverage: int) -> None:
    if not product.enabled or not product.server.enabled:
        raise ProductClosed(
            Marked(_("%(title)s is not offered now"), title=product.title), field="product_id"
        )
    if currency != product.currency:
        raise CurrencyNotOffered(
            Marked(
                _("%(title)s is in %(currency)s"), title=product.title, currency=product.currency
            ),
            field="currency",
        )
    if leverage not in product.leverages:
        offered = ", ".join(f"1:{value}" for value in product.leverages)
        raise LeverageNotOffered(
            Marked(_("choose one of %(offered)s"), offered=offered), field="leverage"
        )


def _check_count(product: Product, client_pk: int) -> None:
    open_now = Account.objects.filter(client_id=client_pk, product=product).exclude(
        state=AccountState.ARCHIVED
    )
    if open_now.count() >= product.max_per_client:
        raise TooManyAccounts(
            Marked(
                _("%(max_per_client)s accounts of this kind is the most"),
                max_per_client=product.max_per_client,
            ),
            field="product_id",
        )


def _queue_opening(
    account: Account, actor: Actor, at: datetime, asked: Mapping[str, str] = _NOTHING
) -> Operation:
    return Operation.objects.create(
        reference=new_reference("A"),
        server_id=account.server_id,
        account=account,
        kind=WorkKind.OPEN_ACCOUNT,
        purpose="open_account",
        currency=account.currency,
        change=dict(asked),
        due_at=at,
        requested_by=actor.ref,
    )


@transaction.atomic
def retry_provisioning(account_id: str, *, actor: Actor, at: datetime) -> AccountRow:
    """Try again to open an account that the platform refused.

    Locks: account.
    Raises:
        NotRetryable: it did not fail, or its last attempt is still open.
    """
    account = lock_account(account_id)
    tried = Operation.objects.filter(account=account, kind=WorkKind.OPEN_ACCOUNT)
    pending = tried.exclude(state=WorkState.REJECTED)
    if account.state != AccountState.FAILED or pending.exists():
        raise NotRetryable(Marked(_("only a failed account can be tried again")))
    account.state = AccountState.REQUESTED
    account.failure = ""
    account.save(update_fields=["state", "failure"])
    _queue_opening(account, actor, at, tried.latest("pk").change)
    record(
        "trading.account_retried",
        subject=account_id,
        actor=actor,
        brand_id=account.brand_id,
        after={"state": account.state},
    )
    return account_row(account)


@transaction.atomic
def set_switches(account_id: str, switches: Switches, *, actor: Actor, reason: str) -> AccountRow:
    """Turn what may be done with an account on or off.

    Locks: account.
    Emits: AccountStateChanged.
    """
    account = lock_account(account_id)
    before = asdict(account_row(account).switches)
    for name, column in _SWITCH_COLUMNS.items():
        setattr(account, column, getattr(switches, name))
    account.save(update_fields=list(_SWITCH_COLUMNS.values()))
    record(
        "trading.account_switches",
        subject=account_id,
        actor=actor,
        brand_id=account.brand_id,
        before=before,
        after=asdict(switches),
        reason=reason,
    )
    _emit_state(account, account.state, actor)
    return account_row(account)


@transaction.atomic
def set_access(
    account_id: str, state: AccountState, *, actor: Actor, reason: str, at: datetime
) -> AccountRow:
    """Make an account active, read-only, disabled or archived, here and on the platform.

    Locks: account.
    Emits: AccountStateChanged.
    Raises:
        StateConflict: it is not open yet, is archived, or has open positions (archive).
    """
    account = lock_account(account_id)
    if state not in ACCESS_OF:
        raise StateConflict(
            Marked(_("an account cannot be set to “%(state)s”"), state=worded(state)), field="state"
        )
    if account.login is None or account.state == AccountState.ARCHIVED:
        raise StateConflict(
            Marked(_("the account's state is “%(state)s”"), state=worded(account.state)),
            field="state",
        )
    if state == AccountState.ARCHIVED:
        _refuse_unfinished(account)
    before = account.state
    account.state = state
    account.save(update_fields=["state"])
    Operation.objects.create(
        reference=new_reference("C"),
        server_id=account.server_id,
        account=account,
        kind=WorkKind.CHANGE,
        purpose="access",
        currency=account.currency,
        change={"access": ACCESS_OF[state]},
        due_at=at,
        requested_by=actor.ref,
    )
    record(
        "trading.account_state",
        subject=account_id,
        actor=actor,
        brand_id=account.brand_id,
        before={"state": before},
        after={"state": state},
        reason=reason,
    )
    _emit_state(account, before, actor)
    return account_row(account)


def _refuse_unfinished(account: Account) -> None:
    """Archive only what is empty: no positions, no balance, nothing in flight."""
    if account.position_set.exists():
        raise StateConflict(Marked(_("close the account's positions first")), field="state")
    if account.balance:
        raise StateConflict(
            Marked(
                _("move the balance of %(balance)s %(currency)s out first"),
                balance=account.balance,
                currency=account.currency,
            ),
            field="state",
        )
    open_work = Operation.objects.filter(account=account).exclude(
        state__in=[WorkState.SETTLED, WorkState.REJECTED]
    )
    if open_work.exists():
        raise StateConflict(
            Marked(_("an operation of the account is still in flight")), field="state"
        )


def _emit_state(account: Account, was: str, actor: Actor) -> None:
    emit(
        AccountStateChanged(
            account_id=account.public_id,
            client_id=account.client.public_id,
            state=account.state,
            was=was,
        ),
        aggregate=f"account:{account.public_id}",
        brand_id=account.brand_id,
        actor=actor,
    )
