"""How a withdrawal ends: paid, failed, returned; by the provider's word or a person's."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.audit import record
from brokerdesk.core.texts import note
from brokerdesk.core.words import worded
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ..errors import NotManual, ReasonNeeded, WrongState
from ..events import WithdrawalPaid, WithdrawalRejected, WithdrawalReturned
from ..locks import lock_withdrawal
from ..models import Withdrawal
from ..rows import withdrawal_row
from ..types import MovementKind, WithdrawalRow, WithdrawalStatus
from .history import move
from .postings import Books, Draft, note_movement
from .telling import about_withdrawal, tell


def payout_paid(withdrawal: Withdrawal, *, psp_fee: Decimal, actor: Actor, at: datetime) -> None:
    """Capture the money of a locked withdrawal that was sent.

    Posts: in transit (or reserved, when sent by hand) -> clearing; reserved -> income:fees;
    expense:psp_fee -> clearing.
    Emits: WithdrawalPaid.
    """
    books = Books.of(withdrawal)
    draft = _draft(withdrawal, "paid", at)
    source = books.reserved() if withdrawal.psp.manual else books.payout_transit()
    draft.flow(source, books.clearing(), withdrawal.amount)
    draft.flow(books.reserved(), books.income("fees"), withdrawal.fee)
    draft.flow(books.expense("psp_fee"), books.clearing(), psp_fee)
    draft.post(actor)
    note_movement(
        withdrawal, MovementKind.PAYOUT, draft=draft, amount=-withdrawal.amount, fee=psp_fee
    )
    withdrawal.psp_fee, withdrawal.paid_at = psp_fee, at
    withdrawal.next_step_at = withdrawal.unknown_since = None
    withdrawal.reason = ""
    move(withdrawal, WithdrawalStatus.PAID, actor=actor, at=at)
    event = WithdrawalPaid(**about_withdrawal(withdrawal), fee=withdrawal.fee)
    tell(event, withdrawal, actor)


def payout_failed(
    withdrawal: Withdrawal, reason: str, at: datetime, *, actor: Actor = SYSTEM
) -> None:
    """Give the money of a locked withdrawal back that the provider did not pay.

    Posts: in transit -> available, amount; reserved -> available, fee.
    Emits: WithdrawalRejected.
    """
    books = Books.of(withdrawal)
    draft = _draft(withdrawal, "failed", at)
    draft.flow(books.payout_transit(), books.wallet(), withdrawal.amount)
    draft.flow(books.reserved(), books.wallet(), withdrawal.fee)
    draft.post(actor)
    withdrawal.reason = note(reason)
    withdrawal.next_step_at = withdrawal.unknown_since = None
    move(withdrawal, WithdrawalStatus.FAILED, actor=actor, at=at, note=withdrawal.reason)
    event = WithdrawalRejected(
        **about_withdrawal(withdrawal), state=withdrawal.state, reason=withdrawal.reason
    )
    tell(event, withdrawal, actor)


def payout_returned(withdrawal: Withdrawal, reason: str, *, actor: Actor, at: datetime) -> None:
    """Put the money of a paid, locked withdrawal back that came back to us. Fees stay.

    Posts: clearing -> available, amount.
    Emits: WithdrawalReturned.
    """
    books = Books.of(withdrawal)
    draft = _draft(withdrawal, "returned", at)
    draft.flow(books.clearing(), books.wallet(), withdrawal.amount).post(actor)
    note_movement(
        withdrawal,
        MovementKind.PAYOUT_RETURN,
        draft=draft,
        amount=withdrawal.amount,
        fee=Decimal(0),
    )
    withdrawal.reason = note(reason)
    move(withdrawal, WithdrawalStatus.RETURNED, actor=actor, at=at, note=withdrawal.reason)
    tell(WithdrawalReturned(**about_withdrawal(withdrawal)), withdrawal, actor)


@transaction.atomic
def confirm_sent(
    withdrawal_id: str, *, bank_reference: str, actor: Actor, at: datetime
) -> WithdrawalRow:
    """Say that finance sent the wire of an approved manual withdrawal.

    Locks: withdrawal, then wallet accounts.
    Posts: reserved -> bank.
    Emits: WithdrawalPaid.
    Raises:
        NotManual, WrongState, ReasonNeeded: as named; the bank's reference is needed.
    """
    withdrawal = lock_withdrawal(withdrawal_id)
    _manual(withdrawal)
    if withdrawal.state != WithdrawalStatus.APPROVED:
        raise WrongState(
            Marked(_("the withdrawal's state is “%(state)s”"), state=worded(withdrawal.state))
        )
    if not bank_reference.strip():
        raise ReasonNeeded(Marked(_("give the bank's reference")), field="bank_reference")
    reference = bank_reference.strip()[:100]
    if Withdrawal.objects.filter(psp=withdrawal.psp, provider_ref=reference).exists():
        raise WrongState(Marked(_("another withdrawal has this reference")), field="bank_reference")
    withdrawal.provider_ref = reference
    payout_paid(withdrawal, psp_fee=Decimal(0), actor=actor, at=at)
    _audit("sent", withdrawal, actor, withdrawal.provider_ref)
    return withdrawal_row(withdrawal)


@transaction.atomic
def confirm_returned(
    withdrawal_id: str, *, reason: str, actor: Actor, at: datetime
) -> WithdrawalRow:
    """Say that a wire came back.

    Locks: withdrawal, then wallet accounts.
    Posts: bank -> available.
    Emits: WithdrawalReturned.
    Raises:
        NotManual, WrongState, ReasonNeeded: as named.
    """
    withdrawal = lock_withdrawal(withdrawal_id)
    _manual(withdrawal)
    if withdrawal.state != WithdrawalStatus.PAID:
        raise WrongState(
            Marked(_("the withdrawal's state is “%(state)s”"), state=worded(withdrawal.state))
        )
    if not reason.strip():
        raise ReasonNeeded(Marked(_("say why it came back")), field="reason")
    payout_returned(withdrawal, reason.strip(), actor=actor, at=at)
    _audit("returned", withdrawal, actor, reason)
    return withdrawal_row(withdrawal)


@transaction.atomic
def settle_review(
    withdrawal_id: str, *, paid: bool, reason: str, actor: Actor, at: datetime
) -> WithdrawalRow:
    """Decide by hand what evidence did not: whether the provider paid.

    Locks: withdrawal, then wallet accounts.
    Posts: in transit -> clearing, or -> available.
    Emits: WithdrawalPaid or WithdrawalRejected.
    Raises:
        WrongState: it is not in review.
        ReasonNeeded: the evidence has to be named.
    """
    withdrawal = lock_withdrawal(withdrawal_id)
    if withdrawal.state != WithdrawalStatus.REVIEW:
        raise WrongState(
            Marked(_("the withdrawal's state is “%(state)s”"), state=worded(withdrawal.state))
        )
    if not reason.strip():
        raise ReasonNeeded(Marked(_("name the evidence")), field="reason")
    if paid:
        withdrawal.provider_ref = withdrawal.provider_ref or f"by-hand:{withdrawal_id}"
        payout_paid(withdrawal, psp_fee=Decimal(0), actor=actor, at=at)
    else:
        payout_failed(withdrawal, reason.strip(), at, actor=actor)
    _audit("settle", withdrawal, actor, reason)
    return withdrawal_row(withdrawal)


def _manual(withdrawal: Withdrawal) -> None:
    if not withdrawal.psp.manual:
        raise NotManual(Marked(_("the provider, not a person, says whether this was paid")))


def _draft(withdrawal: Withdrawal, what: str, at: datetime) -> Draft:
    draft = Draft(f"withdrawal:{withdrawal.public_id}:{what}", f"withdrawal.{what}", at)
    draft.meta = {"withdrawal": withdrawal.public_id, "payout": withdrawal.provider_ref}
    return draft


def _audit(action: str, withdrawal: Withdrawal, actor: Actor, reason: str) -> None:
    record(
        f"cashier.withdrawal.{action}",
        subject=withdrawal.public_id,
        actor=actor,
        brand_id=withdrawal.brand_id,
        after={"state": withdrawal.state},
        reason=reason,
    )
