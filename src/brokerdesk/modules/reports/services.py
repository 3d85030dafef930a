"""Adding to the figures, and computing them anew."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _t

from brokerdesk.core.events import emit
from brokerdesk.core.events.queries import waiting
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.cashier.queries import movements
from brokerdesk.modules.clients.queries import registrations
from brokerdesk.modules.partners.queries import accrued_between
from brokerdesk.modules.trading.queries import deals_between

from .errors import FiguresBehind
from .events import FiguresUpdated
from .models import DailyFigure
from .rules import bounds, commissions, deal_amounts, flow, merged, registration
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


@transaction.atomic(savepoint=False)
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


@transaction.atomic
def rebuild(brand_pk: int, days: Sequence[date], *, at: datetime) -> list[Amount]:
    """Compute a brand's figures of some days anew from the rooms below, and keep those.

    Locks: the table of figures, so that no fact is added meanwhile.
    Emits: FiguresUpdated.
    Raises:
        FiguresBehind: facts still wait to be added; they would be added twice.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE reports_dailyfigure IN SHARE ROW EXCLUSIVE MODE")
    found = [one for day in sorted(set(days)) for one in computed(brand_pk, day)]
    if behind := waiting("reports"):
        raise FiguresBehind(
            _t("%(behind)s facts wait to be added; try again in a moment") % {"behind": behind}
        )
    DailyFigure.objects.filter(brand_id=brand_pk, day__in=days).delete()
    add(found, at=at)
    return found


def computed(brand_pk: int, day: date) -> list[Amount]:
    """A day's figures of a brand, from the rooms below."""
    zone = brand(brand_pk).reporting_zone
    since, until = bounds(day, zone)
    zones = {brand_pk: zone}
    return merged(
        [
            *(registration(brand_pk, day) for _ in registrations(brand_pk, since, until)),
            *(
                flow(brand_pk, day, m.kind, m.amount, m.currency)
                for m in movements(brand_pk, since, until)
            ),
            *deal_amounts(deals_between(brand_pk, since, until), zones),
            *commissions(accrued_between(brand_pk, since, until), zones),
        ]
    )
