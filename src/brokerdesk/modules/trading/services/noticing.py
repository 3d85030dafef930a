"""What someone changed on the platform itself: group, leverage or access of our accounts."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.ports.trading import AccountAccess, PlatformAccount

from ..events import AccountChanged, AccountStateChanged
from ..locks import lock_account
from ..models import Account, Operation, Product
from ..types import AccountState, WorkKind, WorkState

_STATE_OF = {
    AccountAccess.ENABLED: AccountState.ACTIVE,
    AccountAccess.READ_ONLY: AccountState.READ_ONLY,
    AccountAccess.DISABLED: AccountState.DISABLED,
}
_UNDECIDED = (WorkState.QUEUED, WorkState.SENDING, WorkState.UNKNOWN)


def notice_changes(server_pk: int, accounts: Sequence[PlatformAccount], at: datetime) -> None:
    """Follow the platform where one of our accounts differs from a reading that began at `at`.

    An account that we are changing ourselves waits for the next reading. Archived accounts stay
    archived, whatever the platform lets their login do.

    Locks: each account that differs.
    Emits: AccountChanged, AccountStateChanged.
    """
    there = {account.login: account for account in accounts}
    ours = Account.objects.filter(
        server_id=server_pk, login__in=list(there), state__in=list(_STATE_OF.values())
    )
    for key, login, *shown in ours.values_list("public_id", "login", "group", "leverage", "state"):
        if login is not None and shown != _shown(there[login]):
            _follow(key, there[login], at)


def _shown(account: PlatformAccount) -> list[object]:
    return [account.group, account.leverage, _STATE_OF[account.access]]


def _changing(account: Account, at: datetime) -> bool:
    """Say whether a change of ours was on its way while the reading was made."""
    changes = Operation.objects.filter(account=account, kind=WorkKind.CHANGE)
    return changes.filter(Q(state__in=_UNDECIDED) | Q(answered_at__gte=at)).exists()


def _follow(account_id: str, there: PlatformAccount, at: datetime) -> None:
    account = lock_account(account_id)
    if _changing(account, at):
        return
    before = _facts(account)
    moved = (account.group, account.leverage) != (there.group, there.leverage)
    if account.group != there.group:
        account.group = there.group
        account.product = _product_of(account) or account.product
    leverage_was, account.leverage = account.leverage, there.leverage
    turned = account.state != _STATE_OF[there.access]
    state_was, account.state = account.state, _STATE_OF[there.access]
    account.save(update_fields=["group", "product", "leverage", "state"])
    record(
        "trading.account_changed_there",
        subject=account_id,
        actor=SYSTEM,
        brand_id=account.brand_id,
        before=before,
        after=_facts(account),
    )
    if moved:
        emit(
            AccountChanged(
                account_id=account_id,
                client_id=account.client.public_id,
                group=account.group,
                leverage=account.leverage,
                leverage_was=leverage_was,
            ),
            aggregate=f"account:{account_id}",
            brand_id=account.brand_id,
        )
    if turned:
        emit(
            AccountStateChanged(
                account_id=account_id,
                client_id=account.client.public_id,
                state=account.state,
                was=state_was,
            ),
            aggregate=f"account:{account_id}",
            brand_id=account.brand_id,
        )


def _facts(account: Account) -> dict[str, object]:
    return {
        "group": account.group,
        "product": account.product.public_id,
        "leverage": account.leverage,
        "state": account.state,
    }


def _product_of(account: Account) -> Product | None:
    """The product of the account's brand that maps to its group, if one does."""
    products = Product.objects.filter(
        brand_id=account.brand_id, server_id=account.server_id, group=account.group,
        kind=account.kind, currency=account.currency,
    )  # fmt: skip
    return products.order_by("-enabled", "pk").first()
