"""Money of competitions: two people, nobody pays for a place that he does not get."""

from datetime import timedelta
from typing import Any

import pytest

from brokerdesk.core.actors import SYSTEM

from ...commerce_errors import (
    CompetitionInvalid,
    CompetitionState,
    FourEyes,
    OrderClosed,
    OrderKeyReused,
)
from ...models import Attempt, Competition, Order
from ...services.competitions.holding import advance, create_competition, disqualify, end, join
from ...services.competitions.leaderboard import leaderboard
from ...services.competitions.prizes import approve_prizes
from ...services.orders import Sale, pay_order
from ...services.refunds import approve_refund, propose_refund
from .conftest import DANA, DAY, FINN, Shop
from .test_competitions import draft, enter, held


def running(shop: Shop, *clients: Any) -> tuple[Competition, list[Attempt]]:
    cup = held(shop)
    for one in clients or (shop.client,):
        enter(shop, cup, one)
    shop.later(DAY)
    advance(at=shop.at)
    attempts = list(Attempt.objects.order_by("pk"))
    for attempt in attempts:
        shop.provision(attempt)
    return cup, attempts


def give_back(shop: Shop, attempt: Attempt) -> None:
    propose_refund(attempt.order.public_id, reason="complained", actor=FINN, at=shop.at)
    approve_refund(attempt.order.public_id, actor=DANA, at=shop.at)


def test_who_set_the_prizes_does_not_pay_them(shop: Shop) -> None:
    """Though time ended it, and nobody else looked at it."""
    cup, _attempts = running(shop)
    shop.later(7 * DAY)
    advance(at=shop.at)
    with pytest.raises(FourEyes):
        approve_prizes(cup.public_id, actor=FINN, at=shop.at)
    assert shop.money() == 0
    approve_prizes(cup.public_id, actor=DANA, at=shop.at)
    assert shop.money() == 500


def test_who_had_his_fee_back_is_no_longer_ranked(shop: Shop) -> None:
    cup, (first, second) = running(shop, shop.client, shop.another("Bob"))
    give_back(shop, first)
    assert [row.place.attempt_id for row in leaderboard(cup)] == [second.public_id]


def test_who_had_his_fee_back_after_the_end_gets_no_prize(shop: Shop) -> None:
    cup, (first, second) = running(shop, shop.client, shop.another("Bob"))
    end(cup.public_id, actor=FINN, at=shop.at)
    give_back(shop, first)
    with pytest.raises(CompetitionState) as refused:
        approve_prizes(cup.public_id, actor=DANA, at=shop.at)
    assert first.public_id in str(refused.value)
    disqualify(cup.public_id, first.public_id, reason="refunded", actor=FINN, at=shop.at)
    approve_prizes(cup.public_id, actor=DANA, at=shop.at)
    assert shop.money(second.client) == 500


def test_a_place_is_not_paid_after_the_start(shop: Shop) -> None:
    cup = held(shop)
    order = join(
        cup.public_id, shop.client.public_id, shop.product.public_id, Sale("late"),
        actor=SYSTEM, at=shop.at,
    )  # fmt: skip
    assert order.expires_at == cup.starts_at
    shop.fill("155")
    shop.later(DAY)
    with pytest.raises(OrderClosed):
        pay_order(order.public_id, actor=SYSTEM, at=shop.at)
    assert shop.money() == 155


def test_a_place_paid_at_the_last_moment_is_begun(shop: Shop) -> None:
    """Its payment was not committed yet when the competition started."""
    cup = held(shop)
    order = join(
        cup.public_id, shop.client.public_id, shop.product.public_id, Sale("late"),
        actor=SYSTEM, at=shop.at,
    )  # fmt: skip
    shop.fill("155")
    before = shop.later(DAY) - timedelta(seconds=1)
    advance(at=shop.at)
    pay_order(order.public_id, actor=SYSTEM, at=before)
    assert not Attempt.objects.exists()
    advance(at=shop.at)
    advance(at=shop.at)
    assert Attempt.objects.get().order_id == order.pk


def test_one_account_that_cannot_be_begun_holds_up_nobody(shop: Shop) -> None:
    cup = held(shop)
    for one in (shop.client, shop.another("Bob")):
        enter(shop, cup, one)
    first = Order.objects.order_by("pk")[0]
    Order.objects.filter(pk=first.pk).update(product_id="prd_gone")
    shop.later(DAY)
    advance(at=shop.at)
    cup.refresh_from_db()
    assert cup.state == "running"
    assert Attempt.objects.get().order_id != first.pk
    Order.objects.filter(pk=first.pk).update(product_id=shop.product.public_id)
    advance(at=shop.at)
    assert Attempt.objects.count() == 2


def test_a_key_of_another_order_is_no_place(shop: Shop) -> None:
    shop.order(key="k")
    cup = held(shop)
    with pytest.raises(OrderKeyReused):
        join(
            cup.public_id, shop.client.public_id, shop.product.public_id, Sale("k"),
            actor=SYSTEM, at=shop.at,
        )  # fmt: skip


def test_prizes_have_the_decimals_of_their_currency(shop: Shop) -> None:
    given = draft(shop, prizes=({"rank": "1", "money": "1.005", "text": ""},))
    with pytest.raises(CompetitionInvalid) as refused:
        create_competition(shop.world.brand.pk, given, actor=FINN, at=shop.at)
    assert "USD" in str(refused.value)
