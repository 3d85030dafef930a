"""Platform operations: requested in the caller's transaction, sent by the gateway.

The gateway's life with one operation: `claim_due` (commit) → wire → `record_answer`. What was
sent without an answer is UNKNOWN: it is looked up on new connections, never sent again.
"""

from datetime import datetime, timedelta

from django.db import transaction

from brokerdesk.core.actors import Actor
from brokerdesk.core.events import emit
from brokerdesk.core.texts import note
from brokerdesk.core.words import worded
from brokerdesk.kit.ids import new_reference
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.ledger.types import AccountSpec
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected
from brokerdesk.ports.trading import OrderFate, PlatformAccount, PlatformDeal

from ..errors import AccountNotReady, CurrencyMismatch
from ..events import (
    OperationAccepted,
    OperationNeedsReview,
    OperationRejected,
    OperationRequested,
    OperationUnknown,
)
from ..locks import lock_account, lock_due_operations, lock_operation
from ..models import Operation
from ..rows import operation_row
from ..rules import check_amount
from ..types import (
    AccountState,
    ClaimedWork,
    OperationRequest,
    OperationRow,
    WorkKind,
    WorkState,
)
from .differences import reopen
from .opening import account_changed, account_opened, account_refused
from .sending import work_of

LOOKUP_EVERY = timedelta(seconds=5)
LOOKUPS_FOR_ABSENCE = 2
RETRY_AFTER = timedelta(seconds=5)
MAX_ATTEMPTS = 10
MONEY_KINDS = frozenset({WorkKind.BALANCE, WorkKind.CREDIT, WorkKind.CORRECTION})


def operation_fields(operation: Operation) -> dict[str, object]:
    """The fields that every operation event carries."""
    return {
        "operation_id": operation.public_id,
        "reference": operation.reference,
        "account_id": operation.account.public_id,
        "client_id": operation.account.client.public_id,
        "purpose": operation.purpose,
        "amount": operation.amount,
        "currency": operation.currency,
    }


def emit_operation(event_type: type, operation: Operation, **more: object) -> None:
    """Emit one operation event in the operation's own aggregate."""
    emit(
        event_type(**operation_fields(operation), **more),
        aggregate=f"operation:{operation.public_id}",
        brand_id=operation.account.brand_id,
    )


@transaction.atomic
def request_operation(
    request: OperationRequest, *, actor: Actor, at: datetime, kind: WorkKind = WorkKind.BALANCE
) -> OperationRow:
    """Queue money to move on a platform account; its deal will move `counter_account` ↔ mirror.

    Locks: account.
    Emits: OperationRequested.
    Raises:
        AccountNotReady: the account is not active.
        CurrencyMismatch: the counter-account is in another currency.
        AmountInvalid: as check_amount.
    """
    account = lock_account(request.account_id)
    if account.state not in {AccountState.ACTIVE, AccountState.READ_ONLY}:
        raise AccountNotReady(
            Marked(_("the trading account's state is “%(state)s”"), state=worded(account.state)),
            field="account_id",
        )
    if request.counter_account.asset != account.currency:
        raise CurrencyMismatch(
            Marked(
                _("the account is in %(currency)s, the money in %(asset)s"),
                currency=account.currency,
                asset=request.counter_account.asset,
            ),
            field="account_id",
        )
    check_amount(request.amount)
    counter = request.counter_account
    operation = Operation.objects.create(
        reference=request.reference or new_reference("T"),
        server_id=account.server_id,
        account=account,
        kind=kind,
        purpose=request.purpose,
        amount=request.amount,
        currency=account.currency,
        counter={name: getattr(counter, name) for name in counter.__slots__},
        note=request.note,
        due_at=at,
        requested_by=actor.ref,
    )
    emit_operation(OperationRequested, operation)
    return operation_row(operation)


def counter_spec(operation: Operation) -> AccountSpec:
    """The counter-account that was stored with the operation."""
    if operation.counter is None:
        raise ValueError(f"operation {operation.public_id} has no counter-account")
    return AccountSpec(**operation.counter)


@transaction.atomic
def recover_in_flight(server_pk: int, *, at: datetime) -> int:
    """Turn what a dead gateway had sent into Unknown. Called once, by the newly elected gateway.

    Emits: OperationUnknown for each.
    """
    stranded = lock_due_operations(server_pk, 10_000, state=WorkState.SENDING)
    for operation in stranded:
        _mark_unknown(operation, Marked(_("the gateway stopped before the answer")), at)
    return len(stranded)


@transaction.atomic
def claim_due(server_pk: int, *, limit: int, at: datetime) -> list[ClaimedWork]:
    """Take due work. Queued work is marked as sent before it is sent; unknown work comes as
    `lookup`. A change that a newer one of its sort overtook ends here: it is neither sent nor sent
    again. Commit before touching the wire.

    Emits: OperationRejected for each that was overtaken.
    """
    claimed: list[ClaimedWork] = []
    due = lock_due_operations(server_pk, limit, state__in=["queued", "unknown"], due_at__lte=at)
    left = [operation for operation in due if not _overtaken(operation)]
    if due and not left:
        return claim_due(server_pk, limit=limit, at=at)
    for operation in left:
        lookup = operation.state == WorkState.UNKNOWN
        if lookup:
            operation.due_at = at + LOOKUP_EVERY
        else:
            operation.state = WorkState.SENDING
            operation.sent_at = at
            operation.attempts += 1
            operation.lookups = 0
            _mark_provisioning(operation)
        operation.save(update_fields=["state", "sent_at", "attempts", "lookups", "due_at"])
        claimed.append(work_of(operation, lookup))
    return claimed


def _overtaken(operation: Operation) -> bool:
    """End a change after which another of its sort was asked for: the newest wish is what counts.

    Told only when claimed, under the operation's lock: the newer one is asked for under the
    account's, which comes before it.
    """
    if operation.kind != WorkKind.CHANGE:
        return False
    newer = Operation.objects.filter(
        account=operation.account_id, kind=WorkKind.CHANGE, purpose=operation.purpose,
        pk__gt=operation.pk,
    )  # fmt: skip
    if not newer.exists():
        return False
    operation.state = WorkState.REJECTED
    operation.reason_code, operation.reason = (
        "overtaken",
        Marked(_("a newer change took its place")),
    )
    operation.save(update_fields=["state", "reason_code", "reason"])
    emit_operation(
        OperationRejected, operation, code=operation.reason_code, reason=operation.reason
    )
    return True


def _mark_provisioning(operation: Operation) -> None:
    if operation.kind == WorkKind.OPEN_ACCOUNT:
        operation.account.state = AccountState.PROVISIONING
        operation.account.save(update_fields=["state"])


@transaction.atomic
def record_answer(work_id: str, outcome: Outcome[int] | Outcome[None], *, at: datetime) -> None:
    """Record what the platform answered to a sent operation.

    Accepted money waits for its deal, which settles it. A retryable refusal is queued again. The
    difference that a refused correction should have undone is open again.
    Emits: OperationAccepted, OperationRejected or OperationUnknown.
    """
    operation = lock_operation(work_id)
    if operation.state not in {WorkState.SENDING, WorkState.UNKNOWN}:
        return
    operation.answered_at = at
    if isinstance(outcome, Accepted):
        _accept(operation, outcome.value, at)
    elif isinstance(outcome, Rejected):
        _reject(operation, outcome, at)
    else:
        _mark_unknown(operation, outcome.cause, at)


def _accept(operation: Operation, evidence: int | None, at: datetime) -> None:
    kind = WorkKind(operation.kind)
    operation.state = WorkState.ACCEPTED if kind in MONEY_KINDS else WorkState.SETTLED
    operation.ticket = evidence if kind in MONEY_KINDS | {WorkKind.CLOSE} else None
    operation.settled_at = None if kind in MONEY_KINDS else at
    operation.save()
    if kind == WorkKind.OPEN_ACCOUNT and evidence is not None:
        account_opened(operation, evidence, at)
    elif kind == WorkKind.CHANGE:
        account_changed(operation)
    elif kind in MONEY_KINDS:
        emit_operation(OperationAccepted, operation, ticket=evidence)


def _reject(operation: Operation, answer: Rejected, at: datetime) -> None:
    reason = note(answer.reason)
    if answer.retryable and operation.attempts < MAX_ATTEMPTS:
        operation.state = WorkState.QUEUED
        operation.due_at = at + RETRY_AFTER * operation.attempts
        operation.reason_code, operation.reason = answer.code[:32], reason
        operation.save()
        return
    operation.state = WorkState.REJECTED
    operation.reason_code, operation.reason = answer.code[:32], reason
    operation.save()
    if operation.kind == WorkKind.OPEN_ACCOUNT:
        account_refused(operation, reason)
        return
    if operation.kind == WorkKind.CORRECTION:
        not_done = Marked(_("its correction was not performed: %(reason)s"), reason=reason)
        reopen(operation.note, not_done, at=at)
    emit_operation(
        OperationRejected, operation, code=operation.reason_code, reason=operation.reason
    )


def _mark_unknown(operation: Operation, cause: str, at: datetime) -> None:
    operation.state = WorkState.UNKNOWN
    operation.unknown_since = operation.unknown_since or at
    operation.reason = note(cause)
    operation.due_at = at + LOOKUP_EVERY
    operation.save()
    emit_operation(OperationUnknown, operation, cause=cause[:200])


@transaction.atomic
def record_lookup(
    work_id: str, found: PlatformDeal | PlatformAccount | OrderFate | None, *, at: datetime
) -> None:
    """Record one look-up of an unknown operation, made on a new connection.

    Found, or the order gone: accepted; the order filled: rejected. Absent, or the order waits
    on: two look-ups after the server's grace since sending that found
    nothing count as not performed (a later appearance goes to suspense and is raised). A change
    of rights has no trace in the history and is sent again: it is the same either way.
    Emits: OperationAccepted, OperationRejected or OperationNeedsReview.
    """
    operation = lock_operation(work_id)
    if operation.state != WorkState.UNKNOWN:
        return
    if isinstance(found, PlatformDeal):
        moved = found.balance_effect + found.credit_effect
        if operation.kind != WorkKind.CLOSE and moved != operation.amount:
            _review(operation, other_amount(found.ticket))
            return
        _accept(operation, found.ticket, at)
    elif isinstance(found, PlatformAccount):
        _accept(operation, found.login, at)
    elif found is OrderFate.GONE:
        _accept(operation, None, at)
    elif found is OrderFate.FILLED:
        reason = Marked(_("the order was filled before it could be taken away"))
        _reject(operation, Rejected("filled", reason), at)
    elif operation.kind == WorkKind.CHANGE:
        operation.state = WorkState.QUEUED
        operation.due_at = at
        operation.save()
    elif _absence_proved(operation, at):
        _reject(operation, Rejected("absent", _absence(operation)), at)
    else:
        operation.save(update_fields=["lookups"])


def _absence_proved(operation: Operation, at: datetime) -> bool:
    """Count a look-up that found nothing; one before the grace has passed proves nothing."""
    sent = operation.sent_at or operation.created_at
    if at - sent < timedelta(seconds=operation.server.grace_s):
        return False
    operation.lookups += 1
    return operation.lookups >= LOOKUPS_FOR_ABSENCE


def _absence(operation: Operation) -> str:
    if operation.kind == WorkKind.CANCEL:
        return Marked(_("the order still waits on the platform"))
    return Marked(_("not found in the platform's history"))


def other_amount(ticket: int) -> str:
    """Why a deal that bears an operation's reference does not settle it."""
    return Marked(_("deal %(ticket)s bears the reference with another amount"), ticket=ticket)


def _review(operation: Operation, cause: str) -> None:
    operation.state = WorkState.REVIEW
    operation.reason = note(cause)
    operation.save()
    emit_operation(OperationNeedsReview, operation, cause=cause[:200])
