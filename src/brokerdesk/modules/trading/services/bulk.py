"""One job on many accounts: prepared with a preview, carried out row by row, each row once.

A row and what it asked of the platform are committed together: a job that is killed goes on with
the next row.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.core.texts import translated
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError, InvalidInput

from ..errors import AmountInvalid, StateConflict
from ..events import BulkProgressed
from ..locks import lock_bulk_job
from ..models import Account, BulkJob, BulkRow, Operation, Position
from ..types import (
    AccountState,
    BulkAction,
    BulkLine,
    BulkOrder,
    BulkRowState,
    BulkState,
    OperationRow,
)
from .accounts import set_access
from .changes import change_credit, change_leverage, close_position, move_to_product

MOST_ROWS = 500
AT_ONCE = 25
Guard = Callable[[Account], bool]
Result = OperationRow | Operation | None
By = Mapping[str, Any]


class _Undo(Exception):
    """Ends a trial: nothing of it stays."""


def prepare_bulk(order: BulkOrder, *, actor: Actor, may: Guard, at: datetime) -> BulkJob:
    """Try a job on each row, keep what each would answer, and change nothing.

    `may` says on which accounts the actor may do it; the others look as if they were not there.
    Raises:
        InvalidInput: no line, or more than 500.
    """
    if not 1 <= len(order.lines) <= MOST_ROWS:
        raise InvalidInput(_("give 1 to %(most)s lines") % {"most": MOST_ROWS}, field="lines")
    found = _accounts(order.lines, may)
    by: By = {"actor": actor, "reason": order.reason, "at": at}
    rows = [_row(order, n, found, by) for n in range(len(order.lines))]
    with transaction.atomic():
        job = BulkJob.objects.create(
            action=order.action,
            params=dict(order.params),
            reason=order.reason[:200],
            total=sum(row.state == BulkRowState.PENDING for row in rows),
            requested_by=actor.ref,
            requester=actor.label[:120],
            created_at=at,
        )
        for row in rows:
            row.job = job
        BulkRow.objects.bulk_create(rows)
    return job


def _accounts(lines: tuple[BulkLine, ...], may: Guard) -> dict[str, list[Account]]:
    """The accounts that lines name, by login or id, as far as the actor may touch them."""
    given = {line.given for line in lines}
    logins = [int(text) for text in given if text.isascii() and text.isdigit() and len(text) < 19]
    rows = Account.objects.select_related("client", "server", "product")
    named = rows.filter(login__in=logins) | rows.filter(public_id__in=given)
    found: dict[str, list[Account]] = {}
    for account in named:
        if may(account):
            found.setdefault(str(account.login), []).append(account)
            found.setdefault(account.public_id, []).append(account)
    return found


def _row(order: BulkOrder, index: int, found: Mapping[str, list[Account]], by: By) -> BulkRow:
    line = order.lines[index]
    row = BulkRow(position=index + 1, given=line.given[:80], amount=line.amount)
    accounts = found.get(line.given, [])
    if len(accounts) == 1:
        (row.account,) = accounts
        row.message = _trial(order, row, by)
    elif accounts:
        row.message = _("several servers have this login: give the account's id")
    else:
        row.message = _("there is no such account")
    if row.message:
        row.state = BulkRowState.INVALID
    return row


def _trial(order: BulkOrder, row: BulkRow, by: By) -> str:
    """What the job would refuse on a row; nothing of the trial stays."""
    try:
        with transaction.atomic():
            _do(order.action, order.params, row, by)
            raise _Undo
    except DomainError as error:
        return translated(error)[:200]
    except _Undo:
        return ""


@transaction.atomic
def start_bulk(job_id: str, *, actor: Actor, at: datetime) -> BulkJob:
    """Let a previewed job begin; only who prepared it may, within a day.

    Locks: bulk job.
    Emits: BulkProgressed.
    Raises:
        BulkNotFound: as named.
        StateConflict: it began already, is another's, is old, or has no row to do.
    """
    job = lock_bulk_job(job_id)
    if job.state != BulkState.PREVIEW or not job.total:
        raise StateConflict(_("there is nothing to begin"))
    if job.requested_by != actor.ref or (at - job.created_at).days >= 1:
        raise StateConflict(_("prepare it anew"))
    job.state, job.started_at = BulkState.RUNNING, at
    job.save(update_fields=["state", "started_at"])
    record(
        "trading.bulk_started",
        subject=job.public_id,
        actor=actor,
        after={"action": job.action, "params": job.params, "rows": job.total},
        reason=job.reason,
    )
    _tell(job)
    return job


@transaction.atomic
def stop_bulk(job_id: str, *, actor: Actor, at: datetime) -> BulkJob:
    """Stop a job: rows that were not asked for yet are not.

    Locks: bulk job.
    Emits: BulkProgressed.
    Raises:
        BulkNotFound: as named.
        StateConflict: it does not run.
    """
    job = lock_bulk_job(job_id)
    if job.state != BulkState.RUNNING:
        raise StateConflict(_("the job does not run"))
    job.state, job.finished_at = BulkState.STOPPED, at
    job.save(update_fields=["state", "finished_at"])
    record("trading.bulk_stopped", subject=job.public_id, actor=actor)
    _tell(job)
    return job


def run_bulk(job_id: str) -> bool:
    """Do the next rows of a running job; gives whether there may be more."""
    left = True
    for _turn in range(AT_ONCE):
        left = _next(job_id)
        if not left:
            break
    with transaction.atomic():
        _tell(lock_bulk_job(job_id))
    return left


@transaction.atomic
def _next(job_id: str) -> bool:
    """Do one row and keep what became of it in one transaction.

    Locks: bulk job, then account.
    """
    job = lock_bulk_job(job_id)
    if job.state != BulkState.RUNNING:
        return False
    row = (
        job.rows.filter(state=BulkRowState.PENDING)
        .select_related("account", "account__client")
        .order_by("position")
        .first()
    )
    if row is None:
        job.state, job.finished_at = BulkState.DONE, now()
        job.save(update_fields=["state", "finished_at"])
        return False
    kind, _sep, ref = job.requested_by.partition(":")
    actor = Actor(kind="staff" if kind == "staff" else "api_key", id=ref, label=job.requester)
    try:
        with transaction.atomic():
            by: By = {"actor": actor, "reason": job.reason, "at": now()}
            done = _do(BulkAction(job.action), job.params, row, by)
    except DomainError as error:
        row.state, row.message = BulkRowState.REFUSED, translated(error)[:200]
    else:
        row.state = BulkRowState.ASKED
        if done is not None:
            row.operation = Operation.objects.get(public_id=done.public_id)
    row.save(update_fields=["state", "message", "operation"])
    return True


def _do(action: BulkAction, params: Mapping[str, str], row: BulkRow, by: By) -> Result:
    """The single job of one row."""
    if row.account is None:
        raise StateConflict(_("there is no such account"))
    return _ACTIONS[action](row.account, params, row.amount, by)


def _leverage(account: Account, params: Mapping[str, str], _amount: object, by: By) -> Result:
    return change_leverage(account.public_id, int(params["leverage"]), **by)


def _group(account: Account, params: Mapping[str, str], _amount: object, by: By) -> Result:
    return move_to_product(account.public_id, params["product_id"], **by)


def _access(account: Account, params: Mapping[str, str], _amount: object, by: By) -> Result:
    set_access(account.public_id, AccountState(params["state"]), **by)
    return Operation.objects.filter(account=account, purpose="access").order_by("-pk").first()


def _credit(account: Account, _params: Mapping[str, str], amount: Decimal | None, by: By) -> Result:
    if amount is None:
        raise AmountInvalid(_("give an amount after the login"), field="amount")
    return change_credit(account.public_id, amount, **by)


def _close_all(account: Account, _params: Mapping[str, str], _amount: object, by: By) -> Result:
    tickets = list(
        Position.objects.filter(account=account).order_by("ticket").values_list("ticket", flat=True)
    )
    if not tickets:
        raise StateConflict(_("no position is open"))
    return [close_position(account.public_id, ticket, **by) for ticket in tickets][-1]


_ACTIONS = {
    BulkAction.LEVERAGE: _leverage,
    BulkAction.GROUP: _group,
    BulkAction.ACCESS: _access,
    BulkAction.CREDIT: _credit,
    BulkAction.CLOSE_ALL: _close_all,
}


def _tell(job: BulkJob) -> None:
    emit(
        BulkProgressed(
            job_id=job.public_id,
            state=job.state,
            left=job.rows.filter(state=BulkRowState.PENDING).count(),
        ),
        aggregate=f"bulk:{job.public_id}",
        brand_id=None,
    )
