"""The feed of margin calls and stop-outs: what platforms report, and the positions they closed.

Accounts that the valuation marks are followed by its watcher; the sweep is for the others.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from brokerdesk.core.events import emit
from brokerdesk.modules.valuation.types import Quality

from ..events import MarginChanged
from ..models import MarginEvent
from ..types import MarginKind

FRESH_S = 60
MOST_NAMED = 200
LEVELS = (("margin_call_level", MarginKind.MARGIN_CALL), ("stop_out_level", MarginKind.STOP_OUT))
_FROM = """
FROM trading_account a JOIN trading_group g ON g.server_id = a.server_id AND g.name = a."group"
WHERE a.kind = 'live' AND NOT EXISTS (
    SELECT FROM valuation_stand s WHERE s.account_id = a.id AND s.marked_at > %(fresh)s
)
"""
_BEGIN = """
INSERT INTO risk_marginevent (account_id, kind, at, equity, margin, level, quality)
SELECT a.id, %(kind)s, coalesce(a.figures_at, %(at)s), a.equity, a.margin, a.level, %(quality)s
{source} AND a.margin > 0 AND g.{level} > 0 AND a.equity * 100 <= g.{level} * a.margin
ON CONFLICT DO NOTHING RETURNING account_id
"""
_END = """
UPDATE risk_marginevent e SET ended_at = greatest(e.at, coalesce(f.figures_at, %(at)s))
FROM (SELECT a.id, a.figures_at {source}
      AND (a.margin <= 0 OR g.{level} <= 0 OR a.equity * 100 > g.{level} * a.margin)) f
WHERE e.account_id = f.id AND e.kind = %(kind)s AND e.ended_at IS NULL AND e.deal_id IS NULL
RETURNING e.account_id
"""
_ENDED = """
UPDATE risk_marginevent e SET ended_at = v.at
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[]) AS v(account_id, kind, at)
WHERE e.account_id = v.account_id AND e.kind = v.kind AND e.ended_at IS NULL AND e.deal_id IS NULL
"""
# MT5's server writes "[so level%/equity/margin]", at times cut short. The money may be in cents;
# on MT4 traders write comments, too.
_SAID = r"^\[so (-?[0-9]{1,9}(?:\.[0-9]{1,8})?)%/[-0-9./]+\]?$"
_STOPPED = """
INSERT INTO risk_marginevent (account_id, kind, at, equity, margin, level, quality, deal_id)
SELECT a.id, %s, d.occurred_at, a.equity, a.margin,
       coalesce(CASE WHEN v.kind = 'mt5' THEN (regexp_match(d.comment, %s))[1]::numeric END,
                nullif(a.level, 0)), %s, d.id
FROM trading_deal d JOIN trading_account a ON a.id = d.account_id
JOIN trading_server v ON v.id = a.server_id
WHERE d.batch_id = %s AND d.reason = 'stop_out' AND d.lots_closed > 0
  AND d.deleted_at IS NULL AND a.kind = 'live'
ON CONFLICT DO NOTHING RETURNING account_id
"""


@dataclass(frozen=True, slots=True)
class Called:
    """An account at or under a level, as it was found."""

    account_pk: int
    kind: MarginKind
    at: datetime
    equity: Decimal
    margin: Decimal
    level: Decimal | None
    quality: Quality


@dataclass(frozen=True, slots=True)
class Ended:
    """An account that is above a level again."""

    account_pk: int
    kind: MarginKind
    at: datetime


@transaction.atomic
def sweep(*, at: datetime) -> int:
    """Note margin calls and stop-outs by what platforms report of accounts; give the changes.

    Emits: MarginChanged.
    """
    changed = 0
    for level, kind in LEVELS:
        values = {
            "kind": str(kind), "at": at, "quality": str(Quality.REPORTED),
            "fresh": at - timedelta(seconds=FRESH_S),
        }  # fmt: skip
        for query, ended in ((_BEGIN, False), (_END, True)):
            found = _run(query.format(source=_FROM, level=level), values)
            tell(kind, found, ended=ended)
            changed += len(found)
    return changed


@transaction.atomic
def note_stop_outs(batch_id: int) -> int:
    """Note the positions that platforms closed for want of margin; a batch twice counts once.

    Emits: MarginChanged.
    """
    values = [str(MarginKind.STOPPED_OUT), _SAID, str(Quality.REPORTED), batch_id]
    found = _run(_STOPPED, values)
    tell(MarginKind.STOPPED_OUT, found)
    return len(found)


def begin_events(called: Collection[Called]) -> None:
    """Keep what was found; one that is kept already stays. In the caller's transaction."""
    if not called:
        return
    MarginEvent.objects.bulk_create(
        (
            MarginEvent(
                account_id=one.account_pk, kind=str(one.kind), at=one.at, equity=one.equity,
                margin=one.margin, level=one.level, quality=str(one.quality),
            )
            for one in called
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    for kind in MarginKind:
        tell(kind, [one.account_pk for one in called if one.kind == kind])


def end_events(ended: Collection[Ended]) -> None:
    """Note that accounts are above their levels again. In the caller's transaction."""
    if not ended:
        return
    columns: list[list[Any]] = [
        [one.account_pk for one in ended],
        [str(one.kind) for one in ended],
        [one.at for one in ended],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, columns)
    for kind in MarginKind:
        tell(kind, [one.account_pk for one in ended if one.kind == kind], ended=True)


def tell(kind: MarginKind, account_pks: Collection[int], *, ended: bool = False) -> None:
    """Tell of accounts whose standing changed."""
    if not account_pks:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT public_id FROM trading_account WHERE id = ANY(%s) ORDER BY id",
            [list(account_pks)],
        )
        ids = tuple(row[0] for row in cursor.fetchall())
    for first in range(0, len(ids), MOST_NAMED):
        named = ids[first : first + MOST_NAMED]
        event = MarginChanged(account_ids=named, kind=str(kind), ended=ended)
        emit(event, aggregate=f"risk_margin:{named[0]}", brand_id=None)


def _run(query: str, values: Any) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [row[0] for row in cursor.fetchall()]
