"""REST: trading of challenges blocked and allowed; one thing done to many."""

from datetime import datetime

from django.utils.translation import gettext as _
from ninja import Status
from pydantic import Field

from brokerdesk.core.rest import ApiRequest, In, Out, Page, money_post, paginate, scope
from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import unpacked

from ..errors import AttemptNotFound, BulkNotFound
from ..models import Attempt, BulkRun
from ..services.bulk import MOST_DAYS, MOST_ROWS, BulkWish, begin_bulk
from ..services.lifecycle import block_attempt, unblock_attempt
from ..types import BulkKind
from .orders import ReasonIn
from .shop import DECIDE, READ, Id, Reason, own_attempt, own_brand, r


class BulkIn(In):
    """What to do to which challenges of one brand. days: for `extend` only."""

    kind: BulkKind
    attempts: list[Id] = Field(min_length=1, max_length=MOST_ROWS)
    days: int | None = Field(default=None, ge=1, le=MOST_DAYS)
    reason: Reason


class BulkRowOut(Out):
    """What became of one challenge: waiting, done, or failed with why."""

    attempt: str
    state: str
    said: str


class BulkOut(Out):
    """One thing done to many. state: waiting, running, done."""

    id: str
    kind: str
    days: int | None
    reason: str
    state: str
    by: str
    rows: list[BulkRowOut]
    created_at: datetime
    ended_at: datetime | None


def bulk_out(row: BulkRun) -> BulkOut:
    """A run as an answer."""
    names = ("kind", "days", "reason", "state", "by", "created_at", "ended_at")
    return BulkOut(
        id=row.public_id,
        rows=[BulkRowOut(**{**one, "said": str(unpacked(one["said"]))}) for one in row.rows],
        **{name: getattr(row, name) for name in names},
    )


@r.post("/prop/bulk-runs", response={201: BulkOut})
@scope(DECIDE)
@money_post
def do_to_many(request: ApiRequest, body: BulkIn) -> Status[BulkOut]:
    """Do one thing to many challenges; each is done by itself, soon."""
    first = Attempt.objects.filter(public_id__in=body.attempts).order_by("pk").first()
    if first is None:
        raise AttemptNotFound(_("there is no such challenge"))
    own_brand(request, first.brand_id)
    wish = BulkWish(body.kind, tuple(body.attempts), body.reason, body.days)
    run = begin_bulk(first.brand_id, wish, actor=request.actor, at=now())
    return Status(201, bulk_out(run))


@r.get("/prop/bulk-runs", response=Page[BulkOut])
@scope(READ)
def list_bulk_runs(request: ApiRequest, cursor: str = "", limit: int = 50) -> Page[BulkOut]:
    """List what was done to many, newest first."""
    rows = BulkRun.objects.all()
    if request.brand_id is not None:
        rows = rows.filter(brand_id=request.brand_id)
    return paginate(rows, cursor, limit, out=bulk_out)


@r.get("/prop/bulk-runs/{run_id}", response=BulkOut)
@scope(READ)
def get_bulk_run(request: ApiRequest, run_id: str) -> BulkOut:
    """Read how far a run is."""
    found = BulkRun.objects.filter(public_id=run_id).first()
    if found is None:
        raise BulkNotFound(_("there is no such run"))
    own_brand(request, found.brand_id)
    return bulk_out(found)


@r.post("/prop/attempts/{attempt_id}/block", response={204: None})
@scope(DECIDE)
@money_post
def block(request: ApiRequest, attempt_id: str, body: ReasonIn) -> Status[None]:
    """Block a challenge's trading until it is unblocked."""
    own_attempt(request, attempt_id)
    block_attempt(attempt_id, reason=body.reason, actor=request.actor, at=now())
    return Status(204, None)


@r.post("/prop/attempts/{attempt_id}/unblock", response={204: None})
@scope(DECIDE)
@money_post
def unblock(request: ApiRequest, attempt_id: str, body: ReasonIn) -> Status[None]:
    """Let a challenge be traded again, where nothing else forbids it."""
    own_attempt(request, attempt_id)
    unblock_attempt(attempt_id, reason=body.reason, actor=request.actor, at=now())
    return Status(204, None)
