"""REST of changes of the past: proposed and read here, decided by people in the back office."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import Field

from brokerdesk.core.rest import Amount, ApiRequest, In, Instant, Out, Page, paginate, scope
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import client as client_of

from ..errors import PartnerNotFound, PastChangeNotFound, PlanNotFound
from ..models import Partner, PastChange, PastChangeLine, Plan
from ..services.past import Proposal, propose_change
from ..types import PastKind, PastState
from .partners import r


class PastChangeIn(In):
    """What is to hold of `subject` (a client, partner or plan) from a past instant on.

    `params` by kind: client `{"partner": id | null}`, parent `{"parent": id | null}`, terms
    `{"rank", "rate", "multiplier"}`, standing `{"status"}`, plan `{"plan": id}`, plan_version
    `{"body"}`.
    """

    kind: PastKind
    subject: str = Field(max_length=40)
    params: dict[str, Any]
    effective_at: Instant
    reason: str = Field(min_length=1, max_length=200)


class PastChangeOut(Out):
    """A change of the past; `done` of `deals` are computed or posted in its present state."""

    id: str
    kind: str
    subject: str
    params: dict[str, Any]
    effective_at: datetime
    state: str
    reason: str
    answer: str
    deals: int
    done: int
    lines: int
    created_at: datetime
    decided_at: datetime | None


class PastLineOut(Out):
    """One line that differs; a reason says why it is zero or lowered."""

    id: int
    deal_id: int
    ticket: int
    partner_id: str | None
    level: int
    currency: str
    before: Amount
    after: Amount
    before_reason: str
    after_reason: str


class PastQuery(Schema):
    """Which changes."""

    state: PastState | None = None
    kind: PastKind | None = None
    subject: str = ""


def _out(row: PastChange) -> PastChangeOut:
    names = (
        "kind", "subject", "params", "effective_at", "state", "deals", "done", "lines",
        "created_at", "decided_at",
    )  # fmt: skip
    return PastChangeOut(
        id=row.public_id,
        reason=str(row.reason),
        answer=str(row.answer),
        **{name: getattr(row, name) for name in names},
    )


def _line_out(row: PastChangeLine) -> PastLineOut:
    names = ("level", "currency", "before", "after", "before_reason", "after_reason")
    return PastLineOut(
        id=row.pk,
        deal_id=row.deal_id,
        ticket=row.deal.ticket,
        partner_id=row.partner.public_id if row.partner else None,
        **{name: getattr(row, name) for name in names},
    )


def _changes(request: ApiRequest) -> QuerySet[PastChange]:
    rows = PastChange.objects.all()
    return rows if request.brand_id is None else rows.filter(brand_id=request.brand_id)


def _change(request: ApiRequest, change_id: str) -> PastChange:
    found = _changes(request).filter(public_id=change_id).first()
    if found is None:
        raise PastChangeNotFound(_("there is no such change"))
    return found


def _brand_of(request: ApiRequest, body: PastChangeIn) -> int:
    """The brand of a subject that the key may see."""
    if body.kind == PastKind.CLIENT:
        brand_pk: int | None = client_of(body.subject).brand_pk
    else:
        model = Plan if body.kind == PastKind.PLAN_VERSION else Partner
        rows = model._default_manager.filter(public_id=body.subject)
        brand_pk = rows.values_list("brand_id", flat=True).first()
    if brand_pk is None or request.brand_id not in (None, brand_pk):
        refusal = PlanNotFound if body.kind == PastKind.PLAN_VERSION else PartnerNotFound
        raise refusal(_("there is none in this brand"), field="subject")
    return brand_pk


@r.get("/past-changes", response=Page[PastChangeOut])
@scope("partners:read")
def list_changes(
    request: ApiRequest, which: Query[PastQuery], cursor: str = "", limit: int = 50
) -> Page[PastChangeOut]:
    """List changes of the past, newest first."""
    rows = _changes(request)
    if which.state is not None:
        rows = rows.filter(state=which.state)
    if which.kind is not None:
        rows = rows.filter(kind=which.kind)
    if which.subject:
        rows = rows.filter(subject=which.subject)
    return paginate(rows, cursor, limit, out=_out)


@r.post("/past-changes", response={201: PastChangeOut})
@scope("partners:propose")
def propose(request: ApiRequest, body: PastChangeIn) -> Status[PastChangeOut]:
    """Propose a change of the past: a preview is computed, a person decides in the back office."""
    proposal = Proposal(
        brand_pk=_brand_of(request, body),
        kind=body.kind,
        subject=body.subject,
        params=body.params,
        effective_at=body.effective_at,
        reason=body.reason,
    )
    return Status(201, _out(propose_change(proposal, actor=request.actor, at=now())))


@r.get("/past-changes/{change_id}", response=PastChangeOut)
@scope("partners:read")
def get_change(request: ApiRequest, change_id: str) -> PastChangeOut:
    """Read one change of the past."""
    return _out(_change(request, change_id))


@r.get("/past-changes/{change_id}/lines", response=Page[PastLineOut])
@scope("partners:read")
def list_lines(
    request: ApiRequest, change_id: str, cursor: str = "", limit: int = 50
) -> Page[PastLineOut]:
    """List the lines that differ, by their deals."""
    rows = PastChangeLine.objects.select_related("deal", "partner")
    rows = rows.filter(change=_change(request, change_id))
    return paginate(rows, cursor, limit, out=_line_out, order=("pk",))
