"""Payment: the platform gives the profit up, its deal is known, then the wallet has its part."""

from datetime import datetime
from decimal import Decimal

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.kit.exact import EXACT, ZERO
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.ledger.services import chart, post
from brokerdesk.modules.ledger.types import Posting, TxRequest
from brokerdesk.modules.trading.queries import account as account_of
from brokerdesk.modules.trading.services.operations import request_operation
from brokerdesk.modules.trading.services.play_money import move_play_money
from brokerdesk.modules.trading.types import AccountKind, OperationRequest, OperationRow

from ...events import PayoutPaid
from ...models import Order, Payout
from ...types import OrderState
from ..telling import tell_refund
from .freezing import unfreeze

PURPOSE = "prop_reward"
BACK = "prop_reward_back"
EXPENSE = "prop_rewards"


def take_profit(payout: Payout, *, actor: Actor, at: datetime) -> None:
    """Ask the platform to give up the profit of an approved reward; its deal pays the reward.

    On a simulated account it is play money; on a live one it goes back to the house's capital.
    Locks: trading account.
    """
    operation = ask_platform(payout, -payout.asked, PURPOSE, actor=actor, at=at)
    payout.operation_id = operation.public_id
    payout.save(update_fields=["operation_id"])


def give_back(payout: Payout, operation_id: str, *, at: datetime) -> None:
    """Ask the platform to put a profit back that was taken and is not to be paid; once each.

    Locks: trading account.
    """
    if any(one["of"] == operation_id for one in payout.returned):
        return
    back = ask_platform(payout, payout.asked, BACK, actor=SYSTEM, at=at)
    payout.returned = [*payout.returned, {"of": operation_id, "by": back.public_id}]
    payout.save(update_fields=["returned"])
    record(
        "prop.payout_given_back", subject=payout.public_id, actor=SYSTEM,
        brand_id=payout.attempt.brand_id,
        after={"operation": operation_id, "by": back.public_id, "amount": str(payout.asked)},
    )  # fmt: skip


def ask_platform(
    payout: Payout, amount: Decimal, purpose: str, *, actor: Actor, at: datetime
) -> OperationRow:
    """Move a reward's profit on its account; play money, or against the house's capital."""
    if payout.stage.account is None:
        raise ValueError(f"reward {payout.public_id} has no account")
    account = account_of(payout.stage.account.public_id)
    if account.kind == AccountKind.DEMO:
        return move_play_money(account.public_id, amount, purpose=purpose, actor=actor, at=at)
    counter = chart.prop_capital(payout.currency, account.entity_pk)
    asked = OperationRequest(account.public_id, amount, counter, purpose, note=payout.public_id)
    return request_operation(asked, actor=actor, at=at)


def pay_taken(payout: Payout, *, at: datetime) -> None:
    """Pay a locked reward whose profit is known to have left the account.

    Posts: prop rewards -> available: the trader's part, and the fee where it comes back.
    Emits: PayoutPaid; OrderRefunded where the fee comes back.
    """
    attempt, order = payout.attempt, payout.attempt.order
    payout.refund = min(payout.refund, fee_left(order))  # some may have come back meanwhile
    _pay(payout, at)
    attempt.rewards += 1
    attempt.save(update_fields=["rewards"])
    if payout.refund:
        order.refunded = EXACT.add(order.refunded, payout.refund)
        order.save(update_fields=["refunded"])
        tell_refund(order, payout.refund, "reward", SYSTEM)
    unfreeze(attempt.public_id, at=at)


def fee_left(order: Order) -> Decimal:
    """What of an order's price can still come back."""
    paid = order.state == OrderState.PAID
    return EXACT.subtract(order.price, order.refunded) if paid else ZERO


def pay_breach(payout: Payout, *, actor: Actor, at: datetime) -> None:
    """Pay what terms give of a profit that a daily loss ended; the account is closed already.

    Posts: prop rewards -> available.
    Emits: PayoutPaid.
    """
    _pay(payout, at, actor)


def _pay(payout: Payout, at: datetime, actor: Actor = SYSTEM) -> None:
    attempt = payout.attempt
    amount = EXACT.add(payout.trader, payout.refund)
    if amount:
        _post(payout, at, actor)
    payout.state, payout.paid_at = "paid", at
    payout.save(update_fields=["state", "paid_at", "refund"])
    emit(
        PayoutPaid(
            attempt_id=attempt.public_id, client_id=attempt.client.public_id,
            payout_id=payout.public_id, amount=amount, currency=payout.currency,
        ),
        aggregate=f"attempt:{attempt.public_id}", brand_id=attempt.brand_id, actor=actor,
    )  # fmt: skip


def _post(payout: Payout, at: datetime, actor: Actor) -> None:
    attempt, currency = payout.attempt, payout.currency
    entity = brand_of(attempt.brand_id).entity_pk
    wallet = chart.client_wallet(attempt.client.public_id, currency, entity)
    cost = chart.expense(EXPENSE, currency, entity)
    parts: tuple[Decimal, ...] = (payout.trader, payout.refund)
    post(
        TxRequest(
            key=f"prop_reward:{payout.public_id}",
            kind="prop.reward",
            postings=tuple(
                Posting(cost.code, wallet.code, part, currency) for part in parts if part
            ),
            effective_at=at,
            meta={"attempt": attempt.public_id, "payout": payout.public_id},
        ),
        accounts=[wallet, cost],
        actor=actor,
    )
