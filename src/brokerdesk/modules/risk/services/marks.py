"""Value open positions at an instant, by account and symbol, in each account's currency."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from brokerdesk.core.db import read_rows
from brokerdesk.core.jobs.apart import each
from brokerdesk.modules.brands.queries import entities
from brokerdesk.modules.brands.types import EntityRow

from ..engine import Lots
from ..locks import lock_marks
from ..models import FloatingMark, MarkRun
from ..queries.market import Prices, floating_of, prices

_POSITIONS = """
SELECT a.id, a.currency, p.server_id, p.symbol, p.side, p.contract_size, count(*), sum(p.lots),
       sum(p.lots * p.price_open), sum(p.swap), sum(p.profit), min(p.synced_at)
FROM trading_position p JOIN trading_account a ON a.id = p.account_id
WHERE a.kind = 'live' AND {which}
GROUP BY a.id, a.currency, p.server_id, p.symbol, p.side, p.contract_size
"""


@dataclass
class Marked:
    """Floating results by (account, symbol), and what they rest on."""

    floating: dict[tuple[int, str], Decimal]
    positions: int = 0
    unpriced: int = 0
    oldest_at: datetime | None = None


def mark_due(*, at: datetime) -> int:
    """Mark each entity whose day began and is not marked yet; give how many were."""
    return sum(each(entities(), lambda entity: mark_entity(entity, at=at)))


@transaction.atomic
def mark_entity(entity: EntityRow, *, at: datetime) -> bool:
    """Mark an entity's open positions where its day begins, once; say whether it was done now.

    Locks: the entity's marks.
    """
    lock_marks(entity.pk)
    on = at.astimezone(ZoneInfo(entity.reporting_zone)).date()
    if MarkRun.objects.filter(entity_id=entity.pk, on__gte=on).exists():
        return False
    known = prices()
    found = value_positions("a.entity_id = %s", [entity.pk], known)
    _store(found, at)
    rates = {code: known.rates.find(code, entity.base_currency) for code in account_currencies()}
    MarkRun.objects.create(
        entity_id=entity.pk,
        on=on,
        at=at,
        currency=entity.base_currency,
        rates={code: f"{rate.rate:f}" for code, rate in rates.items() if rate is not None},
        positions=found.positions,
        unpriced=found.unpriced,
        oldest_at=found.oldest_at,
    )
    return True


def mark_accounts(account_pks: Collection[int], *, at: datetime) -> None:
    """Mark accounts where they change books; within the caller's transaction."""
    _store(value_positions("a.id = ANY(%s)", [list(account_pks)], prices()), at)


def value_positions(which: str, values: list[object], known: Prices) -> Marked:
    """Value positions at the prices of now; at the platform's figure where there is none."""
    found = Marked({})
    for account, currency, server, symbol, *rest in read_rows(
        _POSITIONS.format(which=which), values
    ):
        side, size, *sums, synced_at = rest
        read_at = max(synced_at, known.read_at.get(server, synced_at))
        row: tuple[Any, ...] = (
            (server, symbol),
            side,
            size,
            currency,
            "",
            Decimal(1),
            *sums,
            read_at,
        )
        part = Lots(*row)
        floating, at = floating_of(part, known)
        key = (account, symbol)
        found.floating[key] = found.floating.get(key, Decimal(0)) + floating
        found.positions += part.positions
        found.unpriced += part.positions if at is None else 0
        found.oldest_at = min(filter(None, (found.oldest_at, read_at, at)))
    return found


def _store(found: Marked, at: datetime) -> None:
    rows = (
        FloatingMark(account_id=account, symbol=symbol, at=at, floating=floating)
        for (account, symbol), floating in found.floating.items()
    )
    FloatingMark.objects.bulk_create(rows, batch_size=5000, ignore_conflicts=True)


def account_currencies() -> list[str]:
    """The currencies of live accounts."""
    rows = read_rows("SELECT DISTINCT currency FROM trading_account WHERE kind = 'live'", [])
    return [row[0] for row in rows]
