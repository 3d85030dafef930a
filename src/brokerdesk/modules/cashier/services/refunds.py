"""Refunds that staff start: money goes back the way it came."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.audit import record
from brokerdesk.core.texts import note
from brokerdesk.core.words import worded
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected
from brokerdesk.ports.payments import PaymentError, PaymentsCapability

from ..errors import MethodClosed, ReasonNeeded, RefundTooLarge, WrongState
from ..locks import lock_deposit, lock_refund
from ..models import Refund
from ..queries.settings import settings_of
from ..rows import refund_row
from ..rules import (
    ANSWER_WITHIN,
    LOOKUP_EVERY,
    RETRY_AFTER,
    absence_proved,
    check_amount,
    lookup_counts,
)
from ..types import DepositStatus, MovementKind, RefundRow, RefundStatus
from . import providers
from .crediting import mark_refunded
from .history import begin, move, refusal
from .postings import Books, Draft, note_movement

_MOST = Decimal(10) ** 15
_REFUNDABLE = frozenset({DepositStatus.CREDITED, DepositStatus.PARTIALLY_REFUNDED})
_OPEN = (RefundStatus.REQUESTED, RefundStatus.SENT)


@transaction.atomic
def request_refund(
    deposit_id: str, *, amount: Decimal, reason: str, actor: Actor, at: datetime
) -> RefundRow:
    """Take money out of the wallet to give it back to the payer; a job sends it.

    Locks: deposit, then wallet account.
    Posts: available -> in transit.
    Raises:
        RefundTooLarge: more than what is left of the deposit.
        WrongState, MethodClosed, AmountInvalid, ReasonNeeded, InsufficientFunds: as named.
    """
    deposit = lock_deposit(deposit_id)
    if deposit.psp.manual or not providers.can(deposit.psp, PaymentsCapability.REFUND):
        raise MethodClosed(
            Marked(_("%(title)s cannot refund; pay it out instead"), title=deposit.psp.title)
        )
    if deposit.state not in _REFUNDABLE:
        raise WrongState(
            Marked(_("the deposit's state is “%(state)s”"), state=worded(deposit.state))
        )
    if not reason.strip():
        raise ReasonNeeded(Marked(_("say why")), field="reason")
    exact = check_amount(amount, deposit.currency, Decimal(0), _MOST)
    open_now = deposit.refunds.filter(state__in=_OPEN).aggregate(sum=Sum("amount"))["sum"]
    if exact > deposit.received - deposit.refunded - (open_now or 0):
        raise RefundTooLarge(
            Marked(_("that is more than what is left of the deposit")), field="amount"
        )
    refund = Refund.objects.create(
        deposit=deposit,
        amount=exact,
        reason=reason.strip()[:200],
        requested_by=actor.ref,
        next_step_at=at,
        created_at=at,
    )
    begin(refund, actor=actor, at=at, note=refund.reason)
    books = Books.of(deposit)
    draft = _draft(refund, "held", at)
    draft.flow(books.wallet(), books.payout_transit(), exact).post(actor)
    record(
        "cashier.deposit.refund",
        subject=deposit_id,
        actor=actor,
        brand_id=deposit.brand_id,
        after={"refund": refund.public_id, "amount": str(exact)},
        reason=reason,
    )
    return refund_row(refund)


def follow_refund(refund_id: str, *, at: datetime) -> RefundRow:
    """Send a refund, or look an unanswered one up. Outside any transaction.

    Raises:
        PaymentError: the provider could not be asked; it will be asked again later.
    """
    refund = _read(refund_id)
    gateway = providers.provider(refund.deposit.psp)
    if refund.state == RefundStatus.REQUESTED:
        _mark_sent(refund_id, at=at)
        outcome = gateway.refund(
            refund.deposit.provider_ref, refund.amount, refund.deposit.currency, refund.public_id
        )
        return record_refund_answer(refund_id, outcome, at=at, sent_at=at)
    if refund.state != RefundStatus.SENT:
        return refund_row(refund)
    try:
        found = gateway.fetch("refund", reference=refund.public_id)
    except PaymentError:
        _ask_later(refund_id, at=at)
        raise
    if found is not None:
        accepted = Accepted(found.provider_ref)
        return record_refund_answer(refund_id, accepted, at=at, sent_at=refund.sent_at)
    return _absent(refund_id, at=at)


def _read(refund_id: str) -> Refund:
    rows = Refund.objects.select_related("deposit", "deposit__psp", "deposit__psp__brand")
    return rows.filter(public_id=refund_id).first() or lock_refund(refund_id)


@transaction.atomic
def _mark_sent(refund_id: str, *, at: datetime) -> None:
    refund = lock_refund(refund_id)
    if refund.state != RefundStatus.REQUESTED:
        raise WrongState(Marked(_("the refund's state is “%(state)s”"), state=worded(refund.state)))
    refund.sent_at, refund.lookups = at, 0
    refund.next_step_at = at + ANSWER_WITHIN
    move(refund, RefundStatus.SENT, actor=SYSTEM, at=at)


@transaction.atomic
def record_refund_answer(
    refund_id: str, outcome: Outcome[str], *, at: datetime, sent_at: datetime | None
) -> RefundRow:
    """Record what the provider answered to a refund sent at `sent_at`.

    The answer to an earlier sending than the last decides only when it is yes.
    Locks: deposit, refund, then wallet account.
    Posts: in transit -> clearing when done, -> available when refused.
    Emits: DepositRefunded.
    """
    refund = lock_refund(refund_id)
    late = sent_at != refund.sent_at and not isinstance(outcome, Accepted)
    if refund.state != RefundStatus.SENT or late:
        return refund_row(refund)
    if isinstance(outcome, Accepted):
        _done(refund, outcome.value, at)
    elif isinstance(outcome, Rejected) and outcome.retryable:
        refund.next_step_at = at + RETRY_AFTER
        refund.detail = note(outcome.reason)
        move(refund, RefundStatus.REQUESTED, actor=SYSTEM, at=at, note=refund.detail)
    elif isinstance(outcome, Rejected):
        books = Books.of(refund.deposit)
        draft = _draft(refund, "refused", at)
        draft.flow(books.payout_transit(), books.wallet(), refund.amount).post(SYSTEM)
        refund.next_step_at = None
        refund.detail = note(refusal(outcome))
        move(refund, RefundStatus.REJECTED, actor=SYSTEM, at=at, note=refund.detail)
    else:
        refund.next_step_at = at + LOOKUP_EVERY
        refund.detail = note(outcome.cause)
        refund.save()
    return refund_row(refund)


def _done(refund: Refund, provider_ref: str, at: datetime) -> None:
    deposit = refund.deposit
    books = Books.of(deposit)
    draft = _draft(refund, "done", at)
    draft.flow(books.payout_transit(), books.clearing(), refund.amount).post(SYSTEM)
    note_movement(
        deposit,
        MovementKind.REFUND,
        draft=draft,
        amount=-refund.amount,
        fee=Decimal(0),
        provider_ref=provider_ref,
        reference=refund.public_id,
    )
    refund.provider_ref, refund.next_step_at, refund.detail = provider_ref, None, ""
    move(refund, RefundStatus.DONE, actor=SYSTEM, at=at)
    # The reason is the staff's own and stays with the refund: the client reads his deposit's notes.
    mark_refunded(deposit, refund.amount, actor=SYSTEM, at=at)


@transaction.atomic
def _absent(refund_id: str, *, at: datetime) -> RefundRow:
    """Send again only what was proved not to be there."""
    refund = lock_refund(refund_id)
    if refund.state != RefundStatus.SENT or refund.sent_at is None:
        return refund_row(refund)
    grace_s = settings_of(refund.deposit.brand_id).unknown_grace_s
    refund.lookups += lookup_counts(sent_at=refund.sent_at, at=at, grace_s=grace_s)
    refund.next_step_at = at + LOOKUP_EVERY
    if absence_proved(refund.lookups):
        move(
            refund,
            RefundStatus.REQUESTED,
            actor=SYSTEM,
            at=at,
            note=Marked(_("not at the provider")),
        )
    else:
        refund.save()
    return refund_row(refund)


@transaction.atomic
def _ask_later(refund_id: str, *, at: datetime) -> None:
    refund = lock_refund(refund_id)
    refund.next_step_at = at + LOOKUP_EVERY
    refund.save(update_fields=["next_step_at"])


def due_refunds(*, at: datetime, limit: int = 100) -> list[str]:
    """Refunds that it is time to send or ask about."""
    rows = Refund.objects.filter(next_step_at__lte=at, state__in=_OPEN)
    return list(rows.order_by("next_step_at").values_list("public_id", flat=True)[:limit])


def _draft(refund: Refund, what: str, at: datetime) -> Draft:
    draft = Draft(f"refund:{refund.public_id}:{what}", f"deposit.refund_{what}", at)
    draft.meta = {"refund": refund.public_id, "deposit": refund.deposit.public_id}
    return draft
