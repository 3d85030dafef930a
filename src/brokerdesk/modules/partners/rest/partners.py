"""REST of partners and accruals, and the router of the room."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from brokerdesk.core.rest import Amount, ApiRequest, Out, Page, paginate, router, scope

from ..errors import AccrualNotFound
from ..models import Accrual, Partner

r = router("partners", tags=["Partners"])


class PartnerOut(Out):
    """A partner."""

    id: str
    client_id: str
    code: str
    status: str
    created_at: datetime


class AccrualOut(Out):
    """One line with its derivation; `reason` says why it is zero."""

    id: str
    deal_id: int
    ticket: int
    partner_id: str | None
    level: int
    kind: str
    amount: Amount
    currency: str
    reason: str
    why: dict[str, Any]
    occurred_at: datetime
    recorded_at: datetime


def _partner_out(row: Partner) -> PartnerOut:
    return PartnerOut(
        id=row.public_id,
        client_id=row.client.public_id,
        code=row.code,
        status=row.status,
        created_at=row.created_at,
    )


def _accrual_out(row: Accrual) -> AccrualOut:
    names = ("level", "kind", "amount", "currency", "reason", "why", "occurred_at", "recorded_at")
    return AccrualOut(
        id=row.public_id,
        deal_id=row.deal_id,
        ticket=row.deal.ticket,
        partner_id=row.partner.public_id if row.partner else None,
        **{name: getattr(row, name) for name in names},
    )


@r.get("/partners", response=Page[PartnerOut])
@scope("partners:read")
def list_partners(request: ApiRequest, cursor: str = "", limit: int = 50) -> Page[PartnerOut]:
    """List partners, newest first."""
    rows = Partner.objects.select_related("client")
    if request.brand_id is not None:
        rows = rows.filter(brand_id=request.brand_id)
    return paginate(rows, cursor, limit, out=_partner_out)


@r.get("/accruals", response=Page[AccrualOut])
@scope("partners:read")
def list_accruals(
    request: ApiRequest, partner_id: str = "", cursor: str = "", limit: int = 50
) -> Page[AccrualOut]:
    """List accruals, newest first, zeros included."""
    rows = Accrual.objects.select_related("deal", "partner")
    if request.brand_id is not None:
        rows = rows.filter(deal__account__brand_id=request.brand_id)
    if partner_id:
        rows = rows.filter(partner__public_id=partner_id)
    return paginate(rows, cursor, limit, out=_accrual_out)


@r.get("/accruals/{accrual_id}", response=AccrualOut)
@scope("partners:read")
def get_accrual(request: ApiRequest, accrual_id: str) -> AccrualOut:
    """Read one accrual with its derivation."""
    number = accrual_id.removeprefix("acr_")
    rows = Accrual.objects.select_related("deal", "partner")
    if request.brand_id is not None:
        rows = rows.filter(deal__account__brand_id=request.brand_id)
    found = rows.filter(pk=int(number)).first() if number.isdigit() and len(number) < 19 else None
    if found is None:
        raise AccrualNotFound(_("there is no such accrual"))
    return _accrual_out(found)
