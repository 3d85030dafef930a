"""What is found of accounts is kept for a while: figures of flow, margin events, alerts."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from ..models import Alert, FlowStat, MarginEvent

AT_ONCE = 10_000
_OVER = Q(ended_at__isnull=False) | Q(deal__isnull=False)


def forget_old(*, at: datetime) -> int:
    """Forget what is older than settings say; give how much. What is left comes later.

    An account that is still at or under a level stays, however long ago that began.
    """
    return sum((
        _forget(FlowStat.objects.all(), "on", _before(at, settings.FLOW_KEEP_DAYS).date()),
        _forget(
            MarginEvent.objects.filter(_OVER), "at", _before(at, settings.MARGIN_EVENTS_KEEP_DAYS)
        ),
        _forget(Alert.objects.all(), "last_at", _before(at, settings.ALERTS_KEEP_DAYS)),
    ))  # fmt: skip


def _before(at: datetime, days: int) -> datetime:
    return at - timedelta(days=days)


def _forget(rows: QuerySet[Any], time: str, before: date) -> int:
    old = rows.filter(**{f"{time}__lt": before}).order_by(time)
    pks = list(old.values_list("pk", flat=True)[:AT_ONCE])
    return rows.filter(pk__in=pks).delete()[0]
