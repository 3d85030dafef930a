"""Deals that cannot be computed yet: kept in view, and tried again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from brokerdesk.core.db import read_rows
from brokerdesk.modules.trading.queries import deals_by_pk

from ..events import CommissionAccrued, CommissionReversed
from ..locks import lock_waiting, share_history
from ..models import WaitingDeal
from .computing import Waits
from .differences import changed_lines, find_differences
from .posting import new_batch, store, store_rates

PART: Final = 500
_SAMPLES = """
SELECT min(w.id), max(w.id), w.brand_id, d.server_id, w.cause, w.detail
FROM partners_waitingdeal w JOIN trading_deal d ON d.id = w.deal_id
WHERE w.settled_at IS NULL GROUP BY 3, 4, 5, 6 ORDER BY 1
"""


def keep_waiting(waiting: Sequence[Waits], *, batch_id: int, at: datetime) -> None:
    """Note deals that wait, or what they wait for now."""
    if not waiting:
        return
    WaitingDeal.objects.bulk_create(
        [
            WaitingDeal(
                deal_id=wait.deal.pk,
                batch_id=batch_id,
                brand_id=wait.brand_pk,
                cause=wait.cause,
                detail=wait.detail,
                since=at,
            )
            for wait in waiting
        ],
        update_conflicts=True,
        unique_fields=["deal"],
        update_fields=["cause", "detail", "settled_at"],
    )


def no_longer_waiting(deal_pks: Iterable[int], *, at: datetime) -> None:
    """Note that deals were computed, or have nothing to pay."""
    WaitingDeal.objects.filter(deal_id__in=list(deal_pks), settled_at=None).update(settled_at=at)


def settle_waiting(*, at: datetime) -> int:
    """Try deals that wait again; gives how many are settled.

    Of those that wait for the same thing one is tried first, so that what is still missing costs
    little however many wait for it. Each part is a transaction, and a batch, of its own.
    """
    settled = 0
    for first, last, brand_pk, server_pk, cause, detail in read_rows(_SAMPLES, []):
        alike = WaitingDeal.objects.filter(
            brand_id=brand_pk, deal__server_id=server_pk, cause=cause, detail=detail,
            settled_at=None, pk__range=(first, last),
        )  # fmt: skip
        pks = list(alike.order_by("id").values_list("pk", flat=True))
        if not settle(pks[:1], at=at):
            continue
        settled += 1
        for start in range(1, len(pks), PART):
            settled += settle(pks[start : start + PART], at=at)
    return settled


@transaction.atomic
def settle(waiting_pks: Sequence[int], *, at: datetime) -> int:
    """Accrue those of some waiting deals that can be computed now, in a batch of their own.

    One that was accrued before it had to be computed anew gets what differs. Gives how many do not
    wait any more.
    Locks: the deals that wait.
    Posts: as `accrue_batch`, by the new batch.
    Emits: CommissionAccrued or CommissionReversed, when there are lines.
    """
    share_history()
    rows = {row.deal_id: row for row in lock_waiting(waiting_pks)}
    if not rows:
        return 0
    deals = deals_by_pk(rows)
    batch_id = new_batch()
    found = find_differences(deals, batch_id=batch_id, at=at, lock=True)
    for wait in found.waiting:
        row = rows.pop(wait.deal.pk)
        if (row.cause, row.detail) != (wait.cause, wait.detail):
            row.cause, row.detail = wait.cause, wait.detail
            row.save(update_fields=["cause", "detail"])
    no_longer_waiting(rows, at=at)
    store_rates(found.rates, batch_id)
    lines = changed_lines(found.changes, batch_id=batch_id, at=at)
    renewed = any(line.reverses_pk for line in lines)
    store(lines, deals, batch_id, at, CommissionReversed if renewed else CommissionAccrued)
    return len(rows)
