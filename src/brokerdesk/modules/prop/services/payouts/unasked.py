"""Deals of simulated accounts that bear a reward's reference, yet settle nothing.

A deal of a live account that comes otherwise than asked is a difference of the ledger, which
trading raises. Of play money no ledger is kept: it is found here.
"""

from datetime import datetime

from django.db.models import Q

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.trading.queries import batch_deals, operation
from brokerdesk.modules.trading.types import AccountKind, DealRow, OperationRow, WorkState
from brokerdesk.ports.trading import DealKind

from ...commerce_locks import lock_payout
from ...models import Payout
from .answers import name_trouble, profit_in_doubt, profit_taken

_OTHER_AMOUNT = _("the platform moved %(moved)s instead of %(asked)s")
_TWICE = _("the platform moved %(moved)s a second time")


def deals_came(batch_id: int, *, at: datetime) -> None:
    """Bring deals of a batch to the rewards whose references they bear."""
    deals = {
        (deal.account_pk, deal.ticket): deal
        for deal in batch_deals(batch_id)
        if deal.kind is DealKind.BALANCE and deal.account_kind == AccountKind.DEMO
    }
    if not deals:
        return
    asked = ~Q(operation_id="") | ~Q(former=[])
    accounts = {pk for pk, _ticket in deals if pk is not None}
    rows = Payout.objects.filter(asked, stage__account_id__in=accounts).select_related("stage")
    for payout in rows.order_by("pk"):
        works = [operation(one) for one in {payout.operation_id, *payout.former} if one]
        for deal in deals.values():
            for work in works:
                if deal.account_pk == payout.stage.account_id and work.reference in deal.comment:
                    _bring(payout.public_id, work, deal, at)


def _bring(payout_id: str, work: OperationRow, deal: DealRow, at: datetime) -> None:
    if work.state == WorkState.SETTLED:
        if work.ticket != deal.ticket:
            _trouble(payout_id, _TWICE, work, deal)
    elif deal.balance_effect == work.amount and work.state == WorkState.REJECTED:
        profit_taken(payout_id, work.public_id, at=at)
    elif deal.balance_effect != work.amount:
        said = _said(_OTHER_AMOUNT, work, deal)
        profit_in_doubt(payout_id, work.public_id, said, "")


def _trouble(payout_id: str, text: str, work: OperationRow, deal: DealRow) -> None:
    name_trouble(lock_payout(payout_id), _said(text, work, deal))


def _said(text: str, work: OperationRow, deal: DealRow) -> str:
    moved, asked = (f"{abs(one).normalize():f}" for one in (deal.balance_effect, work.amount))
    return Marked(text, moved=moved, asked=asked)
