"""Sending approved withdrawals: intent, wire, answer; the unknown is looked up, not sent again."""

from datetime import datetime

from django.db import transaction

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.texts import note
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected
from brokerdesk.ports.payments import PaymentError, PayoutOrder, PayoutState, ProviderPayment

from ..errors import WrongState
from ..events import WithdrawalSent
from ..locks import lock_withdrawal
from ..models import Withdrawal
from ..queries.settings import settings_of
from ..rows import withdrawal_row
from ..rules import (
    ANSWER_WITHIN,
    LOOKUP_EVERY,
    MAX_SENDINGS,
    RETRY_AFTER,
    absence_proved,
    lookup_counts,
    next_fetch,
)
from ..types import WithdrawalRow, WithdrawalStatus
from . import providers
from .history import move, refusal
from .paid import payout_failed, payout_paid, payout_returned
from .postings import Books, Draft
from .telling import about_withdrawal, tell, tell_withdrawal_state
from .withdrawals import why_not_payable

MAX_REFUSALS = 20


def send_withdrawal(withdrawal_id: str, *, at: datetime) -> WithdrawalRow:
    """Send an approved withdrawal to its provider. Outside any transaction.

    One of a client to whom nothing may be paid by now goes to compliance instead.
    The intent is committed before the wire is touched; what happens if this process dies in
    between is an unknown, which `follow_withdrawal` looks up.
    """
    withdrawal = _submit(withdrawal_id, at=at)
    if withdrawal is None:
        return withdrawal_row(_read(withdrawal_id))
    order = PayoutOrder(
        reference=withdrawal.public_id,
        amount=withdrawal.amount,
        currency=withdrawal.currency,
        destination=dict(withdrawal.destination),
        customer_reference=withdrawal.client.public_id,
        webhook_url=providers.webhook_url(withdrawal.psp),
    )
    outcome = providers.provider(withdrawal.psp).start_payout(order)
    return record_answer(withdrawal_id, outcome, at=at, attempt=withdrawal.attempts)


@transaction.atomic
def _submit(withdrawal_id: str, *, at: datetime) -> Withdrawal | None:
    """Keep the intent: approved -> submitted, reserved -> in transit. None: not ours to send."""
    withdrawal = lock_withdrawal(withdrawal_id)
    if withdrawal.state != WithdrawalStatus.APPROVED or withdrawal.psp.manual:
        return None
    stopped = why_not_payable(withdrawal.client_id)
    if stopped:
        _stop(withdrawal, stopped, at)
        return None
    withdrawal.attempts += 1
    withdrawal.submitted_at = at
    withdrawal.answered_at = withdrawal.unknown_since = None
    withdrawal.lookups = 0
    withdrawal.next_step_at = at + ANSWER_WITHIN
    books = Books.of(withdrawal)
    draft = Draft(_key(withdrawal, "sent"), "withdrawal.sent", at)
    draft.meta = {"withdrawal": withdrawal_id}
    draft.flow(books.reserved(), books.payout_transit(), withdrawal.amount).post(SYSTEM)
    move(withdrawal, WithdrawalStatus.SUBMITTED, actor=SYSTEM, at=at)
    return _read(withdrawal_id)


def _stop(withdrawal: Withdrawal, cause: str, at: datetime) -> None:
    """Nothing may be paid to the client since it was approved: people decide anew."""
    withdrawal.reason = note(cause)
    withdrawal.next_step_at = None
    withdrawal.reviewed_by = withdrawal.first_approver = withdrawal.second_approver = ""
    move(
        withdrawal,
        WithdrawalStatus.COMPLIANCE_REVIEW,
        actor=SYSTEM,
        at=at,
        note=withdrawal.reason,
    )
    tell_withdrawal_state(withdrawal)


@transaction.atomic
def record_answer(
    withdrawal_id: str, outcome: Outcome[str], *, at: datetime, attempt: int
) -> WithdrawalRow:
    """Record what the provider answered to a sent payout.

    The answer to an earlier sending than the last decides only when it is yes: a no to it says
    nothing of what was sent since.
    Locks: withdrawal, then wallet accounts.
    Posts: in transit -> reserved when it may be tried again, -> available when refused.
    Emits: WithdrawalSent, WithdrawalStateChanged or WithdrawalRejected.
    """
    withdrawal = lock_withdrawal(withdrawal_id)
    late = attempt != withdrawal.attempts and not isinstance(outcome, Accepted)
    if withdrawal.state != WithdrawalStatus.SUBMITTED or late:
        return withdrawal_row(withdrawal)
    withdrawal.answered_at = at
    if isinstance(outcome, Accepted):
        _in_flight(withdrawal, outcome.value, at)
    elif isinstance(outcome, Rejected):
        reason = refusal(outcome)
        if outcome.retryable and withdrawal.attempts < MAX_REFUSALS:
            _take_back(withdrawal, reason, at)
        else:
            payout_failed(withdrawal, reason, at)
    else:
        withdrawal.unknown_since = at
        withdrawal.reason = note(outcome.cause)
        withdrawal.next_step_at = at + LOOKUP_EVERY
        withdrawal.save()
        tell_withdrawal_state(withdrawal)
    return withdrawal_row(withdrawal)


def _in_flight(withdrawal: Withdrawal, provider_ref: str, at: datetime) -> None:
    withdrawal.provider_ref = provider_ref
    withdrawal.unknown_since = None
    withdrawal.reason = ""
    withdrawal.next_step_at = next_fetch(at, 0, at)
    withdrawal.lookups = 0
    move(withdrawal, WithdrawalStatus.IN_FLIGHT, actor=SYSTEM, at=at)
    tell(WithdrawalSent(**about_withdrawal(withdrawal)), withdrawal)


def _take_back(withdrawal: Withdrawal, reason: str, at: datetime) -> None:
    """Nothing was performed: hold the money again, and send again after a while."""
    books = Books.of(withdrawal)
    draft = Draft(_key(withdrawal, "back"), "withdrawal.taken_back", at)
    draft.flow(books.payout_transit(), books.reserved(), withdrawal.amount).post(SYSTEM)
    withdrawal.reason = note(reason)
    withdrawal.unknown_since = None
    withdrawal.next_step_at = at + RETRY_AFTER * min(withdrawal.attempts, 20)
    move(withdrawal, WithdrawalStatus.APPROVED, actor=SYSTEM, at=at, note=withdrawal.reason)


def follow_withdrawal(withdrawal_id: str, *, at: datetime) -> WithdrawalRow:
    """Do what is due for a withdrawal: send it, or ask how it stands. Outside any transaction.

    Raises:
        PaymentError: the provider could not be asked; it will be asked again later.
    """
    withdrawal = _read(withdrawal_id)
    if withdrawal.psp.manual:
        return withdrawal_row(withdrawal)
    if withdrawal.state == WithdrawalStatus.APPROVED:
        return send_withdrawal(withdrawal_id, at=at)
    if withdrawal.state not in {
        WithdrawalStatus.SUBMITTED,
        WithdrawalStatus.IN_FLIGHT,
        WithdrawalStatus.REVIEW,
        WithdrawalStatus.PAID,
    }:
        return withdrawal_row(withdrawal)
    try:
        found = providers.provider(withdrawal.psp).fetch(
            "payout", provider_ref=withdrawal.provider_ref, reference=withdrawal_id
        )
    except PaymentError:
        _ask_later(withdrawal_id, at=at)
        raise
    if found is None:
        return record_absence(withdrawal_id, at=at)
    return record_payout_state(withdrawal_id, found, at=at)


@transaction.atomic
def record_payout_state(
    withdrawal_id: str, found: ProviderPayment, *, at: datetime
) -> WithdrawalRow:
    """Follow the provider's truth about a payout; asking twice changes nothing twice.

    Locks: withdrawal, then wallet accounts.
    Posts: in transit -> clearing (paid), -> available (failed); clearing -> available (returned).
    Emits: WithdrawalSent, WithdrawalPaid, WithdrawalRejected, WithdrawalReturned.
    Raises:
        WrongState: the provider speaks of another payout, amount or currency.
    """
    withdrawal = lock_withdrawal(withdrawal_id)
    if withdrawal.provider_ref not in ("", found.provider_ref):
        raise WrongState(
            Marked(
                _("%(withdrawal_id)s is payout %(provider_ref)s at the provider"),
                withdrawal_id=withdrawal_id,
                provider_ref=withdrawal.provider_ref,
            )
        )
    if (found.amount, found.currency) != (withdrawal.amount, withdrawal.currency):
        raise WrongState(
            Marked(
                _("the provider pays %(amount)s %(currency)s for %(withdrawal_id)s"),
                amount=found.amount,
                currency=found.currency,
                withdrawal_id=withdrawal_id,
            )
        )
    if withdrawal.state in {WithdrawalStatus.SUBMITTED, WithdrawalStatus.REVIEW}:
        _in_flight(withdrawal, found.provider_ref, at)
    if withdrawal.state == WithdrawalStatus.IN_FLIGHT:
        if found.state in {PayoutState.PAID, PayoutState.RETURNED}:
            payout_paid(withdrawal, psp_fee=found.fee, actor=SYSTEM, at=at)
        elif found.state == PayoutState.FAILED:
            payout_failed(withdrawal, found.reason, at)
        else:
            withdrawal.lookups += 1
            withdrawal.next_step_at = next_fetch(at, withdrawal.lookups, withdrawal.created_at)
            withdrawal.save()
    if withdrawal.state == WithdrawalStatus.PAID and found.state == PayoutState.RETURNED:
        payout_returned(withdrawal, found.reason, actor=SYSTEM, at=at)
    return withdrawal_row(withdrawal)


@transaction.atomic
def record_absence(withdrawal_id: str, *, at: datetime) -> WithdrawalRow:
    """Record that the provider knew nothing of a payout when it was asked.

    Two look-ups after the grace are proof; then it is sent again under the same key,
    three times at most, after which a person decides.
    Locks: withdrawal, then wallet accounts.
    """
    withdrawal = lock_withdrawal(withdrawal_id)
    if withdrawal.state != WithdrawalStatus.SUBMITTED or withdrawal.submitted_at is None:
        return withdrawal_row(withdrawal)
    grace_s = settings_of(withdrawal.brand_id).unknown_grace_s
    withdrawal.lookups += lookup_counts(sent_at=withdrawal.submitted_at, at=at, grace_s=grace_s)
    withdrawal.unknown_since = withdrawal.unknown_since or at
    withdrawal.next_step_at = at + LOOKUP_EVERY
    if not absence_proved(withdrawal.lookups):
        withdrawal.save()
    elif withdrawal.attempts < MAX_SENDINGS:
        _take_back(withdrawal, Marked(_("the provider does not know it")), at)
    else:
        withdrawal.next_step_at = None
        withdrawal.reason = Marked(
            _("sent %(count)s times, and the provider does not know it"), count=withdrawal.attempts
        )
        move(withdrawal, WithdrawalStatus.REVIEW, actor=SYSTEM, at=at, note=withdrawal.reason)
        tell_withdrawal_state(withdrawal)
    return withdrawal_row(withdrawal)


@transaction.atomic
def _ask_later(withdrawal_id: str, *, at: datetime) -> None:
    withdrawal = lock_withdrawal(withdrawal_id)
    if withdrawal.next_step_at is not None:
        withdrawal.next_step_at = at + LOOKUP_EVERY
        withdrawal.save(update_fields=["next_step_at"])


def due_withdrawals(*, at: datetime, limit: int = 200) -> list[str]:
    """Withdrawals that it is time to send or ask about, oldest first."""
    rows = Withdrawal.objects.filter(next_step_at__lte=at, psp__manual=False)
    return list(rows.order_by("next_step_at").values_list("public_id", flat=True)[:limit])


def _key(withdrawal: Withdrawal, what: str) -> str:
    return f"withdrawal:{withdrawal.public_id}:{what}:{withdrawal.attempts}"


def _read(withdrawal_id: str) -> Withdrawal:
    found = (
        Withdrawal.objects.select_related("client", "psp", "psp__brand")
        .filter(public_id=withdrawal_id)
        .first()
    )
    return found or lock_withdrawal(withdrawal_id)
