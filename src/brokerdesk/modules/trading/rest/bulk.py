"""REST of bulk jobs: a preview first, then its start, its progress and each row's result."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Literal

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from ninja.responses import Status
from pydantic import Field

from brokerdesk.core.rest import Amount, ApiRequest, In, Out, paginate, require_scope, scope
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import InvalidInput

from ..errors import BulkNotFound
from ..jobs import begin
from ..models import Account, BulkJob, BulkRow, Position
from ..rows import operation_row
from ..services.bulk import MOST_ROWS, PARAMS, may_do, prepare_bulk, start_bulk, stop_bulk
from ..types import BulkAction, BulkLine, BulkOrder, BulkRowState, BulkState
from .accounts import r
from .jobs import OperationOut, operation_out

MANAGE, CREDIT, CLOSE = "accounts:manage", "credit:write", "positions:close"
SCOPES = {
    BulkAction.LEVERAGE: MANAGE,
    BulkAction.GROUP: MANAGE,
    BulkAction.ACCESS: MANAGE,
    BulkAction.CREDIT: CREDIT,
    BulkAction.CLOSE_ALL: CLOSE,
}


class BulkParamsIn(In):
    """What each account shall have; which of them depends on the action."""

    leverage: int | None = Field(default=None, ge=1, le=3000)
    product_id: str | None = Field(default=None, max_length=40)
    state: Literal["active", "read_only", "disabled"] | None = None


class BulkRowIn(In):
    """An account by its id or its login, and the amount where the action is `credit`."""

    account: str | int
    amount: Amount | None = None


class BulkIn(In):
    """One job on many accounts."""

    action: BulkAction
    params: BulkParamsIn = BulkParamsIn()
    rows: list[BulkRowIn] = Field(min_length=1, max_length=MOST_ROWS)
    reason: str = Field(min_length=1, max_length=200)


class BulkRowOut(Out):
    """A row: what it would change while the job is a preview, then what was asked for it.

    `before` and `after` are the leverage, the product, the state, the credit or the number of
    open positions.
    """

    position: int
    given: str
    account_id: str | None
    login: int | None
    amount: Amount | None
    before: str
    after: str
    state: str
    message: str
    operation: OperationOut | None


class BulkJobOut(Out):
    """A bulk job with one page of its rows; `counts` are all rows by their state."""

    id: str
    action: str
    params: dict[str, str]
    reason: str
    state: str
    total: int
    counts: dict[str, int]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    rows: list[BulkRowOut]
    next_cursor: str | None


@r.post("/bulk-jobs", response={201: BulkJobOut})
@scope(MANAGE, CREDIT, CLOSE)
def prepare(request: ApiRequest, body: BulkIn) -> Status[BulkJobOut]:
    """Preview a job on many accounts: what each row would change, or why it is refused.

    Nothing is done before its start. The key needs the scope of the single job: of leverage,
    product and access, of credit, or of closing positions.
    """
    require_scope(request, SCOPES[body.action])
    order = BulkOrder(
        body.action,
        _params(body),
        tuple(BulkLine(str(row.account), row.amount) for row in body.rows),
        body.reason,
    )
    may = partial(may_do, request.actor, body.action)
    job = prepare_bulk(order, actor=request.actor, may=may, at=now())
    return Status(201, _job_out(job, limit=MOST_ROWS))


def _params(body: BulkIn) -> dict[str, str]:
    """What the action needs of the parameters; others than that are refused."""
    wanted = PARAMS.get(body.action)
    given = body.params.model_dump(exclude_none=True)
    for name in {wanted} - {None, *given}:
        raise InvalidInput(_("This job needs it."), field=f"params.{name}")
    for name in set(given) - {wanted}:
        raise InvalidInput(_("This job does not take it."), field=f"params.{name}")
    return {name: str(value) for name, value in given.items()}


@r.get("/bulk-jobs/{job_id}", response=BulkJobOut)
@scope(MANAGE, CREDIT, CLOSE)
def get_job(request: ApiRequest, job_id: str, cursor: str = "", limit: int = 50) -> BulkJobOut:
    """Read a job that this key prepared: its progress, and its rows in their order."""
    return _job_out(_own(request, job_id), cursor=cursor, limit=limit)


@r.post("/bulk-jobs/{job_id}/start", response=BulkJobOut)
@scope(MANAGE, CREDIT, CLOSE)
def start(request: ApiRequest, job_id: str) -> BulkJobOut:
    """Let a previewed job begin, once and within a day; each of its rows is done once.

    A second start is refused with `state_conflict`. Rows that are left when the key is withdrawn
    are refused.
    """
    _own(request, job_id)
    with transaction.atomic():
        job = start_bulk(job_id, actor=request.actor, at=now())
        begin(job_id)
    return _job_out(job)


@r.post("/bulk-jobs/{job_id}/stop", response=BulkJobOut)
@scope(MANAGE, CREDIT, CLOSE)
def stop(request: ApiRequest, job_id: str) -> BulkJobOut:
    """Stop a running job before its next row."""
    _own(request, job_id)
    return _job_out(stop_bulk(job_id, actor=request.actor, at=now()))


def _own(request: ApiRequest, job_id: str) -> BulkJob:
    """A job of the key, which must still hold its action's scope."""
    mine = BulkJob.objects.filter(requested_by=request.actor.ref)
    found = mine.filter(public_id=job_id).first()
    if found is None:
        raise BulkNotFound(_("There is no such bulk job."))
    require_scope(request, SCOPES[BulkAction(found.action)])
    return found


def _job_out(job: BulkJob, *, cursor: str = "", limit: int = 50) -> BulkJobOut:
    rows = job.rows.select_related("account", "account__product", "operation", "operation__account")
    out = partial(_row_out, job, _held(job))
    page = paginate(rows, cursor, limit, out=out, order=("position",))
    names = ("action", "params", "reason", "state", "total")
    times = ("created_at", "started_at", "finished_at")
    return BulkJobOut(
        id=job.public_id,
        counts=dict(job.rows.values_list("state").annotate(n=Count("pk")).order_by()),
        rows=page.items,
        next_cursor=page.next_cursor,
        **{name: getattr(job, name) for name in (*names, *times)},
    )


def _held(job: BulkJob) -> dict[int | None, int]:
    """The open positions of a preview's accounts, counted."""
    if job.action != BulkAction.CLOSE_ALL or job.state != BulkState.PREVIEW:
        return {}
    rows = Position.objects.filter(account_id__in=job.rows.values("account_id"))
    return dict(rows.values_list("account_id").annotate(n=Count("pk")).order_by())


def _row_out(job: BulkJob, held: Mapping[int | None, int], row: BulkRow) -> BulkRowOut:
    account, before, after = row.account, "", ""
    if account is not None and job.state == BulkState.PREVIEW:
        before = _before(BulkAction(job.action), account, held)
        after = _after(job, row, account) if row.state == BulkRowState.PENDING else ""
    return BulkRowOut(
        account_id=account.public_id if account else None,
        login=account.login if account else None,
        before=before,
        after=after,
        operation=operation_out(operation_row(row.operation)) if row.operation else None,
        **{name: getattr(row, name) for name in ("position", "given", "amount", "state")},
        message=str(row.message),
    )


def _before(action: BulkAction, account: Account, held: Mapping[int | None, int]) -> str:
    if action == BulkAction.LEVERAGE:
        return str(account.leverage)
    if action == BulkAction.GROUP:
        return account.product.public_id
    if action == BulkAction.ACCESS:
        return account.state
    if action == BulkAction.CREDIT:
        return format(account.credit, "f")
    return str(held.get(account.pk, 0))


def _after(job: BulkJob, row: BulkRow, account: Account) -> str:
    name = PARAMS.get(BulkAction(job.action))
    if name is not None:
        return str(job.params[name])
    return "0" if row.amount is None else format(account.credit + row.amount, "f")
