"""Buying: prices, add-ons frozen into rules, coupons, one order per key, payment, expiry."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.cashier.errors import InsufficientFunds
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.ledger.services import chart

from ...commerce_errors import (
    AddOnInvalid,
    CouponInvalid,
    NotForYou,
    OfferNotFound,
    OrderClosed,
    OrderKeyReused,
    ProductInvalid,
    TooManyAttempts,
    TrialUsed,
)
from ...models import Attempt, Coupon, Order
from ...queries.catalogue import offers
from ...services.checkout import quote
from ...services.coupons import AddOnDraft, CouponDraft, add_addon, add_coupon
from ...services.orders import cancel_order, expire_orders, pay_order, pay_waiting
from .conftest import DAY, FINN, Shop


def addon(shop: Shop, code: str, overlay: dict[str, Any], *, percent: str = "10") -> None:
    draft = AddOnDraft(code=code, title=code.title(), overlay=overlay, percent=Decimal(percent))
    add_addon(shop.world.brand.pk, draft, actor=FINN)


def coupon(shop: Shop, code: str = "SAVE", **more: Any) -> Coupon:
    given: dict[str, Any] = {"percent": Decimal(20)} | more
    draft = CouponDraft(code=code, **given)
    return add_coupon(shop.world.brand.pk, draft, actor=FINN, at=shop.at)


def test_a_paid_order_begins_an_attempt(shop: Shop) -> None:
    shop.fill("200")
    order = shop.order(pay_now=True)
    attempt = Attempt.objects.get(order=order)
    assert (order.state, attempt.state) == ("paid", "provisioning")
    assert order.price == 155
    assert shop.money() == 45
    assert shop.booked(chart.income, "prop_fees") == 155
    assert attempt.terms["split"] == ["0.8", "0.9"]
    assert attempt.document["phases"][0]["rules"][0]["anchor"] == "balance"


def test_without_money_it_waits_and_is_paid_by_the_deposit(shop: Shop) -> None:
    order = shop.order()
    assert order.state == "awaiting_payment"
    with pytest.raises(InsufficientFunds):
        pay_order(order.public_id, actor=SYSTEM, at=shop.at)
    order.refresh_from_db()
    assert order.state == "awaiting_payment"
    shop.fill("154.99")
    assert pay_waiting(shop.client.public_id, "USD", deposit_id="dep_1", at=shop.at) == []
    shop.fill("0.01", key="more")
    paid = pay_waiting(shop.client.public_id, "USD", deposit_id="dep_1", at=shop.at)
    order.refresh_from_db()
    assert (paid, order.state, order.deposit_id) == ([order.public_id], "paid", "dep_1")
    assert shop.money() == 0


def test_the_same_key_gives_the_same_order(shop: Shop) -> None:
    first = shop.order()
    assert shop.order().pk == first.pk
    coupon(shop)
    with pytest.raises(OrderKeyReused):
        shop.order(coupon="SAVE")
    assert Order.objects.count() == 1


def test_an_order_expires_or_is_cancelled_once(shop: Shop) -> None:
    order, other = shop.order(), shop.order(key="k2")
    cancel_order(other.public_id, actor=SYSTEM, at=shop.at)
    shop.later(timedelta(hours=72))
    assert expire_orders(at=shop.at) == 1
    assert expire_orders(at=shop.at) == 0
    order.refresh_from_db()
    assert order.state == "expired"
    shop.fill("500")
    for one in (order, other):
        with pytest.raises(OrderClosed):
            pay_order(one.public_id, actor=SYSTEM, at=shop.at)
        with pytest.raises(OrderClosed):
            cancel_order(one.public_id, actor=SYSTEM, at=shop.at)
    assert shop.money() == 500


def test_add_ons_change_the_frozen_rules_and_the_price(shop: Shop) -> None:
    addon(shop, "split", {"kind": "profit_split_increase", "amount": "0.10"})
    addon(shop, "room", {"kind": "drawdown_limit_increase", "amount": "1"}, percent="20")
    addon(shop, "days", {"kind": "minimum_trading_days_decrease", "days": 4})
    addon(shop, "swing", {"kind": "swing"})
    addon(shop, "weekly", {"kind": "payout_cycle", "days": 7})
    order = shop.order(addons=("swing", "split", "room", "days", "weekly"))
    assert order.price == Decimal("155") * Decimal("1.6")
    names = [one["rule"] for one in order.document["phases"][0]["rules"]]
    assert names == ["max_daily_loss", "max_overall_loss", "profit_target"]
    daily = order.document["phases"][1]["rules"][0]
    assert daily["amount"] == {"percent": "6", "of": "initial"}
    assert order.terms["split"] == ["0.9", "1"]
    assert order.document["phases"][1]["split"] == "0.9"
    assert order.terms["cycle"] == {"kind": "days", "number": 7}
    assert order.terms["first_payout"]["days"] == 7
    plain = shop.order(key="k2")
    assert plain.fingerprint != order.fingerprint
    assert plain.terms["split"] == ["0.8", "0.9"]


def test_an_add_on_that_changes_nothing_is_not_sold(shop: Shop) -> None:
    addon(shop, "news", {"kind": "news_trading"})
    addon(shop, "swing", {"kind": "swing"})
    addon(shop, "weekend", {"kind": "weekend_holding"})
    (offer,) = offers(shop.world.brand.pk, client_of(shop.client.pk))
    assert [one.code for one in offer.addons] == ["swing", "weekend"]
    for codes in (("news",), ("swing", "weekend"), ("swing", "swing"), ("none",)):
        with pytest.raises(AddOnInvalid):
            shop.order(addons=codes)


@pytest.mark.parametrize(
    "overlay",
    [
        {"kind": "free_money"},
        {"kind": "swing", "days": 1},
        {"kind": "profit_split_increase", "amount": "10"},
        {"kind": "profit_split_increase"},
        {"kind": "drawdown_limit_increase", "amount": "1", "rule": "inactivity"},
        {"kind": "payout_cycle", "days": 0},
    ],
)
def test_overlays_are_read_strictly(shop: Shop, overlay: dict[str, Any]) -> None:
    with pytest.raises(AddOnInvalid):
        addon(shop, "bad", overlay)


def test_coupons_lower_the_price_to_zero_at_most(shop: Shop) -> None:
    coupon(shop, "save", percent=Decimal("33.33"))
    coupon(shop, "all", percent=None, money=Decimal(1000))
    assert shop.order(coupon="Save").price == Decimal("103.34")
    free = shop.order(key="k2", coupon="ALL")
    assert free.state == "paid"
    assert free.price == 0
    assert [line["amount"] for line in free.lines] == ["155", "-155"]
    assert shop.booked(chart.income, "prop_fees") == 0


def test_a_coupon_is_for_some_at_some_time(shop: Shop) -> None:
    coupon(shop, "other", programmes=("else",))
    coupon(shop, "later", valid_from=shop.at + DAY)
    coupon(shop, "over", valid_until=shop.at)
    coupon(shop, "once")
    for code in ("other", "later", "over", "none"):
        with pytest.raises(CouponInvalid):
            shop.order(coupon=code)
    shop.fill("500")
    shop.order(coupon="once", pay_now=True)
    with pytest.raises(CouponInvalid):
        shop.order(key="k2", coupon="once")


def test_the_last_use_goes_to_one(shop: Shop) -> None:
    made = coupon(shop, max_uses=1)
    bob = shop.another("Bob")
    mine, his = shop.order(coupon="SAVE"), shop.order(client=bob, coupon="SAVE")
    shop.fill("200")
    shop.fill("200", bob)
    pay_order(his.public_id, actor=SYSTEM, at=shop.at)
    with pytest.raises(CouponInvalid):
        pay_order(mine.public_id, actor=SYSTEM, at=shop.at)
    assert pay_waiting(shop.client.public_id, "USD", deposit_id="d", at=shop.at) == []
    made.refresh_from_db()
    assert made.used == 1
    assert [shop.money(), shop.money(bob)] == [200, 76]


def test_who_may_buy(shop: Shop) -> None:
    level = shop.sell("level", offer={"level": 3})
    country = shop.sell("country", offer={"countries": ["CY"]})
    for programme in (level, country):
        with pytest.raises(NotForYou):
            shop.order(programme)
    shown = [one.code for one in offers(shop.world.brand.pk, client_of(shop.client.pk))]
    assert shown == ["two-step"]
    assert len(offers(shop.world.brand.pk)) == 3
    shop.programme.state = "retired"
    shop.programme.save()
    with pytest.raises(OfferNotFound):
        shop.order()


def test_only_offered_platforms(shop: Shop) -> None:
    wish = shop.wish()
    client = client_of(shop.client.pk)
    with pytest.raises(ProductInvalid):
        quote(client, type(wish)(wish.programme_id, shop.world.product.public_id), at=shop.at)


def test_no_more_than_may_run_at_once(shop: Shop) -> None:
    one = shop.sell("single", max_active=1)
    first = shop.order(one)
    with pytest.raises(TooManyAttempts):
        shop.order(one, key="k2")
    cancel_order(first.public_id, actor=SYSTEM, at=shop.at)
    shop.fill("155")
    shop.order(one, key="k3", pay_now=True)
    with pytest.raises(TooManyAttempts):
        shop.order(one, key="k4")


def test_a_free_trial_is_given_once(shop: Shop) -> None:
    fee = {"amount": "0", "currency": "USD"}
    trial = shop.sell("trial", kind="trial", fee=fee)
    other = shop.sell("trial-b", kind="trial", fee=fee)
    order = shop.order(trial)
    assert (order.kind, order.state) == ("trial", "paid")
    with pytest.raises(TrialUsed):
        shop.order(other, key="k2")


def test_refusals_change_nothing(shop: Shop) -> None:
    wishes: list[dict[str, Any]] = [{"coupon": "no"}, {"addons": ("no",)}]
    for more in wishes:
        with pytest.raises(DomainError):
            shop.order(**more)
    assert not Order.objects.exists()
