"""What commerce does when others tell a fact."""

from brokerdesk.core.events import EventMeta, handles
from brokerdesk.kit.clock import now
from brokerdesk.modules.cashier.events import DepositChargedBack, DepositCredited
from brokerdesk.modules.cashier.types import DepositStatus
from brokerdesk.modules.trading.events import (
    DealsIngested,
    OperationCorrected,
    OperationNeedsReview,
    OperationRejected,
    OperationSettled,
)
from brokerdesk.modules.trading.queries import operation

from ..events import ActionDone
from ..services.orders import pay_waiting
from ..services.payouts.answers import (
    payout_of_operation,
    profit_corrected,
    profit_in_doubt,
    profit_refused,
    profit_taken,
    return_failed,
)
from ..services.payouts.paying import BACK
from ..services.payouts.requesting import frozen
from ..services.payouts.unasked import deals_came
from ..services.refunds import charge_back
from ..types import ActionKind

GROUP = "prop_commerce"


@handles(DepositCredited, group=GROUP)
def money_came(event: DepositCredited, meta: EventMeta) -> None:
    """Pay what the client ordered and asked to be paid as soon as he has the money."""
    pay_waiting(event.client_id, event.currency, deposit_id=event.deposit_id, at=now())


@handles(DepositChargedBack, group=GROUP)
def money_went(event: DepositChargedBack, meta: EventMeta) -> None:
    """End what a charged-back deposit paid for; one that was won changes nothing."""
    if event.state != DepositStatus.CHARGEBACK_WON:
        charge_back(event.deposit_id, at=now())


@handles(OperationSettled, group=GROUP)
def operation_settled(event: OperationSettled, meta: EventMeta) -> None:
    """The platform gave the profit up: pay the reward."""
    payout_id = payout_of_operation(event.operation_id, event.purpose)
    if payout_id is not None and event.purpose != BACK:
        profit_taken(payout_id, event.operation_id, at=now())


@handles(OperationRejected, group=GROUP)
def operation_rejected(event: OperationRejected, meta: EventMeta) -> None:
    """The platform did not: nothing is paid, people look at it again."""
    payout_id = payout_of_operation(event.operation_id, event.purpose)
    if payout_id is None:
        return
    said = _kept(event.operation_id, event.reason) or event.code
    if event.purpose == BACK:
        return_failed(payout_id, said)
    else:
        profit_refused(payout_id, event.operation_id, said)


@handles(OperationNeedsReview, group=GROUP)
def operation_in_review(event: OperationNeedsReview, meta: EventMeta) -> None:
    """Evidence did not decide whether the profit was given up, or put back."""
    payout_id = payout_of_operation(event.operation_id, event.purpose)
    if payout_id is None:
        return
    said = _kept(event.operation_id, event.cause)
    if event.purpose == BACK:
        return_failed(payout_id, said)
    else:
        profit_in_doubt(payout_id, event.operation_id, said, event.difference_id)


@handles(OperationCorrected, group=GROUP)
def operation_corrected(event: OperationCorrected, meta: EventMeta) -> None:
    """The platform's deal is another now."""
    payout_id = payout_of_operation(event.operation_id, event.purpose)
    if payout_id is not None:
        profit_corrected(payout_id, event.operation_id, event.before, event.after)


@handles(DealsIngested, group=GROUP)
def money_moved(event: DealsIngested, meta: EventMeta) -> None:
    """Find deals of play money that bear a reward's reference and that nobody waits for."""
    deals_came(event.batch_id, at=now())


def _kept(operation_id: str, said: str) -> str:
    """A reason as it is kept, with its template for translation, while it is the same."""
    kept = operation(operation_id).reason
    return kept if kept == said else said


@handles(ActionDone, group=GROUP)
def action_done(event: ActionDone, meta: EventMeta) -> None:
    """The account is blocked: its reward can be looked at."""
    if event.kind == ActionKind.BLOCK:
        frozen(event.attempt_id, at=now())
