"""Buying a challenge in the portal: what is shown, what is paid, who sees it."""

from typing import Any

from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import at_most

from ...models import Attempt, Order
from .conftest import Store


def _offer(store: Store) -> str:
    return url("portal", "prop.portal_offer", programme_id=store.programme.public_id)


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def test_programmes_stand_in_words_with_their_price(store: Store) -> None:
    with at_most(30):
        shop = _text(store.alice.get(url("portal", "prop.portal_shop")))
    assert "Two-Step" in shop
    assert "155.00" in shop
    page = _text(store.alice.get(_offer(store)))
    assert "100,000.00" in page
    assert "95,000.00" in page  # the first day's floor
    assert "are missing" in page
    assert "80 % → 90 %" in page


def test_an_order_that_the_wallet_pays_begins_at_once(store: Store) -> None:
    store.fill("200")
    values = {"key": "one", "product_id": store.product.public_id, "coupon": ""}
    answer: Any = store.alice.post(_offer(store), values)
    order = Order.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == url("portal", "prop.portal_order", order_id=order.public_id)
    assert order.state == "paid"
    store.alice.post(_offer(store), values)
    assert Order.objects.count() == 1
    page = _text(store.alice.get(answer["Location"]))
    attempt = Attempt.objects.get()
    to = url("portal", "prop.portal_attempt", attempt_id=attempt.public_id)
    assert to in page
    assert store.alice.get(to).status_code == 200
    assert store.bob.get(answer["Location"]).status_code == 404
    assert store.bob.get(to).status_code == 404


def test_an_order_without_money_waits_and_is_paid_or_given_up(store: Store) -> None:
    values = {"key": "one", "product_id": store.product.public_id, "coupon": ""}
    store.alice.post(_offer(store), values)
    order = Order.objects.get()
    to = url("portal", "prop.portal_order", order_id=order.public_id)
    page = _text(store.alice.get(to))
    assert "155.00\u00a0USD are missing" in page
    assert f'{url("portal", "cashier.deposit_new")}?amount=155&amp;currency=USD"' in page
    listed = _text(store.alice.get(url("portal", "prop.portal_challenges")))
    assert "waits for its payment" in listed
    pay = url("portal", "prop.portal_order_pay", order_id=order.public_id)
    store.alice.post(pay)
    order.refresh_from_db()
    assert order.state == "awaiting_payment"
    store.fill("155")
    assert store.bob.post(pay).status_code == 404
    store.alice.post(pay)
    order.refresh_from_db()
    assert order.state == "paid"
    cancel = url("portal", "prop.portal_order_cancel", order_id=order.public_id)
    store.alice.post(cancel)
    order.refresh_from_db()
    assert order.state == "paid"


def test_the_price_follows_what_is_chosen(store: Store) -> None:
    part = url("portal", "prop.portal_price", programme_id=store.programme.public_id)
    chosen = {"key": "x", "product_id": store.product.public_id, "coupon": ""}
    assert "155.00" in _text(store.alice.get(part, chosen))
    assert "coupon" in _text(store.alice.get(part, chosen | {"coupon": "NO"})).lower()
    assert "Choose a platform" in _text(store.alice.get(part, {"key": "x"}))


def test_what_is_not_sold_to_him_looks_as_if_it_were_not_there(store: Store) -> None:
    hidden = store.sell("far", offer={"countries": ["CY"]})
    to = url("portal", "prop.portal_offer", programme_id=hidden.public_id)
    shown = store.alice.get(url("portal", "prop.portal_shop"))
    client = store.people.alice
    if client.country == "CY":
        assert "Far" not in _text(shown)
        assert store.alice.get(to).status_code == 404
    assert store.mallory.get(_offer(store)).status_code == 404
