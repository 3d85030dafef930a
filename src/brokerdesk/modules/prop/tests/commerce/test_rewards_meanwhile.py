"""What happens to an account while its reward waits: it is not paid on what is no more."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.modules.cashier.services import charge_service
from brokerdesk.modules.trading.models import Operation

from ...commerce_errors import PayoutRefused, PayoutState
from ...errors import OverrideInvalid
from ...models import Attempt, Decision, Order, Payout, Stage
from ...services.lifecycle import end_attempt
from ...services.lifecycle.states import move, reopen
from ...services.orders import purchase_of
from ...services.overrides import Proposal, approve_override, propose_override
from ...services.payouts.breaches import assess_breach, claim_breach_profit
from ...services.payouts.conditions import profit_of, standing_of
from ...services.payouts.requesting import cancel_payout
from ...services.payouts.reviewing import approve, assess, reject
from ...services.refunds import approve_refund, charge_back, propose_refund
from ...types import AttemptState, OrderKind, OverrideKind
from .conftest import DANA, FINN, Shop
from .test_breaches import SHARE, breached, ended_by, lost
from .test_payouts import ask, gained


def assessed(shop: Shop) -> tuple[Attempt, Payout]:
    attempt = gained(shop)
    payout = ask(shop, attempt)
    shop.block_done(attempt)
    assess(payout.public_id, actor=FINN, at=shop.at)
    return attempt, payout


def refused(shop: Shop, payout: Payout) -> None:
    with pytest.raises(PayoutState):
        approve(payout.public_id, actor=DANA, at=shop.at)
    payout.refresh_from_db()
    assert (payout.state, payout.operation_id) == ("review", "")
    assert shop.money() == 0


@pytest.mark.parametrize("state", [AttemptState.FAILED, AttemptState.HELD, AttemptState.PAUSED])
def test_no_reward_of_an_account_that_failed_or_is_held(shop: Shop, state: AttemptState) -> None:
    attempt, payout = assessed(shop)
    move(attempt, state, actor=SYSTEM, at=shop.at)
    refused(shop, payout)
    reject(payout.public_id, reason="it failed", actor=DANA, at=shop.at)
    attempt.refresh_from_db()
    assert attempt.state == state


def test_no_reward_of_what_has_ended(shop: Shop) -> None:
    attempt, payout = assessed(shop)
    end_attempt(attempt.public_id, "withdrawn", actor=SYSTEM, at=shop.at)
    refused(shop, payout)


def refunded(shop: Shop, order: Order) -> None:
    """Two people give the fee back."""
    propose_refund(order.public_id, reason="as agreed", actor=FINN, at=shop.at)
    approve_refund(order.public_id, actor=DANA, at=shop.at)


def charged_back(shop: Shop, order: Order) -> None:
    """A bank takes the fee back."""
    Order.objects.filter(pk=order.pk).update(deposit_id="dep_1")
    charge_back("dep_1", at=shop.at)


GOES_BACK = pytest.mark.parametrize(
    ("went_back", "said", "wallet"),
    [(refunded, "refunded", 155), (charged_back, "charged back", 0)],
)
GoesBack = Callable[[Shop, Order], None]


def balances(shop: Shop) -> list[str]:
    """What the platform was asked to move."""
    rows = Operation.objects.filter(purpose__startswith="prop_reward").order_by("pk")
    return [f"{row.amount.normalize():f}" for row in rows]


@GOES_BACK
@pytest.mark.parametrize("failed", [False, True])
def test_an_approved_reward_is_held_once_its_price_goes_back(
    shop: Shop, failed: bool, went_back: GoesBack, said: str, wallet: int
) -> None:
    attempt, payout = assessed(shop)
    approve(payout.public_id, actor=DANA, at=shop.at)
    if failed:
        move(attempt, AttemptState.FAILED, actor=SYSTEM, at=shop.at)
    went_back(shop, attempt.order)
    shop.platform(attempt)
    payout.refresh_from_db()
    assert (payout.state, payout.operation_id) == ("review", "")
    assert shop.money() == wallet
    assert payout.taken
    assert said in payout.reason
    assess(payout.public_id, actor=FINN, at=shop.at)
    with pytest.raises(PayoutState):
        approve(payout.public_id, actor=DANA, at=shop.at)
    reject(payout.public_id, reason="no more", actor=DANA, at=shop.at)
    shop.platform(attempt)
    assert balances(shop) == ["-3000", "3000"]
    payout.refresh_from_db()
    assert (payout.state, len(payout.returned)) == ("rejected", 1)
    assert shop.money() == wallet


@pytest.mark.parametrize("kind", [OrderKind.RESET, OrderKind.EXTENSION, OrderKind.RETRY])
def test_an_approved_reward_is_held_once_a_second_chance_is_refunded(
    shop: Shop, kind: OrderKind
) -> None:
    """What reset or extended the account; a retry is an attempt of its own."""
    attempt, payout = assessed(shop)
    first = attempt.order
    order = Order.objects.create(
        brand=first.brand, client=first.client, version=first.version, kind=kind, state="paid",
        document=first.document, terms=first.terms, product_id=first.product_id, price=Decimal(10),
        currency="USD", of_attempt=attempt, key="more", created_at=shop.at,
    )  # fmt: skip
    shop.fill("10")
    charge_service(purchase_of(order), actor=SYSTEM, at=shop.at)
    approve(payout.public_id, actor=DANA, at=shop.at)
    refunded(shop, order)
    shop.platform(attempt)
    payout.refresh_from_db()
    paid = kind is OrderKind.RETRY
    assert payout.state == ("paid" if paid else "review")
    assert shop.money() == 10 + (payout.trader if paid else 0)


@GOES_BACK
def test_nothing_is_paid_of_a_breach_whose_price_goes_back(
    shop: Shop, went_back: GoesBack, said: str, wallet: int
) -> None:
    attempt = breached(shop, breach_profit=SHARE)
    payout = claim_breach_profit(attempt.public_id, actor=SYSTEM, at=shop.at)
    assess_breach(payout.public_id, stops_on_all=True, actor=FINN, at=shop.at)
    went_back(shop, attempt.order)
    with pytest.raises(PayoutState, match=said):
        approve(payout.public_id, actor=DANA, at=shop.at)
    reject(payout.public_id, reason="no more", actor=DANA, at=shop.at)
    with pytest.raises(PayoutRefused):
        claim_breach_profit(attempt.public_id, actor=SYSTEM, at=shop.at)
    assert shop.money() == wallet


def test_no_reward_of_profit_that_is_lost_meanwhile(shop: Shop) -> None:
    attempt, payout = assessed(shop)
    shop.tell(attempt.stages.get(), type="charge", amount="-1")
    refused(shop, payout)


def test_no_reward_while_a_position_is_open(shop: Shop) -> None:
    attempt, payout = assessed(shop)
    shop.tell(attempt.stages.get(), type="position_opened", position="9", symbol="EURUSD", lots="1")
    refused(shop, payout)


def test_the_profit_of_a_breach_is_claimed_of_one_that_failed(shop: Shop) -> None:
    """One that people reinstated trades on with it."""
    attempt = breached(shop, breach_profit=SHARE)
    attempt.refresh_from_db()
    reopen(attempt, actor=SYSTEM, at=shop.at, reason="override: x")
    with pytest.raises(PayoutRefused):
        claim_breach_profit(attempt.public_id, actor=SYSTEM, at=shop.at)


def test_the_profit_of_a_breach_is_not_claimed_beside_an_open_reward(shop: Shop) -> None:
    attempt = breached(shop, breach_profit=SHARE)
    stage = Stage.objects.get(attempt=attempt)
    Payout.objects.create(
        attempt=attempt, stage=stage, number=1, state="review", asked=1, profit=1, split="0.8",
        trader=1, firm=0, currency="USD", requested_at=shop.at,
    )  # fmt: skip
    with pytest.raises(PayoutState):
        claim_breach_profit(attempt.public_id, actor=SYSTEM, at=shop.at)


def reinstate(shop: Shop, attempt: Attempt) -> str:
    stage = Stage.objects.filter(attempt=attempt).latest("pk")
    decision = Decision.objects.filter(stage=stage, type="breach").latest("pk")
    proposal = Proposal(
        kind=OverrideKind.REINSTATE, reason="a spike", decision_id=decision.public_id
    )
    return propose_override(stage.public_id, proposal, actor=FINN, at=shop.at).public_id


def test_who_was_paid_for_a_breach_is_not_reinstated_with_the_profit(shop: Shop) -> None:
    attempt = breached(shop, breach_profit=SHARE)
    waits = reinstate(shop, attempt)
    payout = claim_breach_profit(attempt.public_id, actor=SYSTEM, at=shop.at)
    with pytest.raises(OverrideInvalid):
        approve_override(waits, actor=DANA, at=shop.at)
    attempt.refresh_from_db()
    assert attempt.state == "failed"
    reject(payout.public_id, reason="reinstated instead", actor=FINN, at=shop.at)
    approve_override(waits, actor=DANA, at=shop.at)
    attempt.refresh_from_db()
    assert attempt.state == "provisioning"


@pytest.mark.parametrize("late", [False, True])
def test_who_is_reinstated_is_not_paid_again_what_he_was_paid(shop: Shop, late: bool) -> None:
    """Whether the platform gave the profit up before the verdict, or after it."""
    attempt, payout = assessed(shop)
    approve(payout.public_id, actor=DANA, at=shop.at)
    if not late:
        shop.platform(attempt)
        shop.tell(attempt.stages.get(), type="withdrawal", amount="3000")
    attempt.refresh_from_db()
    lost(shop, attempt, 103_000 if late else 100_000)
    shop.platform(attempt)
    for profit in (50, 100):  # and once more, after a second wrong verdict
        approve_override(reinstate(shop, attempt), actor=DANA, at=shop.at)
        stage = shop.provision(attempt)
        shop.trade(attempt, "50")
        attempt.refresh_from_db()
        now = standing_of(attempt)
        assert now is not None
        assert profit_of(now) == profit
        ended_by(shop, attempt, stage)
    assert shop.money() == 2400


def test_a_request_may_still_be_taken_back_while_held(shop: Shop) -> None:
    attempt, payout = assessed(shop)
    move(attempt, AttemptState.HELD, actor=SYSTEM, at=shop.at)
    cancel_payout(payout.public_id, actor=SYSTEM, at=shop.at)
    attempt.refresh_from_db()
    assert attempt.state == "held"
