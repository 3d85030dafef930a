"""What commerce does when others tell a fact."""

from brokerdesk.core.events import EventMeta, handles
from brokerdesk.kit.clock import now
from brokerdesk.modules.cashier.events import DepositChargedBack, DepositCredited
from brokerdesk.modules.cashier.types import DepositStatus
from brokerdesk.modules.trading.events import OperationRejected, OperationSettled

from ..events import ActionDone
from ..services.orders import pay_waiting
from ..services.payouts.paying import payout_of_operation, profit_refused, profit_taken
from ..services.payouts.requesting import frozen
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
    payout_id = payout_of_operation(event.operation_id)
    if payout_id is not None:
        profit_taken(payout_id, event.operation_id, at=now())


@handles(OperationRejected, group=GROUP)
def operation_rejected(event: OperationRejected, meta: EventMeta) -> None:
    """The platform did not: nothing is paid, people look at it again."""
    payout_id = payout_of_operation(event.operation_id)
    if payout_id is not None:
        profit_refused(payout_id, event.operation_id, event.reason or event.code)


@handles(ActionDone, group=GROUP)
def action_done(event: ActionDone, meta: EventMeta) -> None:
    """The account is blocked: its reward can be looked at."""
    if event.kind == ActionKind.BLOCK:
        frozen(event.attempt_id, at=now())
