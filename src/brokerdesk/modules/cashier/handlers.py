"""What the cashier does when others, or it itself, tell a fact."""

from brokerdesk.core.events import EventMeta, handles
from brokerdesk.core.jobs import defer
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.events import (
    OperationNeedsReview,
    OperationRejected,
    OperationSettled,
)

from . import jobs
from .events import (
    DepositCreated,
    DepositCredited,
    WithdrawalApproved,
    WithdrawalPaid,
    WithdrawalRejected,
    WithdrawalReturned,
)
from .notices import tell_client
from .queries import deposit, withdrawal
from .services import complete_transfer, hold_transfer, reject_transfer
from .types import DepositStatus, WithdrawalStatus


@handles(OperationSettled, group="cashier")
def operation_settled(event: OperationSettled, meta: EventMeta) -> None:
    """The platform's deal is mirrored: the transfer has arrived."""
    complete_transfer(event.operation_id, at=now())


@handles(OperationRejected, group="cashier")
def operation_rejected(event: OperationRejected, meta: EventMeta) -> None:
    """The platform did not do it: the money goes back."""
    reject_transfer(event.operation_id, event.reason or event.code, at=now())


@handles(OperationNeedsReview, group="cashier")
def operation_in_review(event: OperationNeedsReview, meta: EventMeta) -> None:
    """Evidence did not decide: the money stays in transit."""
    hold_transfer(event.operation_id, event.cause, at=now())


@handles(DepositCreated, group="cashier")
def page_wanted(event: DepositCreated, meta: EventMeta) -> None:
    """Open the payment page, unless the one who asked has opened it already."""
    row = deposit(event.deposit_id)
    if row.state == DepositStatus.CREATED and not row.manual:
        defer(jobs.open_deposit_page, deposit_id=event.deposit_id)


@handles(WithdrawalApproved, group="cashier")
def payout_wanted(event: WithdrawalApproved, meta: EventMeta) -> None:
    """Send what is fully approved."""
    if not withdrawal(event.withdrawal_id).manual:
        defer(jobs.send_payout, withdrawal_id=event.withdrawal_id)


@handles(DepositCredited, group="cashier")
def deposit_notice(event: DepositCredited, meta: EventMeta) -> None:
    """Tell the client that his money arrived."""
    tell_client(
        event.client_id,
        "deposit_credited",
        event.deposit_id,
        amount=event.amount,
        currency=event.currency,
    )


@handles(WithdrawalPaid, group="cashier")
def paid_notice(event: WithdrawalPaid, meta: EventMeta) -> None:
    """Tell the client that his money left."""
    tell_client(
        event.client_id,
        "withdrawal_paid",
        event.withdrawal_id,
        amount=event.amount,
        currency=event.currency,
        hint=withdrawal(event.withdrawal_id).hint,
    )


@handles(WithdrawalRejected, group="cashier")
def rejected_notice(event: WithdrawalRejected, meta: EventMeta) -> None:
    """Tell the client why his money stays; he knows what he cancelled himself."""
    if event.state == WithdrawalStatus.CANCELLED:
        return
    tell_client(
        event.client_id,
        "withdrawal_rejected",
        event.withdrawal_id,
        amount=event.amount,
        currency=event.currency,
        reason=event.reason if event.state == WithdrawalStatus.REJECTED else "",
    )


@handles(WithdrawalReturned, group="cashier")
def returned_notice(event: WithdrawalReturned, meta: EventMeta) -> None:
    """Tell the client that his money came back."""
    tell_client(
        event.client_id,
        "withdrawal_returned",
        event.withdrawal_id,
        amount=event.amount,
        currency=event.currency,
    )
