"""REST of what partners earn without a deal, and of clients who are paid for."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Query, Schema

from brokerdesk.core.rest import Amount, ApiRequest, Out, Page, paginate, scope

from ..engine.cpa import Qualification as Status
from ..errors import EarningNotFound
from ..models import Earning, Qualification, RevenueSettlement
from ..types import EarningKind
from .partners import r


class EarningOut(Out):
    """What a partner earned, or gave back, without a deal, and how it came about.

    [since, until) is the period that it is for; `reverses` the earning that it takes back.
    """

    id: str
    partner_id: str
    client_id: str | None
    kind: str
    amount: Amount
    currency: str
    why: dict[str, Any]
    since: datetime | None
    until: datetime | None
    occurred_at: datetime
    payable_at: datetime | None
    recorded_at: datetime
    reverses: str | None


class QualificationOut(Out):
    """How far a client is with what his partner is paid for."""

    client_id: str
    partner_id: str
    state: str
    measures: dict[str, str]
    since: datetime
    ended_at: datetime | None
    payable_at: datetime | None
    paid: Amount
    currency: str
    reason: str


class RevenueOut(Out):
    """A partner's month: what it paid, what is carried, and the rate that it waits for."""

    partner_id: str
    since: datetime
    until: datetime
    currency: str
    paid: Amount
    carried: Amount
    earning_id: str | None
    waits: str


class EarningQuery(Schema):
    """Which earnings."""

    partner_id: str = ""
    kind: EarningKind | None = None


class QualificationQuery(Schema):
    """Which clients."""

    partner_id: str = ""
    state: Status | None = None


def _out(row: Earning) -> EarningOut:
    names = (
        "kind", "amount", "currency", "why", "occurred_at", "payable_at", "recorded_at",
    )  # fmt: skip
    return EarningOut(
        id=row.public_id,
        partner_id=row.partner.public_id,
        client_id=row.client.public_id if row.client else None,
        since=row.period.lower if row.period else None,
        until=row.period.upper if row.period else None,
        reverses=row.reverses.public_id if row.reverses else None,
        **{name: getattr(row, name) for name in names},
    )


def _rows(request: ApiRequest) -> QuerySet[Earning]:
    rows = Earning.objects.select_related("partner", "client", "reverses")
    return rows if request.brand_id is None else rows.filter(partner__brand_id=request.brand_id)


@r.get("/partner-earnings", response=Page[EarningOut])
@scope("partners:read")
def list_earnings(
    request: ApiRequest, which: Query[EarningQuery], cursor: str = "", limit: int = 50
) -> Page[EarningOut]:
    """List what partners earned without a deal, newest first."""
    rows = _rows(request)
    if which.partner_id:
        rows = rows.filter(partner__public_id=which.partner_id)
    if which.kind is not None:
        rows = rows.filter(kind=which.kind)
    return paginate(rows, cursor, limit, out=_out)


@r.get("/partner-earnings/{earning_id}", response=EarningOut)
@scope("partners:read")
def get_earning(request: ApiRequest, earning_id: str) -> EarningOut:
    """Read one earning with its derivation."""
    found = _rows(request).filter(public_id=earning_id).first()
    if found is None:
        raise EarningNotFound(_("there is no such earning"))
    return _out(found)


def _qualification_out(row: Qualification) -> QualificationOut:
    names = ("state", "measures", "since", "ended_at", "payable_at", "paid")
    return QualificationOut(
        client_id=row.client.public_id,
        partner_id=row.partner.public_id,
        currency=row.terms.given["currency"],
        reason=str(row.reason),
        **{name: getattr(row, name) for name in names},
    )


@r.get("/partner-qualifications", response=Page[QualificationOut])
@scope("partners:read")
def list_qualifications(
    request: ApiRequest, which: Query[QualificationQuery], cursor: str = "", limit: int = 50
) -> Page[QualificationOut]:
    """List clients who are, or may be, paid for, newest first."""
    rows = Qualification.objects.select_related("client", "partner", "terms")
    if request.brand_id is not None:
        rows = rows.filter(partner__brand_id=request.brand_id)
    if which.partner_id:
        rows = rows.filter(partner__public_id=which.partner_id)
    if which.state is not None:
        rows = rows.filter(state=which.state)
    return paginate(rows, cursor, limit, out=_qualification_out)


def _revenue_out(row: RevenueSettlement) -> RevenueOut:
    names = ("since", "until", "currency", "paid", "carried", "waits")
    return RevenueOut(
        partner_id=row.partner.public_id,
        earning_id=row.earning.public_id if row.earning else None,
        **{name: getattr(row, name) for name in names},
    )


@r.get("/partner-revenue", response=Page[RevenueOut])
@scope("partners:read")
def list_revenue(
    request: ApiRequest, partner_id: str = "", cursor: str = "", limit: int = 50
) -> Page[RevenueOut]:
    """List partners' months of net revenue, newest first."""
    rows = RevenueSettlement.objects.select_related("partner", "earning")
    if request.brand_id is not None:
        rows = rows.filter(partner__brand_id=request.brand_id)
    if partner_id:
        rows = rows.filter(partner__public_id=partner_id)
    return paginate(rows, cursor, limit, out=_revenue_out)
