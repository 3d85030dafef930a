"""REST of clients and leads."""

from datetime import date, datetime
from typing import Literal

from django.db.models.functions import Lower
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja.responses import Status
from pydantic import Field

from brokerdesk.core.access import scoped
from brokerdesk.core.rest import (
    ApiRequest,
    In,
    Out,
    Page,
    check_match,
    paginate,
    router,
    scope,
    set_etag,
    takes_header,
)
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import Forbidden
from brokerdesk.modules.brands.queries import brand as brand_of

from .. import services
from ..models import Client
from ..queries import client_for, client_row
from ..searching import matching
from ..types import ClientRow, LeadDraft, LeadRow

r = router("clients", tags=["Clients"])


class ClientOut(Out):
    """A client."""

    id: str
    brand_id: str
    email: str
    first_name: str
    last_name: str
    phone: str
    country: str
    born_on: date | None
    status: str
    level: int = Field(description="Verification level")
    manager_id: str = Field(description="Member of staff; empty without")
    email_verified_at: datetime | None
    version: int
    created_at: datetime


class LeadIn(In):
    """A lead to note. `brand` is an id or a code; a key of one brand may leave it out."""

    brand: str = ""
    email: str = Field(min_length=3, max_length=254)
    first_name: str = Field(default="", max_length=80)
    last_name: str = Field(default="", max_length=80)
    phone: str = Field(default="", max_length=40)
    country: str = Field(default="", max_length=2)
    note: str = Field(default="", max_length=1_000)
    referral_code: str = Field(default="", max_length=40)


class LeadOut(Out):
    """A lead."""

    id: str
    email: str
    name: str
    status: str
    source: str
    client_id: str | None
    created_at: datetime


class ProfileIn(In):
    """What changes; what is left out stays."""

    first_name: str | None = Field(default=None, max_length=80)
    last_name: str | None = Field(default=None, max_length=80)
    phone: str | None = Field(default=None, max_length=40)
    country: str | None = Field(default=None, max_length=2)
    born_on: date | None = None


class StatusIn(In):
    """A status with its reason."""

    status: Literal["active", "restricted", "suspended", "closed"]
    reason: str = Field(min_length=1, max_length=500)


def client_out(row: ClientRow) -> ClientOut:
    """A client as the API shows him."""
    return ClientOut(
        id=row.public_id,
        brand_id=row.brand_id,
        email=row.email,
        first_name=row.first_name,
        last_name=row.last_name,
        phone=row.phone,
        country=row.country,
        born_on=row.born_on,
        status=row.status,
        level=row.level,
        manager_id=row.owner_staff_id,
        email_verified_at=row.email_verified_at,
        version=row.version,
        created_at=row.created_at,
    )


def lead_out(row: LeadRow) -> LeadOut:
    """A lead as the API shows it."""
    return LeadOut(
        id=row.public_id,
        email=row.email,
        name=row.name,
        status=row.status,
        source=row.source,
        client_id=row.client_id,
        created_at=row.created_at,
    )


@r.get("/clients", response=Page[ClientOut])
@scope("clients:read")
def list_clients(
    request: ApiRequest,
    cursor: str = "",
    limit: int = 50,
    *,
    q: str = "",
    email: str = "",
    status: str = "",
) -> Page[ClientOut]:
    """List clients, newest first; `q` searches names, addresses, phones and ids ."""
    rows = Client.objects.select_related("brand").defer("search", "brand__terms_text")
    rows = scoped(request.actor, "clients.view", rows)
    if q:
        rows = matching(rows, q)
    if email:
        rows = rows.alias(address=Lower("email")).filter(address=email.lower())
    if status:
        rows = rows.filter(status=status)
    return paginate(rows, cursor, limit, out=lambda row: client_out(client_row(row)))


@r.get("/clients/{client_id}", response=ClientOut)
@scope("clients:read")
def get_client(request: ApiRequest, response: HttpResponse, client_id: str) -> ClientOut:
    """Read a client; the ETag is his version."""
    row = client_for(request.actor, client_id)
    set_etag(response, row.version)
    return client_out(row)


@r.patch("/clients/{client_id}", response=ClientOut)
@scope("clients:write")
@takes_header("If-Match", required=True)
def update_client(
    request: ApiRequest, response: HttpResponse, client_id: str, body: ProfileIn
) -> ClientOut:
    """Change personal data; send If-Match with the ETag that you read."""
    row = client_for(request.actor, client_id, "clients.edit")
    check_match(request, row.version, required=True)
    changes = body.model_dump(exclude_unset=True, exclude_none=True)
    changed = services.update_profile(
        client_id, changes, actor=request.actor, at=now(), version=row.version
    )
    set_etag(response, changed.version)
    return client_out(changed)


@r.post("/clients/{client_id}/status", response=ClientOut)
@scope("clients:write")
@takes_header("If-Match", required=False)
def set_status(
    request: ApiRequest, response: HttpResponse, client_id: str, body: StatusIn
) -> ClientOut:
    """Restrict, suspend, close or reactivate a client."""
    row = client_for(request.actor, client_id, "clients.status")
    check_match(request, row.version)
    changed = services.set_status(
        client_id, body.status, reason=body.reason, actor=request.actor, at=now()
    )
    set_etag(response, changed.version)
    return client_out(changed)


@r.post("/leads", response={201: LeadOut})
@scope("leads:write")
def create_lead(request: ApiRequest, body: LeadIn) -> Status[LeadOut]:
    """Note a lead, or add what is new to the open lead of the same address."""
    brand = brand_of(body.brand or request.brand_id or "")
    if request.brand_id not in (None, brand.pk):
        raise Forbidden(_("This API key serves another brand."), field="brand")
    given = body.model_dump(exclude={"brand"})
    draft = LeadDraft(brand_pk=brand.pk, source="api", **given)
    row = services.note_lead(draft, actor=request.actor, at=now())
    return Status(201, lead_out(row))
