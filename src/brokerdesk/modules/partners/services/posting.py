"""Accrual lines stored and posted once per batch and partner."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from brokerdesk.core.db import read_rows
from brokerdesk.core.events import emit
from brokerdesk.modules.clients.queries import client_ids
from brokerdesk.modules.ledger.services import chart, post_many
from brokerdesk.modules.ledger.types import AccountSpec, Posting, TxRequest
from brokerdesk.modules.trading.types import DealRow

from ..events import CommissionAccrued, CommissionReversed
from ..models import BatchRate
from ..queries.chains import Earner
from ..queries.rates import FoundRate
from .lines import NewLine, store_lines

POSTINGS = 500  # of one transaction: a person may open it
Sums = dict[tuple[int, str, int], Decimal]  # by partner or client, currency and entity
Told = type[CommissionAccrued] | type[CommissionReversed]


@dataclass(frozen=True, slots=True)
class AccrueResult:
    """What one batch gave: lines stored (zeros included) and the sum per currency."""

    lines: int
    paid: dict[str, Decimal]


class _Owed(NamedTuple):
    """What one partner or client is owed of a batch, and how its transaction is named."""

    stem: str
    kind: str
    account: AccountSpec
    amount: Decimal


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

    Posts: commission expense and partner payable, one posting a partner and currency, by 500 in a
    transaction, key `accrual:{batch}:{currency}:{entity}:{part}`; a rebate to the client's instead.
    Emits: the event, when there are lines.
    """
    if not rows:
        return AccrueResult(0, {})
    store_lines(rows)
    known = {deal.pk: deal for deal in deals}
    sums: Sums = defaultdict(Decimal)
    earners: dict[int, Earner] = {}
    given: Sums = defaultdict(Decimal)
    for row in rows:
        if row.partner is not None and row.amount:
            deal = known[row.deal_pk]
            if row.is_rebate:
                given[deal.client_pk or 0, row.currency, deal.entity_pk] += row.amount
            else:
                sums[row.partner.pk, row.currency, deal.entity_pk] += row.amount
            earners[row.partner.pk] = row.partner
    names = client_ids({pk for pk, *_ in given}) if given else {}
    _post([*_commission(sums, earners), *_rebates(given, names)], batch_id, at)
    brands = {partner.brand_pk for partner in earners.values()}
    emit(
        event(
            batch_id=batch_id,
            lines=len(rows),
            partner_client_ids=tuple(
                sorted({*(p.client_id for p in earners.values()), *names.values()})
            ),
        ),
        aggregate=f"accruals:{batch_id}",
        brand_id=brands.pop() if len(brands) == 1 else None,
    )
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for (_, currency, _), amount in sums.items():
        paid[currency] += amount
    return AccrueResult(len(rows), dict(paid))


def _commission(sums: Sums, earners: Mapping[int, Earner]) -> Iterator[_Owed]:
    """What partners are owed of a batch."""
    for (pk, currency, entity_pk), amount in sorted(sums.items()):
        account = chart.partner_payable(earners[pk].public_id, currency, entity_pk)
        yield _Owed("accrual", "commission.accrued", account, amount)


def _rebates(sums: Sums, names: Mapping[int, str]) -> Iterator[_Owed]:
    """What clients are owed of a batch."""
    for (pk, currency, entity_pk), amount in sorted(sums.items()):
        account = chart.client_rebate(names[pk], currency, entity_pk)
        yield _Owed("rebate", "rebate.accrued", account, amount)


def _post(owed: Iterable[_Owed], batch_id: int, at: datetime) -> None:
    accounts: dict[str, AccountSpec] = {}
    expenses: dict[tuple[str, int], AccountSpec] = {}
    alike: dict[tuple[str, str, str, int], list[Posting]] = defaultdict(list)
    for one in owed:
        if not one.amount:
            continue
        payable, currency, entity_pk = one.account, one.account.asset, one.account.entity_id
        expense = expenses.get((currency, entity_pk))
        if expense is None:
            expense = chart.expense("commission", currency, entity_pk)
            accounts[expense.code] = expenses[currency, entity_pk] = expense
        accounts[payable.code] = payable
        source, destination = (expense, payable) if one.amount > 0 else (payable, expense)
        alike[one.stem, one.kind, currency, entity_pk].append(
            Posting(source.code, destination.code, abs(one.amount), currency)
        )
    requests = [
        TxRequest(
            key=f"{stem}:{batch_id}:{currency}:{entity_pk}:{first // POSTINGS}",
            kind=kind,
            postings=tuple(postings[first : first + POSTINGS]),
            effective_at=at,
            meta={"batch": str(batch_id)},
        )
        for (stem, kind, currency, entity_pk), postings in alike.items()
        for first in range(0, len(postings), POSTINGS)
    ]
    if requests:
        post_many(requests, accounts=accounts.values())
