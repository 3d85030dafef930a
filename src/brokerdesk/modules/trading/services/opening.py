"""What follows when the platform opened an account, or refused to."""

from datetime import datetime
from decimal import Decimal

from brokerdesk.core.events import emit
from brokerdesk.core.texts import note
from brokerdesk.kit.ids import new_reference
from brokerdesk.modules.ledger.services import ensure_accounts

from ..events import AccountChanged, AccountFailed, AccountProvisioned
from ..locks import lock_deals
from ..models import Account, ForeignLogin, Operation
from ..types import AccountKind, AccountState, WorkKind
from .adopting import adopt_deals
from .postings import MirrorTarget


def account_opened(operation: Operation, login: int, at: datetime) -> None:
    """Make the account active; a live one gets its mirror, a demo one its play money.

    Deals that came before the platform's answer become its own.
    Locks: the server's deals.
    Emits: AccountProvisioned; DealsIngested, when there are deals.
    """
    lock_deals(operation.server_id)
    account = operation.account
    account.login = login
    account.state = AccountState.ACTIVE
    account.provisioned_at = at
    account.failure = ""
    account.save(update_fields=["login", "state", "provisioned_at", "failure"])
    if account.kind == AccountKind.LIVE:
        ensure_accounts([MirrorTarget.of(account).mirror()])
    elif deposit := _deposit_of(operation):
        queue_play_money(account, deposit, "demo_deposit", operation.requested_by, at)
    emit(
        AccountProvisioned(
            account_id=account.public_id,
            client_id=account.client.public_id,
            login=login,
            kind=account.kind,
        ),
        aggregate=f"account:{account.public_id}",
        brand_id=account.brand_id,
    )
    strangers = ForeignLogin.objects.filter(server_id=operation.server_id, login=login)
    if strangers.update(bound_account=account):
        adopt_deals(account, at)


def _deposit_of(operation: Operation) -> Decimal:
    """The play money that the account was asked to be opened with."""
    deposit: Decimal = operation.account.product.demo_deposit
    return Decimal(operation.change.get("deposit", deposit))


def queue_play_money(
    account: Account, amount: Decimal, purpose: str, requested_by: str, at: datetime
) -> Operation:
    """Queue a balance operation without a counter-account; the caller has checked all."""
    return Operation.objects.create(
        reference=new_reference("D"),
        server_id=account.server_id,
        account=account,
        kind=WorkKind.BALANCE,
        purpose=purpose,
        amount=amount,
        currency=account.currency,
        due_at=at,
        requested_by=requested_by,
    )


def account_changed(operation: Operation) -> None:
    """Keep the group, product or leverage that the platform took.

    Emits: AccountChanged.
    """
    asked, account = operation.change, operation.account
    leverage_was = account.leverage
    account.group = asked.get("group", account.group)
    account.product_id = asked.get("product", account.product_id)
    account.leverage = asked.get("leverage", account.leverage)
    account.save(update_fields=["group", "product", "leverage"])
    emit(
        AccountChanged(
            account_id=account.public_id,
            client_id=account.client.public_id,
            group=account.group,
            leverage=account.leverage,
            leverage_was=leverage_was,
        ),
        aggregate=f"account:{account.public_id}",
        brand_id=account.brand_id,
    )


def account_refused(operation: Operation, reason: str) -> None:
    """Leave the account visibly failed; it can be tried again.

    Emits: AccountFailed.
    """
    account = operation.account
    account.state = AccountState.FAILED
    account.failure = note(reason)
    account.save(update_fields=["state", "failure"])
    emit(
        AccountFailed(
            account_id=account.public_id,
            client_id=account.client.public_id,
            reason=account.failure,
        ),
        aggregate=f"account:{account.public_id}",
        brand_id=account.brand_id,
    )
