"""What was ordered and is paid later: only what is still to be had, and nobody else waits."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.modules.ledger.services import chart

from ...commerce_errors import OrderClosed, OrderKeyReused
from ...models import Attempt, Order, Stage
from ...services.lifecycle import end_attempt
from ...services.orders import Sale, pay_order, pay_waiting
from ...services.retries import order_chance
from ...types import AttemptState, OrderKind
from .conftest import DAY, Shop
from .test_chances import end, kinds, running, take

MORE_DAYS = {"days": 14, "within_days": 30, "price_percent": "10"}


def ordered(shop: Shop, attempt: Attempt, kind: OrderKind, key: str = "later") -> Order:
    """A second chance that waits for its money."""
    return order_chance(attempt.public_id, kind, Sale(key), actor=SYSTEM, at=shop.at)


def pay(shop: Shop, order: Order) -> Order:
    return pay_order(order.public_id, actor=SYSTEM, at=shop.at)


def funded_now(shop: Shop, attempt: Attempt) -> None:
    """The attempt came to its funded phase meanwhile."""
    Stage.objects.filter(attempt=attempt).update(phase=1)
    Attempt.objects.filter(pk=attempt.pk).update(phase=1, state=AttemptState.FUNDED)


def test_a_reset_paid_late_leaves_a_funded_account_alone(shop: Shop) -> None:
    attempt = running(shop, reset_percent="80")
    order = ordered(shop, attempt, OrderKind.RESET)
    funded_now(shop, attempt)
    before = shop.money()
    with pytest.raises(OrderClosed):
        pay(shop, order)
    attempt.refresh_from_db()
    assert (attempt.state, shop.money()) == ("funded", before)
    assert Stage.objects.get(attempt=attempt).state == "live"


def test_a_lost_funded_account_is_not_reset_by_an_older_order(shop: Shop) -> None:
    attempt = running(shop, reset_percent="80")
    order = ordered(shop, attempt, OrderKind.RESET)
    funded_now(shop, attempt)
    attempt.refresh_from_db()
    end(shop, attempt, AttemptState.FAILED)
    with pytest.raises(OrderClosed):
        pay(shop, order)
    attempt.refresh_from_db()
    assert attempt.state == "failed"


def test_no_reset_is_sold_while_the_contract_waits(shop: Shop) -> None:
    attempt = running(shop, reset_percent="80")
    Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.CONTRACT)
    assert kinds(shop, attempt) == {}


def test_what_is_no_longer_to_be_had_does_not_hold_up_the_money(shop: Shop) -> None:
    """The deposit's event is handled, and the next order is paid."""
    attempt = running(shop, reset_percent="10", extension=MORE_DAYS)
    first = ordered(shop, attempt, OrderKind.RESET, "a")
    second = ordered(shop, attempt, OrderKind.EXTENSION, "b")
    end_attempt(attempt.public_id, "withdrawn", actor=SYSTEM, at=shop.at)
    third = shop.order(key="c")
    paid = pay_waiting(shop.client.public_id, "USD", deposit_id="", at=shop.at)
    assert paid == [third.public_id]
    for order in (first, second):
        order.refresh_from_db()
        assert order.state == "awaiting_payment"
    assert shop.booked(chart.income, "prop_fees") == 2 * 155


def test_a_platform_out_of_use_does_not_hold_up_the_money(shop: Shop) -> None:
    order = shop.order(key="a")
    shop.fill("1000")
    shop.product.enabled = False
    shop.product.save()
    assert pay_waiting(shop.client.public_id, "USD", deposit_id="", at=shop.at) == []
    order.refresh_from_db()
    assert (order.state, shop.money()) == ("awaiting_payment", Decimal(1000))


def test_a_chance_that_is_still_offered_is_paid_late(shop: Shop) -> None:
    attempt = running(
        shop, reset_percent="80", retry={"percent": "50", "days": 14},
        extension=MORE_DAYS,
    )  # fmt: skip
    extension = ordered(shop, attempt, OrderKind.EXTENSION, "e")
    assert pay(shop, extension).state == "paid"
    end(shop, attempt, AttemptState.FAILED)
    retry = ordered(shop, attempt, OrderKind.RETRY, "r")
    reset = ordered(shop, attempt, OrderKind.RESET, "s")
    assert (pay(shop, retry).state, pay(shop, reset).state) == ("paid", "paid")


def test_a_retry_is_not_paid_after_its_days(shop: Shop) -> None:
    attempt = running(shop, retry={"percent": "50", "days": 1})
    end(shop, attempt, AttemptState.FAILED)
    shop.later(DAY - timedelta(hours=1))
    order = ordered(shop, attempt, OrderKind.RETRY)
    shop.later(timedelta(hours=2))
    with pytest.raises(OrderClosed):
        pay(shop, order)


@pytest.mark.parametrize("again", ["another_kind", "another_programme"])
def test_a_key_is_for_one_wish(shop: Shop, again: str) -> None:
    attempt = running(shop, reset_percent="80", retry={"percent": "50"})
    end(shop, attempt, AttemptState.FAILED)
    take(shop, attempt, OrderKind.RETRY, "k")
    calls: dict[str, Any] = {
        "another_kind": lambda: take(shop, attempt, OrderKind.RESET, "k"),
        "another_programme": lambda: shop.order(attempt.order.version.programme, key="k"),
    }
    with pytest.raises(OrderKeyReused):
        calls[again]()
    assert Order.objects.filter(key="k").count() == 1
