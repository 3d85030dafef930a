"""What a trader reads when the payment of his challenge was charged back."""

from typing import Any

from brokerdesk.core.ui import url

from ...models import Attempt, Order, Payout
from ...services.refunds import charge_back
from .conftest import Store


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def _charged_back(store: Store) -> Attempt:
    store.fill("155")
    offer = url("portal", "prop.portal_offer", programme_id=store.programme.public_id)
    store.alice.post(offer, {"key": "one", "product_id": store.product.public_id, "coupon": ""})
    Order.objects.update(deposit_id="dep_1")
    charge_back("dep_1", at=store.at)
    return Attempt.objects.get()


def test_a_trader_reads_why_his_challenge_is_closed(store: Store) -> None:
    attempt = _charged_back(store)
    page = store.alice.get(url("portal", "prop.portal_attempt", attempt_id=attempt.public_id))
    assert "was charged back" in _text(page)
    order = url("portal", "prop.portal_order", order_id=attempt.order.public_id)
    text = _text(store.alice.get(order))
    assert "Charged back" in text
    assert "charged_back" not in text


def test_no_fee_is_said_to_come_back_with_a_reward_that_is_not_paid(store: Store) -> None:
    attempt = _charged_back(store)
    row = Payout.objects.create(
        attempt=attempt, stage=attempt.stages.get(), number=1, state="review", asked=100,
        profit=100, trader=80, firm=20, refund=155, split="0.8", currency="USD",
        requested_at=store.at,
    )  # fmt: skip
    where = {"payout_id": row.public_id}
    assert "155.00" not in _text(store.alice.get(url("portal", "prop.portal_payout", **where)))
    store.alice.post(url("portal", "prop.portal_payout_cancel", **where))
    text = _text(store.alice.get(url("portal", "prop.portal_payout", **where)))
    assert "Taken back." in text
    assert "goes on" not in text
    assert "155.00" not in text
