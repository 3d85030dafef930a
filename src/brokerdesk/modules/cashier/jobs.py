"""Jobs that talk to providers. Each does one thing and may run twice."""

import logging
from collections.abc import Callable

from brokerdesk.core.jobs import defer, job, periodic
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError
from brokerdesk.ports.payments import PaymentError

from . import services
from .queries import all_psps

log = logging.getLogger(__name__)


@job()
def open_deposit_page(deposit_id: str) -> None:
    """Ask for the payment page of a deposit that has none yet."""
    services.open_deposit(deposit_id, at=now())


@job()
def follow_deposit(deposit_id: str) -> None:
    """Ask how a deposit stands."""
    services.fetch_deposit(deposit_id, at=now())


@job()
def send_payout(withdrawal_id: str) -> None:
    """Send an approved withdrawal."""
    services.send_withdrawal(withdrawal_id, at=now())


@job()
def follow_payout(withdrawal_id: str) -> None:
    """Ask how a withdrawal stands."""
    services.follow_withdrawal(withdrawal_id, at=now())


@job()
def handle_webhook(
    inbox_pk: int, psp_id: str, direction: str, reference: str, provider_ref: str
) -> None:
    """Ask the provider about the payment that a webhook named."""
    services.follow_hint(inbox_pk, psp_id, direction, reference, provider_ref, at=now())


@periodic(every_s=5)
def follow_due() -> None:
    """Send and ask about whatever is due: a lost webhook or answer costs only time."""
    at = now()
    for deposit_id in services.due_deposits(at=at):
        _one(deposit_id, lambda subject: services.fetch_deposit(subject, at=now()))
    for withdrawal_id in services.due_withdrawals(at=at):
        _one(withdrawal_id, lambda subject: services.follow_withdrawal(subject, at=now()))
    for refund_id in services.due_refunds(at=at):
        _one(refund_id, lambda subject: services.follow_refund(subject, at=now()))


def _one(subject: str, act: Callable[[str], object]) -> None:
    """One that fails does not keep the others waiting; it stays due and is seen in the log."""
    try:
        act(subject)
    except (PaymentError, DomainError) as error:
        log.warning("%s is not followed: %s", subject, error)


@periodic(every_s=300)
def read_statements() -> None:
    """Read the providers' statements and follow what they know and the ledger does not."""
    for psp in services.statement_psps():
        services.read_statement(psp, at=now())
        for direction, subject in services.unbooked(psp):
            if direction == "deposit":
                defer(follow_deposit, deposit_id=subject, once=f"follow:{subject}")
            else:
                defer(follow_payout, withdrawal_id=subject, once=f"follow:{subject}")


@periodic(every_s=60)
def check_psps() -> None:
    """Ask every enabled provider whether it is there."""
    for psp in all_psps():
        if psp.enabled:
            services.check_psp(psp.public_id, at=now())
