"""Commands that meet: each has its effect once, whoever comes first."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit.clock import fixed
from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.ledger.queries import trial_balance
from brokerdesk.modules.ledger.services import chart

from ...models import Attempt, Coupon, Order, Payout
from ...services.coupons import CouponDraft, add_coupon
from ...services.merging import merge_accounts
from ...services.money_back import money_went_back
from ...services.orders import Sale, create_order, pay_order
from ...services.payouts.answers import profit_taken
from ...services.payouts.requesting import cancel_payout, request_payout
from ...services.payouts.reviewing import approve, assess
from ...services.refunds import approve_refund, propose_refund
from ...types import FINAL
from .conftest import DANA, DAY, FINN, FUNDED, Shop


@pytest.fixture
def kept(fresh_db: str) -> Shop:
    """A shop that other connections see."""
    return Shop()


def together(shop: Shop, *acts: Callable[[], Any]) -> list[Any]:
    """Do all at once, each on a connection of its own; refusals are given back."""
    start = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        try:
            with fixed(shop.at):
                start.wait(timeout=20)
                return act()
        except DomainError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def refused(answers: Sequence[Any]) -> int:
    return sum(isinstance(one, DomainError) for one in answers)


def balanced() -> bool:
    return sum((row.balance for row in trial_balance()), Decimal(0)) == 0


def test_the_last_use_of_a_coupon(kept: Shop) -> None:
    draft = CouponDraft(code="SAVE", percent=Decimal(20), max_uses=2)
    add_coupon(kept.world.brand.pk, draft, actor=FINN, at=kept.at)
    buyers = [kept.client, *(kept.another(name) for name in ("Bob", "Carl", "Dora"))]
    for buyer in buyers:
        kept.fill("200", buyer)
    orders = [kept.order(client=buyer, coupon="SAVE") for buyer in buyers]

    def pay(order: Order) -> Callable[[], Any]:
        return lambda: pay_order(order.public_id, actor=SYSTEM, at=kept.at)

    answers = together(kept, *(pay(order) for order in orders))
    assert refused(answers) == 2
    assert Coupon.objects.get().used == 2
    assert Order.objects.filter(state="paid").count() == Attempt.objects.count() == 2
    assert sorted(kept.money(buyer) for buyer in buyers) == [76, 76, 200, 200]
    assert balanced()


def test_one_order_is_paid_once(kept: Shop) -> None:
    kept.fill("1000")
    order = kept.order()
    answers = together(kept, *[lambda: pay_order(order.public_id, actor=SYSTEM, at=kept.at)] * 4)
    assert refused(answers) == 3
    assert kept.money() == 845
    assert Attempt.objects.count() == 1


def test_one_key_makes_one_order(kept: Shop) -> None:
    kept.fill("1000")

    def buy() -> str:
        made = create_order(
            kept.client.public_id, kept.wish(), Sale("k", pay_now=True), actor=SYSTEM, at=kept.at
        )
        return made.public_id

    assert len(set(together(kept, *[buy] * 4))) == 1
    assert kept.money() == 845


def test_the_most_at_once_is_the_most(kept: Shop) -> None:
    single = kept.sell("single", max_active=2)

    def buy(key: str) -> Callable[[], Any]:
        return lambda: create_order(
            kept.client.public_id, kept.wish(single), Sale(key), actor=SYSTEM, at=kept.at
        )

    assert refused(together(kept, *(buy(str(n)) for n in range(5)))) == 3


@pytest.mark.parametrize("of", [0, 1])
def test_accounts_are_put_together_or_one_of_them_refunded(kept: Shop, of: int) -> None:
    """Nothing runs on with a price that went back."""
    programme = kept.sell("merge", phases=[FUNDED], merge_cap="400000")
    attempts = [kept.funded(programme, key=key) for key in ("m1", "m2")]
    order_id = attempts[of].order.public_id
    propose_refund(order_id, reason="test", actor=FINN, at=kept.at)
    ids = [one.public_id for one in attempts]
    together(
        kept,
        lambda: merge_accounts(kept.client.pk, ids, actor=SYSTEM, at=kept.at),
        lambda: approve_refund(order_id, actor=DANA, at=kept.at),
    )
    assert Order.objects.get(public_id=order_id).state == "refunded"
    running = Attempt.objects.exclude(state__in=FINAL)
    assert [one.public_id for one in running if money_went_back(one)] == []


def approved(shop: Shop) -> Payout:
    programme = shop.sell("instant", phases=[FUNDED], refund_fee_at=1)
    attempt = shop.funded(programme)
    shop.trade(attempt, "3000")
    shop.later(14 * DAY)
    payout = request_payout(attempt.public_id, actor=SYSTEM, at=shop.at)
    shop.block_done(attempt)
    assess(payout.public_id, actor=FINN, at=shop.at)
    return payout


def test_a_reward_is_approved_or_cancelled(kept: Shop) -> None:
    payout = approved(kept)
    answers = together(
        kept,
        lambda: approve(payout.public_id, actor=DANA, at=kept.at),
        lambda: cancel_payout(payout.public_id, actor=SYSTEM, at=kept.at),
        lambda: approve(payout.public_id, actor=DANA, at=kept.at),
    )
    assert refused(answers) == 2
    payout.refresh_from_db()
    assert (payout.state == "approved") == bool(payout.operation_id)


def test_the_fee_comes_back_once(kept: Shop) -> None:
    """The reward that brings the fee back meets the refund that two people decided."""
    payout = approved(kept)
    approve(payout.public_id, actor=DANA, at=kept.at)
    payout.refresh_from_db()
    order = Order.objects.get()
    propose_refund(order.public_id, reason="test", actor=FINN, at=kept.at)

    def pay() -> None:
        profit_taken(payout.public_id, payout.operation_id, at=kept.at)

    together(kept, pay, pay, lambda: approve_refund(order.public_id, actor=DANA, at=kept.at))
    payout.refresh_from_db()
    order.refresh_from_db()
    assert (order.state, order.refunded) == ("refunded", order.price)
    if payout.state != "paid":  # the refund was first: the reward is held, with what was taken
        assert (payout.state, payout.taken != "") == ("review", True)
    back = 155 + kept.booked(chart.income, "prop_fees") * -1
    given = -kept.booked(chart.expense, "prop_rewards")
    assert kept.money() == given + back
    assert balanced()
