"""Adding to the figures."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from brokerdesk.core.events import emit

from .events import FiguresUpdated
from .rules import merged
from .types import Amount

_ADD = """
INSERT INTO reports_dailyfigure (brand_id, day, metric, currency, count, amount, updated_at)
SELECT * FROM unnest(%s::bigint[], %s::date[], %s::text[], %s::text[], %s::bigint[],
    %s::numeric[], %s::timestamptz[])
ON CONFLICT (brand_id, day, metric, currency) DO UPDATE SET
    count = reports_dailyfigure.count + excluded.count,
    amount = reports_dailyfigure.amount + excluded.amount,
    updated_at = excluded.updated_at
"""


@transaction.atomic
def add(amounts: Sequence[Amount], *, at: datetime) -> None:
    """Add increments to their figures, in one fixed order so that two calls never deadlock.

    Emits: FiguresUpdated, one per brand.
    """
    rows = merged(amounts)
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            [
                [r.brand_pk for r in rows],
                [r.day for r in rows],
                [r.metric.value for r in rows],
                [r.currency for r in rows],
                [r.count for r in rows],
                [r.amount for r in rows],
                [at] * len(rows),
            ],
        )
    metrics: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        metrics[row.brand_pk].add(row.metric.value)
    for brand_pk, names in metrics.items():
        emit(
            FiguresUpdated(metrics=tuple(sorted(names))),
            aggregate=f"figures:{brand_pk}",
            brand_id=brand_pk,
        )
