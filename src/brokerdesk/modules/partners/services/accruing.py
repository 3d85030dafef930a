"""Accruals: computed by batch, stored with their derivation, posted once per partner."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from brokerdesk.core.db import read_rows
from brokerdesk.kit.garbage import uncollected
from brokerdesk.modules.trading.queries import batch_corrections, batch_deals
from brokerdesk.modules.trading.types import DealRow

from ..events import CommissionAccrued, CommissionReversed
from ..locks import share_history
from ..queries.rates import RateBook
from .computing import Setting, compute_lines
from .differences import Differences, changed_lines, find_differences, is_stored
from .earning import earns
from .posting import AccrueResult, store, store_rates
from .waiting import keep_waiting, no_longer_waiting

_DONE = """
SELECT deal_id FROM partners_accrual WHERE batch_id = %s
UNION ALL
SELECT deal_id FROM partners_waitingdeal WHERE deal_id = ANY(%s)
"""


@transaction.atomic(savepoint=False)
def accrue_batch(batch_id: int, *, at: datetime) -> AccrueResult:
    """Accrue the closing trades of one ingested batch. A second call finds them done.

    Deals that cannot be computed yet wait; the others are paid.
    Posts: commission expense → partner payable, one posting a partner and currency, key
    `accrual:{batch}:{currency}:{entity}:{part}`.
    Emits: CommissionAccrued, when there are lines.
    """
    found = [d for d in batch_deals(batch_id) if earns(d)]
    if not found:
        return AccrueResult(0, {})
    share_history()
    done = {row[0] for row in read_rows(_DONE, [batch_id, [d.pk for d in found]])}
    deals = [d for d in found if d.pk not in done]
    setting, rates = Setting(lock=True), RateBook()
    with uncollected():
        computed = compute_lines(deals, batch_id=batch_id, at=at, rates=rates, setting=setting)
        keep_waiting(computed.waiting, batch_id=batch_id, at=at)
        store_rates(computed.rates, batch_id)
        return store(computed.lines, deals, batch_id, at, CommissionAccrued)


@transaction.atomic
def correct_batch(batch_id: int, *, at: datetime) -> AccrueResult:
    """Reverse what corrected deals do not give any more, and accrue what they give now.

    Posts: per partner and currency the difference, key as of a batch that is accrued.
    Emits: CommissionReversed, when there are lines.
    """
    if is_stored(batch_id):
        return AccrueResult(0, {})
    share_history()
    deals = list({c.deal_pk: c.deal for c in batch_corrections(batch_id)}.values())
    found = find_differences(deals, batch_id=batch_id, at=at, lock=True)
    return _carry_out(found, deals, batch_id, at)


@transaction.atomic
def post_differences(
    deals: Sequence[DealRow], *, batch_id: int, at: datetime, reason: str
) -> Differences:
    """Compute deals anew, and post what differs from what stands; nothing for lines that do not.

    A second call with the same batch finds it done, and gives no differences.
    Posts: per partner and currency the difference, key as of a batch that is accrued.
    Emits: CommissionReversed, when there are lines.
    """
    if is_stored(batch_id):
        return Differences()
    found = find_differences(deals, batch_id=batch_id, at=at, lock=True)
    _carry_out(found, deals, batch_id, at, reason=reason)
    return found


def _carry_out(
    found: Differences, deals: Sequence[DealRow], batch_id: int, at: datetime, *, reason: str = ""
) -> AccrueResult:
    keep_waiting(found.waiting, batch_id=batch_id, at=at)
    left = {wait.deal.pk for wait in found.waiting}
    no_longer_waiting([deal.pk for deal in deals if deal.pk not in left], at=at)
    store_rates(found.rates, batch_id)
    rows = changed_lines(found.changes, batch_id=batch_id, at=at, reason=reason)
    return store(rows, deals, batch_id, at, CommissionReversed)
