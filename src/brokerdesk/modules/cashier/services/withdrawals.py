"""Requesting and cancelling withdrawals."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.texts import note
from brokerdesk.core.words import worded
from brokerdesk.kit.errors import DomainError, Forbidden
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.compliance.queries import require_may
from brokerdesk.ports.payments import PaymentsCapability

from ..errors import (
    ChargebackOpen,
    CurrencyNotOffered,
    MethodClosed,
    RequestKeyReused,
    WrongState,
)
from ..events import WithdrawalRejected, WithdrawalRequested
from ..locks import lock_wish, lock_withdrawal
from ..models import Deposit, Psp, Withdrawal
from ..queries.settings import settings_of
from ..rows import withdrawal_row
from ..rules import check_amount, destination_of, fee_of, hint_of, request_hash
from ..types import WAITING_WITHDRAWALS, DepositStatus, WithdrawalRow, WithdrawalStatus
from . import providers
from .deposits import method_for
from .history import begin, move
from .postings import Books, Draft
from .telling import about_withdrawal, tell


@transaction.atomic
def request_withdrawal(
    *,
    client_id: str,
    psp_id: str,
    amount: Decimal,
    currency: str,
    destination: Mapping[str, str],
    key: str,
    actor: Actor,
    at: datetime,
) -> WithdrawalRow:
    """Ask for money and hold it. The same key and input give the same withdrawal again.

    Locks: wallet account.
    Posts: available -> reserved, amount + fee.
    Emits: WithdrawalRequested.
    Raises:
        InsufficientFunds: available < amount + fee.
        ChargebackOpen: a chargeback of the client is open.
        PspNotFound, MethodClosed, CurrencyNotOffered, AmountInvalid, DestinationInvalid,
        RequestKeyReused, VerificationRequired, ClientBlocked: as named.
    """
    client = client_of(client_id)
    target = destination_of(destination)
    asked = request_hash(psp=psp_id, amount=amount.normalize(), asset=currency, to=target)
    known = _known(client.pk, key, asked)
    if known is not None:
        return withdrawal_row(known)
    psp = method_for(client, psp_id)
    _check_offer(psp, currency)
    exact = check_amount(amount, currency, psp.withdrawal_min, psp.withdrawal_max)
    check_payable(client.pk)
    limits = settings_of(psp.brand_id)
    review = exact > limits.compliance_review_above
    withdrawal = Withdrawal.objects.create(
        brand_id=psp.brand_id,
        entity_id=psp.brand.entity_id,
        client_id=client.pk,
        psp=psp,
        key=key,
        request_hash=asked,
        amount=exact,
        fee=fee_of(exact, currency, bps=psp.withdrawal_fee_bps, fixed=psp.withdrawal_fee_fixed),
        currency=currency,
        destination=target,
        hint=hint_of(target),
        state=WithdrawalStatus.COMPLIANCE_REVIEW if review else WithdrawalStatus.REQUESTED,
        needs_second=exact > limits.second_approver_above,
        requested_by=actor.ref,
        created_at=at,
    )
    begin(withdrawal, actor=actor, at=at)
    _hold(withdrawal, actor, at)
    event = WithdrawalRequested(**about_withdrawal(withdrawal), fee=withdrawal.fee)
    tell(event, withdrawal, actor)
    return withdrawal_row(withdrawal)


def check_payable(client_pk: int) -> None:
    """Refuse while nothing may be paid to a client: asked for, approved or sent.

    Raises:
        ChargebackOpen: a chargeback of the client is open.
        VerificationRequired, ClientBlocked: as named.
    """
    require_may(client_pk, "withdraw")
    if Deposit.objects.filter(client_id=client_pk, state=DepositStatus.CHARGEBACK_OPEN).exists():
        raise ChargebackOpen(Marked(_("withdrawals wait while a chargeback is open")))


def why_not_payable(client_pk: int) -> str:
    """Say why nothing may be paid to a client now; empty when it may."""
    try:
        check_payable(client_pk)
    except DomainError as refusal:
        return str(refusal)
    return ""


def _hold(withdrawal: Withdrawal, actor: Actor, at: datetime) -> None:
    books = Books.of(withdrawal)
    draft = Draft(f"withdrawal:{withdrawal.public_id}:hold", "withdrawal.held", at)
    draft.meta = {"withdrawal": withdrawal.public_id}
    draft.flow(books.wallet(), books.reserved(), withdrawal.amount + withdrawal.fee).post(actor)


def release(
    withdrawal: Withdrawal, state: WithdrawalStatus, *, actor: Actor, at: datetime, reason: str
) -> None:
    """End a locked withdrawal whose money is still reserved, and give it back.

    Posts: reserved -> available, amount + fee.
    Emits: WithdrawalRejected.
    """
    books = Books.of(withdrawal)
    draft = Draft(f"withdrawal:{withdrawal.public_id}:void", "withdrawal.voided", at)
    draft.meta = {"withdrawal": withdrawal.public_id}
    draft.flow(books.reserved(), books.wallet(), withdrawal.amount + withdrawal.fee).post(actor)
    withdrawal.reason = note(reason)
    withdrawal.next_step_at = None
    move(withdrawal, state, actor=actor, at=at, note=withdrawal.reason)
    event = WithdrawalRejected(
        **about_withdrawal(withdrawal), state=state, reason=withdrawal.reason
    )
    tell(event, withdrawal, actor)


@transaction.atomic
def cancel_withdrawal(withdrawal_id: str, *, actor: Actor, at: datetime) -> WithdrawalRow:
    """Let the client change his mind before anything was sent.

    Locks: withdrawal, then wallet accounts.
    Posts: reserved -> available.
    Emits: WithdrawalRejected.
    Raises:
        WrongState: it is under way, or decided.
        Forbidden: it is another client's.
    """
    withdrawal = lock_withdrawal(withdrawal_id)
    if actor.kind == "client" and actor.id != withdrawal.client.public_id:
        raise Forbidden(Marked(_("this is not yours")))
    waiting = (*WAITING_WITHDRAWALS, WithdrawalStatus.APPROVED)
    if withdrawal.state not in waiting or withdrawal.attempts:
        raise WrongState(
            Marked(
                _("the withdrawal's state is “%(state)s”: it cannot be cancelled"),
                state=worded(withdrawal.state),
            )
        )
    release(
        withdrawal,
        WithdrawalStatus.CANCELLED,
        actor=actor,
        at=at,
        reason=Marked(_("cancelled by the client")),
    )
    record(
        "cashier.withdrawal.cancel",
        subject=withdrawal_id,
        actor=actor,
        brand_id=withdrawal.brand_id,
    )
    return withdrawal_row(withdrawal)


def _check_offer(psp: Psp, currency: str) -> None:
    able = psp.manual or providers.can(psp, PaymentsCapability.PAYOUT)
    if not (psp.enabled and psp.withdrawal_enabled and able):
        raise MethodClosed(
            Marked(_("%(title)s pays nothing out now"), title=psp.title), field="psp_id"
        )
    if currency not in psp.currencies:
        offered = ", ".join(psp.currencies)
        raise CurrencyNotOffered(
            Marked(_("%(title)s pays %(offered)s"), title=psp.title, offered=offered),
            field="currency",
        )


def _known(client_pk: int, key: str, asked: str) -> Withdrawal | None:
    if not 0 < len(key) <= 128:
        raise RequestKeyReused(Marked(_("a key has 1 to 128 characters")), field="key")
    lock_wish(client_pk, key)
    found = (
        Withdrawal.objects.select_related("client", "psp")
        .filter(client_id=client_pk, key=key)
        .first()
    )
    if found is not None and found.request_hash != asked:
        raise RequestKeyReused(Marked(_("this key belongs to another withdrawal")))
    return found
