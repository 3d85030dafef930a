"""Figures of how accounts trade, computed once a day of their entity."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from brokerdesk.core.db import read_rows
from brokerdesk.core.jobs.apart import each
from brokerdesk.modules.brands.queries import entities
from brokerdesk.modules.brands.types import EntityRow
from brokerdesk.modules.trading.queries import openings

from ..engine import FlowFigures, Trade, figures
from ..locks import lock_marks
from ..models import FlowStat
from ..queries.markouts import UNKNOWN, sums_of

DAYS = 30
CHUNK = 500
_ACTIVE = """
SELECT DISTINCT d.account_id FROM trading_deal d JOIN trading_account a ON a.id = d.account_id
WHERE a.kind = 'live' AND a.entity_id = %s AND d.occurred_at >= %s AND d.occurred_at < %s
  AND d.deleted_at IS NULL AND d.kind IN ('buy', 'sell') ORDER BY 1
"""
# A position that is closed by selling was bought.
_DEALS = """
SELECT d.account_id, a.currency, d.server_id, d.position_id, d.symbol,
       CASE d.kind WHEN 'sell' THEN 'buy' ELSE 'sell' END, d.lots_closed, d.lots, d.opened_at,
       d.occurred_at, d.profit + d.swap + d.commission + d.fee
FROM trading_deal d JOIN trading_account a ON a.id = d.account_id
WHERE d.account_id = ANY(%s) AND d.occurred_at >= %s AND d.occurred_at < %s
  AND d.deleted_at IS NULL AND d.kind IN ('buy', 'sell')
ORDER BY d.account_id, d.occurred_at, d.id
"""


def compute_due(*, at: datetime) -> int:
    """Compute the figures of each entity whose day is not computed; give how many accounts."""
    return sum(each(entities(), lambda entity: compute_entity(entity, at=at)))


@transaction.atomic
def compute_entity(entity: EntityRow, *, at: datetime) -> int:
    """Compute the figures of the 30 days before today of an entity's calendar, once.

    Locks: the entity's marks.
    """
    zone = ZoneInfo(entity.reporting_zone)
    on = at.astimezone(zone).date()
    until = datetime.combine(on, datetime.min.time(), zone)
    since = datetime.combine(on - timedelta(days=DAYS), datetime.min.time(), zone)
    lock_marks(entity.pk)
    last = on - timedelta(days=1)
    if FlowStat.objects.filter(account__entity_id=entity.pk, on=last).exists():
        return 0
    active = [row[0] for row in read_rows(_ACTIVE, [entity.pk, since, until])]
    for first in range(0, len(active), CHUNK):
        part = active[first : first + CHUNK]
        rows = read_rows(_DEALS, [part, since, until])
        stats = list(_stats(rows, last, at))
        moved = sums_of(part, since, until)
        for stat in stats:
            stat.markouts = moved.get(stat.account_id, UNKNOWN)
        FlowStat.objects.bulk_create(stats, ignore_conflicts=True)
    return len(active)


def _stats(rows: list[Any], on: date, at: datetime) -> Iterator[FlowStat]:
    known = openings((row[2], row[3]) for row in rows if row[6] > 0 and row[8] is None)
    opened = {position: opening.at for position, opening in known.items()}
    for (account, currency), deals in groupby(rows, key=lambda row: (row[0], row[1])):
        own = list(deals)
        net = sum((deal[10] for deal in own), Decimal(0))
        found = figures(list(_trades(own, opened)))
        yield _stat(found, FlowStat(account_id=account, on=on, currency=currency), net, at)


def _trades(deals: Iterable[Any], opened: dict[tuple[int, int], datetime]) -> Iterator[Trade]:
    for _account, _code, server, position, symbol, side, closed, _lots, began, at, amount in deals:
        if closed > 0:
            known = began or opened.get((server, position))
            yield Trade(position, symbol, side, closed, known, at, amount)


def _stat(found: FlowFigures, row: FlowStat, net: Decimal, at: datetime) -> FlowStat:
    same = (
        "trades", "under_10s", "under_3min", "longer", "unknown_hold", "under_60s_share",
        "same_second", "lots_raised", "both_sides_share", "win_rate", "lots",
    )  # fmt: skip
    for name in same:
        setattr(row, name, getattr(found, name))
    hold = found.median_hold_s
    row.days, row.net_profit, row.computed_at = DAYS, net, at
    row.median_hold_s = round(Decimal(str(hold)), 3) if hold is not None else None
    return row
