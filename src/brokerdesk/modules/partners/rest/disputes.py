"""REST of disputes: read, answered, rejected and accepted here; people approve corrections."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from brokerdesk.core.rest import Amount, ApiRequest, In, Out, Page, paginate, scope
from brokerdesk.kit.clock import now

from ..errors import DisputeNotFound
from ..models import Dispute
from ..services.disputes import accept, reject, say
from ..types import DisputeState
from .partners import r


class MessageOut(Out):
    """One word in a dispute."""

    by_partner: bool
    text: str
    at: datetime


class DisputeOut(Out):
    """A dispute about a line, or about a period [since, until)."""

    id: str
    partner_id: str
    accrual_id: str | None
    since: datetime | None
    until: datetime | None
    claim: str
    expected: Amount | None
    currency: str
    state: str
    opened_at: datetime
    due_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    correction: int | None


class DisputeWhole(DisputeOut):
    """A dispute with what was said."""

    messages: list[MessageOut]


class TextIn(In):
    """A word to the partner."""

    text: str = Field(min_length=1, max_length=2000)


class AcceptIn(In):
    """What a line should be, or what a period lacks, and why."""

    amount: Decimal = Field(max_digits=20, decimal_places=8)
    reason: str = Field(min_length=1, max_length=300)


class DisputeQuery(Schema):
    """Which disputes."""

    state: DisputeState | None = None
    partner_id: str = ""


def dispute_out(row: Dispute) -> DisputeOut:
    return DisputeOut(**_values(row))


def dispute_whole(row: Dispute) -> DisputeWhole:
    said = [
        MessageOut(by_partner=word.by_partner, text=word.text, at=word.at)
        for word in row.messages.order_by("pk")
    ]
    return DisputeWhole(**_values(row), messages=said)


def _values(row: Dispute) -> dict[str, Any]:
    names = (
        "since", "until", "claim", "expected", "currency", "state", "opened_at", "due_at",
        "answered_at", "closed_at", "correction",
    )  # fmt: skip
    return {
        "id": row.public_id,
        "partner_id": row.partner.public_id,
        "accrual_id": row.accrual.public_id if row.accrual else None,
        **{name: getattr(row, name) for name in names},
    }


def _disputes(request: ApiRequest) -> QuerySet[Dispute]:
    rows = Dispute.objects.select_related("partner", "accrual")
    if request.brand_id is None:
        return rows
    return rows.filter(partner__brand_id=request.brand_id)


def _dispute(request: ApiRequest, dispute_id: str) -> Dispute:
    found = _disputes(request).filter(public_id=dispute_id).first()
    if found is None:
        raise DisputeNotFound(_("there is no such dispute"))
    return found


@r.get("/disputes", response=Page[DisputeOut])
@scope("partners:read")
def list_disputes(
    request: ApiRequest, which: Query[DisputeQuery], cursor: str = "", limit: int = 50
) -> Page[DisputeOut]:
    """List disputes, newest first."""
    rows = _disputes(request)
    if which.state is not None:
        rows = rows.filter(state=which.state)
    if which.partner_id:
        rows = rows.filter(partner__public_id=which.partner_id)
    return paginate(rows, cursor, limit, out=dispute_out)


@r.get("/disputes/{dispute_id}", response=DisputeWhole)
@scope("partners:read")
def get_dispute(request: ApiRequest, dispute_id: str) -> DisputeWhole:
    """Read one dispute with what was said."""
    return dispute_whole(_dispute(request, dispute_id))


@r.post("/disputes/{dispute_id}/answer", response=DisputeWhole)
@scope("disputes:write")
def answer(request: ApiRequest, dispute_id: str, body: TextIn) -> DisputeWhole:
    """Write to the partner."""
    _dispute(request, dispute_id)
    say(dispute_id, body.text, by_partner=False, actor=request.actor, at=now())
    return dispute_whole(_dispute(request, dispute_id))


@r.post("/disputes/{dispute_id}/reject", response=DisputeWhole)
@scope("disputes:write")
def reject_dispute(request: ApiRequest, dispute_id: str, body: TextIn) -> DisputeWhole:
    """Decide that the line is right; the text tells the partner why."""
    _dispute(request, dispute_id)
    reject(dispute_id, body.text, actor=request.actor, at=now())
    return dispute_whole(_dispute(request, dispute_id))


@r.post("/disputes/{dispute_id}/accept", response=DisputeWhole)
@scope("disputes:write")
def accept_dispute(request: ApiRequest, dispute_id: str, body: AcceptIn) -> DisputeWhole:
    """Propose a correction; a person approves it in the back office."""
    _dispute(request, dispute_id)
    accept(dispute_id, body.amount, body.reason, actor=request.actor, at=now())
    return dispute_whole(_dispute(request, dispute_id))
