"""Accruals, their derivation, and the check that recomputing gives the same."""

from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from brokerdesk.core.db import read_rows
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.ledger.queries import balances
from brokerdesk.modules.ledger.services import chart

from ..models import Accrual, Partner
from ..types import AccrualKind, AccrualRow, AccruedSum, Reason


def accrual_row(row: Accrual) -> AccrualRow:
    """Needs `deal` and `partner` joined, or it asks for each."""
    return AccrualRow(
        pk=row.pk,
        public_id=row.public_id,
        deal_pk=row.deal_id,
        ticket=row.deal.ticket,
        partner_id=row.partner.public_id if row.partner else None,
        level=row.level,
        amount=row.amount,
        currency=row.currency,
        kind=AccrualKind(row.kind),
        reason=Reason(row.reason),
        why=row.why,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
    )


def accruals_of(
    partner_pk: int, *, limit: int = 50, before: datetime | None = None
) -> list[AccrualRow]:
    """A partner's lines, newest first; his clients' rebates, of level 0, are left out."""
    rows = Accrual.objects.select_related("deal", "partner")
    rows = rows.filter(partner_id=partner_pk, level__gt=0)
    if before is not None:
        rows = rows.filter(recorded_at__lt=before)
    return [accrual_row(row) for row in rows.order_by("-id")[:limit]]


def own_lines(partner: Partner) -> QuerySet[Accrual]:
    """A partner's own lines with their deals; a client's rebate, and what takes it back, is not."""
    rows = Accrual.objects.select_related("deal").filter(partner=partner)
    return rows.exclude(kind=AccrualKind.REBATE).exclude(reverses__kind=AccrualKind.REBATE)


def payable(partner_row: Partner, currency: str) -> Decimal:
    """What is payable to a partner now, to 8 decimals; zero before his first commission."""
    entity = brand(partner_row.brand_id).entity_pk
    code = chart.partner_payable(partner_row.public_id, currency, entity).code
    return balances([code]).get(code, Decimal(0))


_IN_BATCH = """
SELECT p.brand_id, a.currency, a.amount, a.occurred_at
FROM partners_accrual a JOIN partners_partner p ON p.id = a.partner_id
WHERE a.batch_id = %s AND a.amount <> 0 ORDER BY a.occurred_at, a.id
"""


def accrued_in(batch_id: int) -> list[AccruedSum]:
    """What a batch gave partners and clients, reversals included: a line each, zeros left out."""
    return [AccruedSum(*row) for row in read_rows(_IN_BATCH, [batch_id])]


_BETWEEN = """
SELECT p.brand_id, a.currency, a.amount, a.occurred_at
FROM partners_accrual a JOIN partners_partner p ON p.id = a.partner_id
WHERE p.brand_id = %(brand)s AND a.occurred_at >= %(since)s AND a.occurred_at < %(until)s
  AND a.amount <> 0
UNION ALL
SELECT p.brand_id, e.currency, e.amount, e.occurred_at
FROM partners_earning e JOIN partners_partner p ON p.id = e.partner_id
WHERE p.brand_id = %(brand)s AND e.occurred_at >= %(since)s AND e.occurred_at < %(until)s
UNION ALL
SELECT p.brand_id, j.currency, j.amount, j.decided_at
FROM partners_adjustment j JOIN partners_partner p ON p.id = j.partner_id
WHERE p.brand_id = %(brand)s AND j.decided_at >= %(since)s AND j.decided_at < %(until)s
  AND j.state = 'posted' AND j.accrual_id IS NULL
ORDER BY 4
"""
_EARNING = """
SELECT p.brand_id, e.currency, e.amount, e.occurred_at
FROM partners_earning e JOIN partners_partner p ON p.id = e.partner_id WHERE e.public_id = %s
"""
_ADJUSTMENT = """
SELECT p.brand_id, j.currency, j.amount, j.decided_at
FROM partners_adjustment j JOIN partners_partner p ON p.id = j.partner_id
WHERE j.public_id = %s AND j.state = 'posted' AND j.accrual_id IS NULL
"""


def accrued_between(brand_pk: int, since: datetime, until: datetime) -> list[AccruedSum]:
    """What a brand's partners were given of [since, until), reversals included.

    By the time of the deal, of the earning without a deal, or of the correction.
    """
    given = {"brand": brand_pk, "since": since, "until": until}
    return [AccruedSum(*row) for row in read_rows(_BETWEEN, given)]


def earned_by(earning_id: str) -> list[AccruedSum]:
    """What one earning without a deal gave its partner."""
    return [AccruedSum(*row) for row in read_rows(_EARNING, [earning_id])]


def adjusted_by(adjustment_id: str) -> list[AccruedSum]:
    """What one correction or write-off without a deal gave its partner."""
    return [AccruedSum(*row) for row in read_rows(_ADJUSTMENT, [adjustment_id])]
