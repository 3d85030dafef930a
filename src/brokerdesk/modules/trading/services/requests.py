"""What waits for a second person: a client's leverage, a correction of a balance."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from brokerdesk.core.access.queries import person_behind
from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.modules.ledger.services import chart
from brokerdesk.ports.trading import Capability

from ..errors import (
    AccountNotReady,
    AmountInvalid,
    ChangedMeanwhile,
    FourEyesRequired,
    RequestDecided,
    StateConflict,
)
from ..events import AccountRequestDecided, AccountRequestOpened
from ..locks import lock_account, lock_request
from ..models import Account, AccountRequest, Operation
from ..rows import request_row
from ..rules import check_amount
from ..types import (
    AccountKind,
    OperationRequest,
    OperationRow,
    RequestKind,
    RequestRow,
    RequestState,
)
from .changes import change_leverage, check_leverage, ready_account
from .operations import request_operation


@transaction.atomic
def request_leverage(
    account_id: str, leverage: int, *, actor: Actor, reason: str, at: datetime
) -> RequestRow:
    """Ask staff for another leverage.

    Locks: account.
    Emits: AccountRequestOpened.
    Raises:
        AccountNotReady, NotOfferedThere, LeverageNotOffered: as named.
        StateConflict: one waits already.
    """
    account = ready_account(account_id, Capability.LEVERAGE)
    check_leverage(account, leverage)
    return _open(account, RequestKind.LEVERAGE, actor, reason, leverage=leverage)


@transaction.atomic
def propose_correction(
    account_id: str, amount: Decimal, *, actor: Actor, reason: str, at: datetime
) -> RequestRow:
    """Propose to correct a balance on the platform against the house's correction account.

    Locks: account.
    Emits: AccountRequestOpened.
    Raises:
        AccountNotReady, NotOfferedThere: as named; a demo account is never ready for it.
        AmountInvalid: as check_amount, or more than the balance there is.
        StateConflict: one waits already.
    """
    account = _correctable(account_id, amount)
    return _open(account, RequestKind.CORRECTION, actor, reason, amount=amount)


def _correctable(account_id: str, amount: Decimal) -> Account:
    """Lock an account whose balance can be corrected by an amount; refuse any other."""
    account = ready_account(account_id, Capability.BALANCE)
    if account.kind != AccountKind.LIVE:
        raise AccountNotReady(_("a demo account holds no real money"), field="account_id")
    check_amount(amount)
    if -amount > account.balance:
        raise AmountInvalid(
            _("the account's balance is %(balance)s %(currency)s")
            % {"balance": round(account.balance, 2), "currency": account.currency},
            field="amount",
        )
    return account


def _open(
    account: Account, kind: RequestKind, actor: Actor, reason: str, **asked: object
) -> RequestRow:
    try:
        with transaction.atomic():
            request = AccountRequest.objects.create(
                account=account, kind=kind, reason=reason[:200], requested_by=actor.ref, **asked
            )
    except IntegrityError:
        raise StateConflict(
            _("such a request waits for a decision already"), field="account_id"
        ) from None
    _record("opened", request, actor, reason)
    emit(
        AccountRequestOpened(
            request_id=request.public_id,
            account_id=account.public_id,
            client_id=account.client.public_id,
            kind=kind,
        ),
        aggregate=f"account:{account.public_id}",
        brand_id=account.brand_id,
        actor=actor,
    )
    return request_row(request)


@transaction.atomic
def approve_request(request_id: str, *, version: int, actor: Actor, at: datetime) -> RequestRow:
    """Approve what another person asked for; the platform is asked at once.

    Locks: request, then account.
    Emits: AccountRequestDecided, OperationRequested.
    Raises:
        RequestNotFound, RequestDecided, ChangedMeanwhile: as named.
        FourEyesRequired: the actor asked for it himself, or by an API key that he made.
        whatever the job itself refuses: nothing was changed, the request still waits.
    """
    request = _pending(request_id, version)
    if person_behind(request.requested_by) == person_behind(actor.ref):
        raise FourEyesRequired(_("another person has to decide what you asked for"))
    done = _carry_out(request, actor, at)
    request.operation = Operation.objects.get(public_id=done.public_id)
    _decide(request, RequestState.APPROVED, actor, "", at)
    return request_row(request)


def _carry_out(request: AccountRequest, actor: Actor, at: datetime) -> OperationRow:
    account_id = request.account.public_id
    if request.kind == RequestKind.LEVERAGE:
        return change_leverage(
            account_id, request.leverage, actor=actor, reason=request.reason, at=at
        )
    account = _correctable(account_id, request.amount)
    wanted = OperationRequest(
        account_id=account_id,
        amount=request.amount,
        counter_account=chart.house(
            account.server.code, "correction", account.currency, account.entity_id
        ),
        purpose="correction",
        note=request.reason,
    )
    return request_operation(wanted, actor=actor, at=at)


@transaction.atomic
def reject_request(
    request_id: str, *, version: int, answer: str, actor: Actor, at: datetime
) -> RequestRow:
    """Reject a request with a reason that the one who asked may read.

    Locks: request.
    Emits: AccountRequestDecided.
    Raises:
        RequestNotFound, RequestDecided, ChangedMeanwhile: as named.
        StateConflict: no reason.
    """
    request = _pending(request_id, version)
    if not answer.strip():
        raise StateConflict(_("give a reason"), field="answer")
    _decide(request, RequestState.REJECTED, actor, answer, at)
    return request_row(request)


@transaction.atomic
def withdraw_request(request_id: str, *, actor: Actor, at: datetime) -> RequestRow:
    """Take back what one asked for oneself.

    Locks: request.
    Emits: AccountRequestDecided.
    Raises:
        RequestNotFound, RequestDecided: as named.
        FourEyesRequired: somebody else asked for it.
    """
    request = lock_request(request_id)
    _still_pending(request)
    if request.requested_by != actor.ref:
        raise FourEyesRequired(_("only who asked for it can take it back"))
    _decide(request, RequestState.WITHDRAWN, actor, "", at)
    return request_row(request)


def _pending(request_id: str, version: int) -> AccountRequest:
    request = lock_request(request_id)
    _still_pending(request)
    if request.version != version:
        raise ChangedMeanwhile(_("the request was changed meanwhile; look at it again"))
    lock_account(request.account.public_id)
    return request


def _still_pending(request: AccountRequest) -> None:
    if request.state != RequestState.PENDING:
        raise RequestDecided(_("the request is decided already"))


def _decide(
    request: AccountRequest, state: RequestState, actor: Actor, answer: str, at: datetime
) -> None:
    request.state, request.answer = state, answer[:200]
    request.decided_by, request.decided_at = actor.ref, at
    request.version += 1
    request.save()
    _record(state, request, actor, answer)
    account = request.account
    emit(
        AccountRequestDecided(
            request_id=request.public_id,
            account_id=account.public_id,
            client_id=account.client.public_id,
            kind=request.kind,
            state=state,
        ),
        aggregate=f"account:{account.public_id}",
        brand_id=account.brand_id,
        actor=actor,
    )


def _record(what: str, request: AccountRequest, actor: Actor, reason: str) -> None:
    record(
        f"trading.request_{what}",
        subject=request.account.public_id,
        actor=actor,
        brand_id=request.account.brand_id,
        after={
            "request": request.public_id,
            "kind": request.kind,
            "amount": str(request.amount),
            "leverage": request.leverage,
        },
        reason=reason,
    )
