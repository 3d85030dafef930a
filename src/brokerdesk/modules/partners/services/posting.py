"""Accrual lines stored and posted once per batch and partner."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from brokerdesk.core.db import read_rows
from brokerdesk.core.events import emit
from brokerdesk.modules.ledger.services import chart, post_many
from brokerdesk.modules.ledger.types import AccountSpec, Posting, TxRequest
from brokerdesk.modules.trading.types import DealRow

from ..events import CommissionAccrued, CommissionReversed
from ..models import BatchRate
from ..queries.chains import Earner
from ..queries.rates import FoundRate
from .lines import NewLine, store_lines

Told = type[CommissionAccrued] | type[CommissionReversed]


@dataclass(frozen=True, slots=True)
class AccrueResult:
    """What one batch gave: lines stored (zeros included) and the sum per currency."""

    lines: int
    paid: dict[str, Decimal]


_BATCH = "SELECT nextval(pg_get_serial_sequence('trading_dealbatch', 'id'))"


def new_batch() -> int:
    """Take a batch for lines that no ingested batch brings; no other batch has its number."""
    ((batch_id,),) = read_rows(_BATCH, [])
    return int(batch_id)


def store_rates(rates: Iterable[FoundRate], batch_id: int) -> None:
    """Keep the rates that a batch is computed by, with their source and instant."""
    rows = [
        BatchRate(
            batch_id=batch_id,
            brand_id=found.brand_pk,
            pair=found.pair,
            rate=found.rate,
            source=found.source,
            at=found.at,
        )
        for found in rates
    ]
    if rows:
        BatchRate.objects.bulk_create(rows, ignore_conflicts=True)


def store(
    rows: Sequence[NewLine], deals: Iterable[DealRow], batch_id: int, at: datetime, event: Told
) -> AccrueResult:
    """Store a batch's lines, post their sums and tell of them.

    Posts: commission expense and partner payable, one transaction per partner and currency, key
    `accrual:{batch}:{partner}:{currency}:{entity}`.
    Emits: the event, when there are lines.
    """
    if not rows:
        return AccrueResult(0, {})
    store_lines(rows)
    entities = {d.pk: d.entity_pk for d in deals}
    sums: dict[tuple[int, str, int], Decimal] = defaultdict(Decimal)
    earners: dict[int, Earner] = {}
    for row in rows:
        if row.partner is not None and row.amount:
            sums[row.partner.pk, row.currency, entities[row.deal_pk]] += row.amount
            earners[row.partner.pk] = row.partner
    _post(sums, earners, batch_id, at)
    brands = {partner.brand_pk for partner in earners.values()}
    emit(
        event(
            batch_id=batch_id,
            lines=len(rows),
            partner_client_ids=tuple(sorted(p.client_id for p in earners.values())),
        ),
        aggregate=f"accruals:{batch_id}",
        brand_id=brands.pop() if len(brands) == 1 else None,
    )
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for (_, currency, _), amount in sums.items():
        paid[currency] += amount
    return AccrueResult(len(rows), dict(paid))


def _post(
    sums: dict[tuple[int, str, int], Decimal],
    earners: dict[int, Earner],
    batch_id: int,
    at: datetime,
) -> None:
    accounts: dict[str, AccountSpec] = {}
    requests: list[TxRequest] = []
    for (partner_pk, currency, entity_pk), amount in sorted(sums.items()):
        if not amount:
            continue
        partner = earners[partner_pk]
        payable = chart.partner_payable(partner.public_id, currency, entity_pk)
        expense = chart.expense("commission", currency, entity_pk)
        accounts |= {payable.code: payable, expense.code: expense}
        source, destination = (expense, payable) if amount > 0 else (payable, expense)
        requests.append(
            TxRequest(
                key=f"accrual:{batch_id}:{partner.public_id}:{currency}:{entity_pk}",
                kind="commission.accrued",
                postings=(Posting(source.code, destination.code, abs(amount), currency),),
                effective_at=at,
                meta={"batch": str(batch_id), "partner": partner.public_id},
            )
        )
    if requests:
        post_many(requests, accounts=accounts.values())
