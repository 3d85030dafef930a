"""Play money of demo accounts: given and taken back without a posting."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from brokerdesk.core.actors import Actor
from brokerdesk.core.words import worded
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ..errors import AccountNotReady
from ..events import OperationRequested
from ..locks import lock_account
from ..rows import operation_row
from ..rules import check_amount
from ..types import AccountKind, AccountState, OperationRow
from .opening import queue_play_money
from .operations import emit_operation

_OPEN = frozenset({AccountState.ACTIVE, AccountState.READ_ONLY, AccountState.DISABLED})


@transaction.atomic
def move_play_money(
    account_id: str, amount: Decimal, *, purpose: str, actor: Actor, at: datetime
) -> OperationRow:
    """Give play money to a demo account (amount > 0), or take it back (amount < 0).

    Locks: account.
    Emits: OperationRequested; OperationSettled when its deal is ingested.
    Raises:
        AccountNotReady: it is not open on its platform, or no demo account.
        AmountInvalid: as check_amount.
    """
    account = lock_account(account_id)
    if account.kind != AccountKind.DEMO:
        raise AccountNotReady(
            Marked(_("play money is given to demo accounts only")), field="account_id"
        )
    if account.state not in _OPEN:
        raise AccountNotReady(
            Marked(_("the trading account's state is “%(state)s”"), state=worded(account.state)),
            field="account_id",
        )
    check_amount(amount)
    operation = queue_play_money(account, amount, purpose, actor.ref, at)
    emit_operation(OperationRequested, operation)
    return operation_row(operation)
