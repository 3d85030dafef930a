"""Deals that cannot be computed yet: kept in view, and tried again."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from ..models import WaitingDeal
from .computing import Waits


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
