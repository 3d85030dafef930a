"""REST of what waits for a second person: clients' leverages are decided here, too."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from brokerdesk.core.rest import (
    ApiRequest,
    In,
    Page,
    check_match,
    paginate,
    scope,
    set_etag,
    takes_header,
)
from brokerdesk.kit.clock import now

from ..errors import FourEyesRequired, RequestNotFound
from ..models import AccountRequest
from ..rows import request_row
from ..services.requests import approve_request, reject_request
from ..types import RequestKind, RequestRow, RequestState
from .accounts import r
from .jobs import RequestOut, request_out


class RejectIn(In):
    """Why not; the client reads it."""

    answer: str = Field(min_length=1, max_length=200)


class RequestQuery(Schema):
    """Which requests."""

    state: RequestState | None = None
    kind: RequestKind | None = None
    account_id: str = ""


@r.get("/account-requests", response=Page[RequestOut])
@scope("accounts:read")
def list_requests(
    request: ApiRequest, which: Query[RequestQuery], cursor: str = "", limit: int = 50
) -> Page[RequestOut]:
    """List leverages that clients asked for and corrections that were proposed, newest first."""
    rows = AccountRequest.objects.select_related("account", "operation")
    if request.brand_id is not None:
        rows = rows.filter(account__brand_id=request.brand_id)
    if which.state is not None:
        rows = rows.filter(state=which.state)
    if which.kind is not None:
        rows = rows.filter(kind=which.kind)
    if which.account_id:
        rows = rows.filter(account__public_id=which.account_id)
    return paginate(rows, cursor, limit, out=lambda row: request_out(request_row(row)))


@r.get("/account-requests/{request_id}", response=RequestOut)
@scope("accounts:read")
def get_request(request: ApiRequest, response: HttpResponse, request_id: str) -> RequestOut:
    """Read one request; the ETag is its version."""
    row = _the_request(request, request_id)
    set_etag(response, row.version)
    return request_out(row)


@r.post("/account-requests/{request_id}/approve", response=RequestOut)
@scope("accounts:manage")
@takes_header("If-Match", required=True)
def approve(request: ApiRequest, response: HttpResponse, request_id: str) -> RequestOut:
    """Approve a client's leverage, with the ETag that you read; the platform is asked at once."""
    row = _decidable(request, request_id)
    done = approve_request(request_id, version=row.version, actor=request.actor, at=now())
    set_etag(response, done.version)
    return request_out(done)


@r.post("/account-requests/{request_id}/reject", response=RequestOut)
@scope("accounts:manage")
@takes_header("If-Match", required=True)
def reject(
    request: ApiRequest, response: HttpResponse, request_id: str, body: RejectIn
) -> RequestOut:
    """Reject a client's leverage, with the ETag that you read and a reason that he reads."""
    row = _decidable(request, request_id)
    done = reject_request(
        request_id, version=row.version, answer=body.answer, actor=request.actor, at=now()
    )
    set_etag(response, done.version)
    return request_out(done)


def _the_request(request: ApiRequest, request_id: str) -> RequestRow:
    rows = AccountRequest.objects.select_related("account", "operation")
    if request.brand_id is not None:
        rows = rows.filter(account__brand_id=request.brand_id)
    found = rows.filter(public_id=request_id).first()
    if found is None:
        raise RequestNotFound(_("There is no such request."))
    return request_row(found)


def _decidable(request: ApiRequest, request_id: str) -> RequestRow:
    """A request that a key may decide, as the caller read it: a correction takes a person."""
    row = _the_request(request, request_id)
    if row.kind != RequestKind.LEVERAGE:
        raise FourEyesRequired(_("a person decides a correction in the back office"))
    check_match(request, row.version, required=True)
    return row
