"""One job on many accounts: prepared with a preview, carried out row by row, each row once.

A row and what it asked of the platform are committed together: a job that is killed goes on with
the next row.
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import InterfaceError, OperationalError, transaction

from brokerdesk.core.access import allowed, require
from brokerdesk.core.access.queries import key_actor
from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.core.texts import note
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError, Forbidden, InvalidInput
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.staff.queries import active_actor

from ..errors import AccountNotFound, AmountInvalid, StateConflict
from ..events import BulkProgressed
from ..locks import lock_account, lock_bulk_job
from ..models import Account, BulkJob, BulkRow, Operation, Position
from ..rules import check_amount
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
from .changes import (
    OPEN_WORK,
    READY,
    being_closed,
    change_credit,
    change_leverage,
    close_position,
    move_to_product,
)

log = logging.getLogger(__name__)
MOST_ROWS = 500
AT_ONCE = 25
Guard = Callable[[Account], bool]
Result = Sequence[OperationRow | Operation]
By = Mapping[str, Any]
RIGHTS = {
    BulkAction.LEVERAGE: "trading.account.manage",
    BulkAction.GROUP: "trading.account.manage",
    BulkAction.ACCESS: "trading.account.manage",
    BulkAction.CREDIT: "trading.credit.change",
    BulkAction.CLOSE_ALL: "trading.position.close",
}
PARAMS = {
    BulkAction.LEVERAGE: "leverage",
    BulkAction.GROUP: "product_id",
    BulkAction.ACCESS: "state",
}


class _Undo(Exception):
    """Ends a trial: nothing of it stays."""


def may_do(actor: Actor, action: BulkAction, account: Account) -> bool:
    """Say whether an actor holds an action's right on an account."""
    return allowed(actor, RIGHTS[action], **_place(account))


def _place(account: Account) -> dict[str, Any]:
    return {
        "brand_id": account.brand_id,
        "office_id": account.client.office_id,
        "owner": account.client.owner_staff_id or None,
    }


def prepare_bulk(order: BulkOrder, *, actor: Actor, may: Guard, at: datetime) -> BulkJob:
    """Try a job on each row, keep what each would answer, and change nothing.

    `may` says on which accounts the actor may do it; the others look as if they were not there.
    Raises:
        InvalidInput: no line, or more than 500.
    """
    if not 1 <= len(order.lines) <= MOST_ROWS:
        raise InvalidInput(Marked(_("give 1 to %(most)s lines"), most=MOST_ROWS), field="lines")
    found = _accounts(order.lines, may)
    by: By = {"actor": actor, "reason": order.reason, "at": at}
    rows: list[BulkRow] = []
    for line in order.lines:
        rows.append(_row(order, line, found, rows, by))
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


def _row(
    order: BulkOrder,
    line: BulkLine,
    found: Mapping[str, list[Account]],
    before: Collection[BulkRow],
    by: By,
) -> BulkRow:
    row = BulkRow(position=len(before) + 1, given=line.given[:80])
    try:
        row.account = _account(found.get(line.given, []), before)
        row.amount = _amount(order.action, line.amount)
        if is_so(order.action, order.params, row.account):
            row.state = BulkRowState.UNCHANGED
        else:
            _try(order, row, by)
    except DomainError as error:
        row.state, row.message = BulkRowState.INVALID, note(error)
    return row


def is_so(action: BulkAction, params: Mapping[str, str], account: Account) -> bool:
    """Whether an account has already what a job would give it, and no change of it is on its way.

    What a job cannot be done with at all is refused, not left as it is.
    """
    if account.login is None or account.state not in (*READY, AccountState.DISABLED):
        return False
    if Operation.objects.filter(account=account, purpose=action, state__in=OPEN_WORK).exists():
        return False
    if action == BulkAction.LEVERAGE:
        return account.leverage == int(params["leverage"])
    if action == BulkAction.GROUP:
        return account.product.public_id == params["product_id"]
    return action == BulkAction.ACCESS and account.state == params["state"]


def _account(named: Sequence[Account], before: Collection[BulkRow]) -> Account:
    """The one account that a line names, unless a row before does."""
    if not named:
        raise AccountNotFound(Marked(_("there is no such account")))
    if len(named) > 1:
        raise StateConflict(Marked(_("several servers have this login: give the account's id")))
    for row in before:
        if row.account_id == named[0].pk and row.state == BulkRowState.PENDING:
            raise StateConflict(
                Marked(_("row %(row)s is for this account already"), row=row.position)
            )
    return named[0]


def _amount(action: BulkAction, amount: Decimal | None) -> Decimal | None:
    if amount is None:
        return None
    if action != BulkAction.CREDIT:
        raise AmountInvalid(Marked(_("this job takes no amount")))
    check_amount(amount)
    return amount


def _try(order: BulkOrder, row: BulkRow, by: By) -> None:
    """Refuse what the job would refuse on a row; nothing of the trial stays."""
    with suppress(_Undo), transaction.atomic():
        _do(order.action, order.params, row, by)
        raise _Undo


@transaction.atomic
def start_bulk(job_id: str, *, actor: Actor, at: datetime) -> BulkJob:
    """Let a previewed job begin; only who prepared it may, within a day.

    Locks: bulk job.
    Emits: BulkProgressed.
    Raises:
        BulkNotFound: as named.
        StateConflict: it began already, is another's, is old, or has no row to do.
        Forbidden: the actor lost the right on one of its accounts since.
    """
    job = lock_bulk_job(job_id)
    if job.state != BulkState.PREVIEW or not job.total:
        raise StateConflict(Marked(_("there is nothing to begin")))
    if job.requested_by != actor.ref or (at - job.created_at).days >= 1:
        raise StateConflict(Marked(_("prepare it anew")))
    pending = job.rows.filter(state=BulkRowState.PENDING).select_related("account__client")
    for row in pending:
        _require(actor, job, row)
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
        raise StateConflict(Marked(_("the job does not run")))
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
    _carry_out(job, row)
    row.save(update_fields=["state", "message", "operation"])
    return True


def _carry_out(job: BulkJob, row: BulkRow) -> None:
    """Ask for a row's operations and note what became of it; a fault ends the row alone."""
    try:
        with transaction.atomic():
            actor = _requester(job)
            _require(actor, job, row)
            by: By = {"actor": actor, "reason": job.reason, "at": now()}
            done = _do(BulkAction(job.action), job.params, row, by)
    except DomainError as error:
        row.state, row.message = BulkRowState.REFUSED, note(error)
    except (OperationalError, InterfaceError):
        raise  # the database's, not the row's: the job is tried again
    except Exception:  # the boundary: the rows behind must not wait for this one
        log.exception("row %s of %s failed", row.position, job.public_id)
        row.state, row.message = (
            BulkRowState.REFUSED,
            Marked(_("it failed unexpectedly; see the log")),
        )
    else:
        row.state = BulkRowState.ASKED
        if len(done) == 1:
            row.operation = Operation.objects.get(public_id=done[0].public_id)
        else:
            row.message = Marked(_("%(count)s operations; the account shows each"), count=len(done))


def _requester(job: BulkJob) -> Actor:
    kind, _sep, public_id = job.requested_by.partition(":")
    if kind == "api_key":
        actor = key_actor(public_id, at=now())
        gone = Marked(_("the API key that began the job is not valid any more"))
    else:
        actor = active_actor(public_id)
        gone = Marked(_("who began the job does not work here any more"))
    if actor is None:
        raise Forbidden(gone)
    return actor


def _require(actor: Actor, job: BulkJob, row: BulkRow) -> None:
    if row.account is not None:
        require(actor, RIGHTS[BulkAction(job.action)], **_place(row.account))


def _do(action: BulkAction, params: Mapping[str, str], row: BulkRow, by: By) -> Result:
    """The single job of one row."""
    if row.account is None:
        raise StateConflict(Marked(_("there is no such account")))
    return _ACTIONS[action](row.account, params, row.amount, by)


def _leverage(account: Account, params: Mapping[str, str], _amount: object, by: By) -> Result:
    return [change_leverage(account.public_id, int(params["leverage"]), **by)]


def _group(account: Account, params: Mapping[str, str], _amount: object, by: By) -> Result:
    return [move_to_product(account.public_id, params["product_id"], **by)]


def _access(account: Account, params: Mapping[str, str], _amount: object, by: By) -> Result:
    set_access(account.public_id, AccountState(params["state"]), **by)
    asked = Operation.objects.filter(account=account, purpose="access")
    return list(asked.order_by("-pk")[:1])


def _credit(account: Account, _params: Mapping[str, str], amount: Decimal | None, by: By) -> Result:
    if amount is None:
        raise AmountInvalid(Marked(_("give an amount after the login")), field="amount")
    return [change_credit(account.public_id, amount, **by)]


def _close_all(account: Account, _params: Mapping[str, str], _amount: object, by: By) -> Result:
    lock_account(account.public_id)
    closing = being_closed(account)
    held = Position.objects.filter(account=account).order_by("ticket")
    tickets = [t for t in held.values_list("ticket", flat=True) if t not in closing]
    if not tickets:
        raise StateConflict(Marked(_("no position is open that is not being closed")))
    return [close_position(account.public_id, ticket, **by) for ticket in tickets]


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
