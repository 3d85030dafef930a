"""Who lets a withdrawal go: compliance, an approver, a second approver."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.words import words

from ..errors import ChangedMeanwhile, FourEyesRequired, ReasonNeeded, WrongState
from ..events import WithdrawalApproved
from ..locks import lock_withdrawal
from ..models import Withdrawal
from ..rows import withdrawal_row
from ..types import WAITING_WITHDRAWALS, WithdrawalRow, WithdrawalStatus
from .history import move
from .telling import about_withdrawal, tell, tell_withdrawal_state
from .withdrawals import check_payable, release

APPROVABLE = (WithdrawalStatus.REQUESTED, WithdrawalStatus.SECOND_APPROVAL)


@transaction.atomic
def pass_compliance(
    withdrawal_id: str, *, actor: Actor, at: datetime, note: str = "", version: int | None = None
) -> WithdrawalRow:
    """Let a withdrawal through compliance; it then waits for approval.

    Locks: withdrawal.
    Emits: WithdrawalStateChanged.
    Raises:
        WrongState: it does not wait for compliance.
        FourEyesRequired: the reviewer also requested it.
        ChangedMeanwhile: it changed since the reviewer saw it.
    """
    withdrawal = _lock(withdrawal_id, version)
    if withdrawal.state != WithdrawalStatus.COMPLIANCE_REVIEW:
        raise WrongState(
            _("the withdrawal's state is “%(state)s”") % {"state": words(withdrawal.state)}
        )
    _not_by(actor, withdrawal.requested_by)
    withdrawal.reviewed_by = actor.ref
    move(withdrawal, WithdrawalStatus.REQUESTED, actor=actor, at=at, note=note)
    tell_withdrawal_state(withdrawal, actor)
    _audit("review", withdrawal, actor, note)
    return withdrawal_row(withdrawal)


@transaction.atomic
def approve_withdrawal(
    withdrawal_id: str, *, actor: Actor, at: datetime, version: int | None = None
) -> WithdrawalRow:
    """Approve a withdrawal; above the brand's limit a second, other person has to as well.

    The last approval makes a job send it; a manual one waits for finance to send the wire.
    Locks: withdrawal.
    Emits: WithdrawalApproved, or WithdrawalStateChanged after the first of two.
    Raises:
        WrongState: it does not wait for approval.
        FourEyesRequired: the approver also requested it, or approved it before.
        ChangedMeanwhile: it changed since the approver saw it.
        ChargebackOpen, VerificationRequired, ClientBlocked: nothing may be paid to him by now.
    """
    withdrawal = _lock(withdrawal_id, version)
    if withdrawal.state not in APPROVABLE:
        raise WrongState(
            _("the withdrawal's state is “%(state)s”") % {"state": words(withdrawal.state)}
        )
    _not_by(actor, withdrawal.requested_by)
    check_payable(withdrawal.client_id)
    if withdrawal.state == WithdrawalStatus.REQUESTED:
        withdrawal.first_approver = actor.ref
        if withdrawal.needs_second:
            move(withdrawal, WithdrawalStatus.SECOND_APPROVAL, actor=actor, at=at)
            tell_withdrawal_state(withdrawal, actor)
            _audit("approve_first", withdrawal, actor)
            return withdrawal_row(withdrawal)
    else:
        _not_by(actor, withdrawal.first_approver)
        withdrawal.second_approver = actor.ref
    withdrawal.approved_at = at
    withdrawal.next_step_at = None if withdrawal.psp.manual else at
    move(withdrawal, WithdrawalStatus.APPROVED, actor=actor, at=at)
    tell(WithdrawalApproved(**about_withdrawal(withdrawal)), withdrawal, actor)
    _audit("approve", withdrawal, actor)
    return withdrawal_row(withdrawal)


@transaction.atomic
def reject_withdrawal(
    withdrawal_id: str, *, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> WithdrawalRow:
    """Reject a withdrawal that waits, or is approved and not under way, and give the money back.

    Locks: withdrawal, then wallet accounts.
    Posts: reserved -> available, amount + fee.
    Emits: WithdrawalRejected.
    Raises:
        WrongState: it is under way, or decided.
        ReasonNeeded, ChangedMeanwhile: as named.
    """
    withdrawal = _lock(withdrawal_id, version)
    if not reason.strip():
        raise ReasonNeeded(_("say why; the client reads it"), field="reason")
    if withdrawal.state not in (*WAITING_WITHDRAWALS, WithdrawalStatus.APPROVED):
        raise WrongState(
            _("the withdrawal's state is “%(state)s”") % {"state": words(withdrawal.state)}
        )
    release(withdrawal, WithdrawalStatus.REJECTED, actor=actor, at=at, reason=reason.strip())
    _audit("reject", withdrawal, actor, reason)
    return withdrawal_row(withdrawal)


def _lock(withdrawal_id: str, version: int | None) -> Withdrawal:
    withdrawal = lock_withdrawal(withdrawal_id)
    if version is not None and version != withdrawal.version:
        raise ChangedMeanwhile(_("this withdrawal changed meanwhile: look at it again"))
    return withdrawal


def _not_by(actor: Actor, other: str) -> None:
    if actor.ref == other:
        raise FourEyesRequired(_("another person has to decide this"))


def _audit(action: str, withdrawal: Withdrawal, actor: Actor, reason: str = "") -> None:
    record(
        f"cashier.withdrawal.{action}",
        subject=withdrawal.public_id,
        actor=actor,
        brand_id=withdrawal.brand_id,
        after={"state": withdrawal.state, "amount": str(withdrawal.amount)},
        reason=reason,
    )
