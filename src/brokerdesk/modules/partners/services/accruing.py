"""Accruals: computed by batch, stored with their derivation, posted once per partner."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from brokerdesk.core.db import read_rows
from brokerdesk.core.events import emit
from brokerdesk.modules.ledger.services import chart, post_many
from brokerdesk.modules.ledger.types import AccountSpec, Posting, TxRequest
from brokerdesk.modules.trading.queries import batch_corrections, batch_deals
from brokerdesk.modules.trading.types import AccountKind, DealRow
from brokerdesk.ports.trading import DealEntry, DealKind

from ..engine import (
    Around,
    Compiled,
    DayCaps,
    DealFact,
    Flags,
    Line,
    Rates,
    SymbolFact,
    without_plan,
)  # fmt: skip
from ..events import CommissionAccrued, CommissionReversed
from ..models import Accrual
from ..queries.chains import Chains, Earner
from ..queries.plans import HeldVersion, PlanBook
from ..types import AccrualKind
from .lines import NewLine, store_lines

CLOSING = frozenset({DealEntry.OUT, DealEntry.INOUT, DealEntry.OUT_BY})
_DONE = "SELECT deal_id FROM partners_accrual WHERE batch_id = %s"
_UNSEEN = Decimal(1)
TRADES = frozenset({DealKind.BUY, DealKind.SELL})


@dataclass(frozen=True, slots=True)
class AccrueResult:
    """What one batch gave: lines stored (zeros included) and the sum per currency."""

    lines: int
    paid: dict[str, Decimal]


def earns(deal: DealRow) -> bool:
    """Whether a deal is a client's own closing trade on a live account, not deleted."""
    return (
        deal.kind in TRADES
        and deal.entry in CLOSING
        and deal.client_pk is not None
        and deal.account_kind == AccountKind.LIVE
        and deal.deleted_at is None
    )


@transaction.atomic(savepoint=False)
def accrue_batch(batch_id: int, *, at: datetime) -> AccrueResult:
    """Accrue the closing trades of one ingested batch. A second call finds them done.

    Posts: commission expense → partner payable, one transaction per partner and currency, key
    `accrual:{batch}:{partner}:{currency}`.
    Emits: CommissionAccrued, when there are lines.
    """
    done = {row[0] for row in read_rows(_DONE, [batch_id])}
    deals = [d for d in batch_deals(batch_id) if earns(d) and d.pk not in done]
    rows = _lines(deals, batch_id, at, version=lambda deal: 1)
    return _store(rows, deals, batch_id, at, CommissionAccrued)


def recompute_batch(batch_id: int, *, at: datetime) -> list[str]:
    """Compute a batch's commission lines anew; name every line that would differ now."""
    deals = [d for d in batch_deals(batch_id) if earns(d)]
    anew = {
        (r.deal_pk, r.level, r.partner.pk if r.partner else None, r.amount, r.currency, r.reason)
        for r in _lines(deals, batch_id, at, version=lambda deal: 1)
    }
    rows = Accrual.objects.filter(batch_id=batch_id, kind=AccrualKind.COMMISSION, deal_version=1)
    kept = set(rows.values_list("deal_id", "level", "partner_id", "amount", "currency", "reason"))
    return sorted(f"deal {fact[0]} level {fact[1]}" for fact in kept ^ anew)


@transaction.atomic
def correct_batch(batch_id: int, *, at: datetime) -> AccrueResult:
    """Reverse the accruals of corrected deals and accrue the deals anew as they now stand.

    Posts: per partner and currency the difference, key `accrual:{batch}:{partner}:{currency}`.
    Emits: CommissionReversed, when there are lines.
    """
    if Accrual.objects.filter(batch_id=batch_id).exists():
        return AccrueResult(0, {})
    corrections = batch_corrections(batch_id)
    deals = {c.deal_pk: c.deal for c in corrections}
    standing = list(
        Accrual.objects.filter(
            deal_id__in=deals, kind=AccrualKind.COMMISSION, accrual=None
        ).select_related("partner__client")
    )
    newest: dict[int, int] = defaultdict(int)
    versions = Accrual.objects.filter(deal_id__in=deals).values_list("deal_id", "deal_version")
    for deal_pk, version in versions:
        newest[deal_pk] = max(newest[deal_pk], version)
    reversals = [_reversal(row, batch_id, at) for row in standing if row.amount]
    renewed = [d for d in deals.values() if earns(d)]
    rows = [*reversals, *_lines(renewed, batch_id, at, version=lambda d: newest[d.pk] + 1)]
    return _store(rows, list(deals.values()), batch_id, at, CommissionReversed)


def _lines(
    deals: Sequence[DealRow], batch_id: int, at: datetime, version: Callable[[DealRow], int]
) -> list[NewLine]:
    chains, book = Chains.read(d.client_pk for d in deals if d.client_pk is not None), PlanBook()
    by_id = {partner.public_id: partner for partner in chains.partners.values()}
    computed = _Computed(chains, book)
    rows: list[NewLine] = []
    for deal in deals:
        if deal.client_pk is None or deal.brand_pk is None:
            continue
        chain = chains.chain(deal.client_pk, deal.occurred_at)
        plan_pk = chains.plan_pk(chain, deal.occurred_at) or book.default_plan(deal.brand_pk)
        held = book.version(plan_pk, deal.occurred_at) if plan_pk else None
        rows += [
            NewLine(
                deal_pk=deal.pk,
                deal_version=version(deal),
                partner=by_id[line.partner_id] if line.partner_id else None,
                level=line.level,
                kind=line.kind,
                amount=line.amount,
                currency=held.currency if held else deal.currency,
                reason=line.reason,
                plan_version_pk=held.pk if held else None,
                why=line.why,
                batch_id=batch_id,
                reverses_pk=None,
                occurred_at=deal.occurred_at,
                recorded_at=at,
            )
            for line in computed.lines(deal, tuple(chain), held)
        ]
    return rows


class _Computed:
    """Lines of a batch's deals; a plan and a chain are compiled once.

    Plans that are offered pay by lots alone: no symbol, price or exchange rate is looked at.
    """

    def __init__(self, chains: Chains, book: PlanBook) -> None:
        self._chains, self._book = chains, book
        self._compiled: dict[tuple[int, tuple[int, ...]], Compiled] = {}

    def lines(self, deal: DealRow, chain: tuple[int, ...], held: HeldVersion | None) -> list[Line]:
        """What a deal gives each partner of its chain."""
        flags = Flags(excluded=not deal.partner_payout)
        if held is None:
            return without_plan(self._chains.links(chain), deal.currency, flags)
        fact = DealFact(
            id=str(deal.ticket),
            client=str(deal.client_pk),
            symbol=deal.symbol,
            account_type="",
            lots=deal.lots_closed or deal.lots,
            opened_at=deal.occurred_at,
            closed_at=deal.occurred_at,
            open_price=_UNSEEN,
            close_price=_UNSEEN,
            currency=deal.currency,
        )
        symbol = SymbolFact(deal.symbol, "", _UNSEEN, _UNSEEN, _UNSEEN, _UNSEEN)
        around = Around(Rates({}), DayCaps(), flags)
        return self._of(chain, held).lines(fact, symbol, around)

    def _of(self, chain: tuple[int, ...], held: HeldVersion) -> Compiled:
        key = (held.pk, chain)
        if key not in self._compiled:
            self._compiled[key] = Compiled(
                self._book.parsed(held),
                self._chains.links(chain),
                named={"plan": held.plan_name, "version": held.version},
            )
        return self._compiled[key]


def _reversal(row: Accrual, batch_id: int, at: datetime) -> NewLine:
    return NewLine(
        deal_pk=row.deal_id,
        deal_version=row.deal_version,
        partner=Earner.of(row.partner) if row.partner else None,
        level=row.level,
        kind=AccrualKind.REVERSAL,
        amount=-row.amount,
        currency=row.currency,
        reason="",
        plan_version_pk=row.plan_version_id,
        why={"reverses": row.public_id},
        batch_id=batch_id,
        reverses_pk=row.pk,
        occurred_at=row.occurred_at,
        recorded_at=at,
    )


def _store(
    rows: Sequence[NewLine],
    deals: Iterable[DealRow],
    batch_id: int,
    at: datetime,
    event: type[CommissionAccrued] | type[CommissionReversed],
) -> AccrueResult:
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
