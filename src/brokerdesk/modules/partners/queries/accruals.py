"""Accruals, their derivation, and the check that recomputing gives the same."""

from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from brokerdesk.core.db import read_rows
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.ledger.queries import balances
from brokerdesk.modules.ledger.services import chart

from ..errors import AccrualNotFound
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
    """A partner's lines, newest first."""
    rows = Accrual.objects.select_related("deal", "partner").filter(partner_id=partner_pk)
    if before is not None:
        rows = rows.filter(recorded_at__lt=before)
    return [accrual_row(row) for row in rows.order_by("-id")[:limit]]


def explain(accrual_id: str) -> AccrualRow:
    """One line with its derivation.

    Raises:
        AccrualNotFound: there is none.
    """
    number = accrual_id.removeprefix("acr_")
    row = (
        Accrual.objects.select_related("deal", "partner").filter(pk=int(number)).first()
        if number.isdigit() and len(number) < 19
        else None
    )
    if row is None:
        raise AccrualNotFound(_("there is no such accrual"))
    return accrual_row(row)


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
    """What one batch gave its partners, reversals included: a line each, zeros left out."""
    return [AccruedSum(*row) for row in read_rows(_IN_BATCH, [batch_id])]


def accrued_between(brand_pk: int, since: datetime, until: datetime) -> list[AccruedSum]:
    """What a brand's partners were given for deals of [since, until), reversals included."""
    return _sums(
        Accrual.objects.filter(
            partner__brand_id=brand_pk, occurred_at__gte=since, occurred_at__lt=until
        )
    )


def _sums(rows: QuerySet[Accrual]) -> list[AccruedSum]:
    paid = rows.exclude(amount=0).exclude(partner=None).order_by("occurred_at", "id")
    names = ("partner__brand_id", "currency", "amount", "occurred_at")
    return [AccruedSum(*values) for values in paid.values_list(*names)]
