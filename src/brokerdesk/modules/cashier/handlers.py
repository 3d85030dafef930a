"""What the cashier does when others, or it itself, tell a fact."""

from brokerdesk.core.events import EventMeta, handles
from brokerdesk.core.jobs import defer
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.events import (
    DifferenceClosed,
    DifferenceOpened,
    OperationCorrected,
    OperationNeedsReview,
    OperationRejected,
    OperationSettled,
)
from brokerdesk.modules.trading.queries import difference, operation

from . import jobs
from .events import (
    DepositCreated,
    DepositCredited,
    DepositFailed,
    DepositRefunded,
    TransferCorrected,
    WithdrawalApproved,
    WithdrawalPaid,
    WithdrawalRejected,
    WithdrawalRequested,
    WithdrawalReturned,
)
from .notices import tell_client
from .queries import deposit, withdrawal
from .services import (
    complete_transfer,
    correct_transfer,
    hold_transfer,
    leave_rejected,
    reject_transfer,
    review_again,
)
from .types import DepositStatus, WithdrawalStatus


@handles(OperationSettled, group="cashier")
def operation_settled(event: OperationSettled, meta: EventMeta) -> None:
    """The platform's deal is mirrored: the transfer has arrived."""
    complete_transfer(event.operation_id, at=now())


@handles(OperationRejected, group="cashier")
def operation_rejected(event: OperationRejected, meta: EventMeta) -> None:
    """The platform did not do it: the money goes back."""
    said = _kept(event.reason, operation(event.operation_id).reason)
    reject_transfer(event.operation_id, said or event.code, at=now())


@handles(OperationNeedsReview, group="cashier")
def operation_in_review(event: OperationNeedsReview, meta: EventMeta) -> None:
    """Evidence did not decide: the money stays in transit."""
    if event.difference_id:
        said = _kept(event.cause, difference(event.difference_id).detail)
    else:
        said = _kept(event.cause, operation(event.operation_id).reason)
    hold_transfer(event.operation_id, said, event.difference_id, at=now())


def _kept(said: str, kept: str) -> str:
    """What an event says in English; as it is kept, with its template, while it is the same."""
    return kept if kept == said else said


@handles(OperationCorrected, group="cashier")
def operation_corrected(event: OperationCorrected, meta: EventMeta) -> None:
    """The platform's deal is another now: the wallet follows."""
    correct_transfer(
        event.operation_id,
        before=event.before,
        after=event.after,
        difference_id=event.difference_id,
        at=now(),
    )


@handles(DifferenceOpened, group="cashier")
def difference_opened(event: DifferenceOpened, meta: EventMeta) -> None:
    """What was done about a late deal did not come about."""
    review_again(event.difference_id, at=now())


@handles(DifferenceClosed, group="cashier")
def difference_closed(event: DifferenceClosed, meta: EventMeta) -> None:
    """A late deal is dealt with."""
    leave_rejected(event.difference_id, event.resolution, at=now())


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


@handles(DepositFailed, group="cashier")
def closed_notice(event: DepositFailed, meta: EventMeta) -> None:
    """Tell the client that staff closed his deposit, and why; the rest he saw at the provider."""
    if event.state != DepositStatus.CANCELLED or not meta.actor_ref.startswith("staff:"):
        return
    tell_client(
        event.client_id,
        "deposit_closed",
        f"{event.deposit_id}:{meta.id}",
        amount=event.amount,
        currency=event.currency,
        reason=event.reason,
    )


@handles(DepositRefunded, group="cashier")
def refunded_notice(event: DepositRefunded, meta: EventMeta) -> None:
    """Tell the client that money went back the way it came."""
    tell_client(
        event.client_id,
        "deposit_refunded",
        f"{event.deposit_id}:{meta.id}",
        amount=event.amount,
        currency=event.currency,
        method=deposit(event.deposit_id).psp_title,
    )


@handles(WithdrawalRequested, group="cashier")
def requested_notice(event: WithdrawalRequested, meta: EventMeta) -> None:
    """Tell the client that somebody asked for his money, lest it was not he."""
    tell_client(
        event.client_id,
        "withdrawal_requested",
        event.withdrawal_id,
        amount=event.amount,
        currency=event.currency,
        hint=withdrawal(event.withdrawal_id).hint,
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


@handles(TransferCorrected, group="cashier")
def corrected_notice(event: TransferCorrected, meta: EventMeta) -> None:
    """Tell the client what a correction moved in his wallet."""
    if not event.to_wallet:
        return
    tell_client(
        event.client_id,
        "transfer_corrected",
        f"{event.transfer_id}:{meta.id}",
        amount=abs(event.to_wallet),
        currency=event.currency,
        came=event.to_wallet > 0,
    )
