"""Mails about orders, rewards, growth and competitions: one for each fact, whatever comes twice."""

from datetime import timedelta
from decimal import Decimal

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events import emit
from brokerdesk.core.events.testing import drain
from brokerdesk.core.mail.models import Message
from brokerdesk.kit.clock import fixed

from ...events import CompetitionEnded, ScalingOffered
from ...models import Attempt, ScaleOffer
from ...notices.participants import tell_participants
from ...services.competitions.holding import advance
from ...services.competitions.prizes import approve_prizes
from ...services.orders import cancel_order, expire_orders
from ...services.payouts.requesting import cancel_payout, request_payout
from ...services.payouts.reviewing import approve, assess, escalate, reject
from ...services.refunds import charge_back, refund_order
from ..commerce.conftest import DANA, DAY, FINN, Shop
from ..commerce.test_competitions import enter, held
from ..commerce.test_payouts import ask, gained


def told(shop: Shop) -> list[str]:
    """Subjects of all mails, each fact handled twice."""
    with fixed(shop.at):
        drain(twice=True)
    rows = Message.objects.filter(template="prop/notice").order_by("pk")
    return [row.subject.partition(":")[0] for row in rows]


def last() -> Message:
    return Message.objects.filter(template="prop/notice").latest("pk")


def test_paid_and_refunded(shop: Shop) -> None:
    shop.fill("155")
    order = shop.order(pay_now=True)
    assert told(shop) == ["Your order is paid"]
    row = last()
    assert row.to == shop.client.email
    assert "155" in row.text
    assert "Two-Step" in row.subject
    assert f"/challenges/orders/{order.public_id}/" in row.html
    refund_order(order.public_id, reason="asked", actor=SYSTEM, at=shop.at)
    assert told(shop) == ["Your order is paid", "Your order is refunded"]


def test_expired_yes_cancelled_no(shop: Shop) -> None:
    first = shop.order(key="a")
    cancel_order(first.public_id, actor=SYSTEM, at=shop.at)
    shop.order(key="b")
    assert expire_orders(at=shop.later(timedelta(hours=73))) == 1
    assert told(shop) == ["Your order has expired"]


def test_charged_back(shop: Shop) -> None:
    shop.fill("155")
    order = shop.order(pay_now=True)
    order.deposit_id = "dep_1"
    order.save()
    charge_back("dep_1", at=shop.at)
    assert told(shop) == ["Your order is paid", "Your order is cancelled"]


def test_a_reward_on_its_way(shop: Shop) -> None:
    attempt = gained(shop, refund_fee_at=1)
    position = shop.trade(attempt, "1000")
    payout = ask(shop, attempt)
    shop.block_done(attempt)
    escalate(payout.public_id, reason="looks copied", actor=DANA, at=shop.at)
    assess(payout.public_id, removed={position: "copied"}, actor=FINN, at=shop.at)
    before = told(shop)
    assert before[-1] == "You asked for a reward"
    approve(payout.public_id, actor=DANA, at=shop.at)
    assert told(shop) == [*before, "Your reward is reduced"]
    text = last().text
    assert "looks copied" not in text
    assert "copied" in text
    assert "1,000" in text
    shop.platform(attempt)
    assert told(shop)[len(before) :] == ["Your reward is reduced", "Your reward is paid"]
    assert "2,555" in last().text


def test_a_reward_that_is_refused(shop: Shop) -> None:
    attempt = gained(shop)
    payout = ask(shop, attempt)
    shop.block_done(attempt)
    reject(payout.public_id, reason="copied trades", actor=DANA, at=shop.at)
    assert told(shop)[-1] == "Your reward is rejected"
    assert "copied trades" in last().text
    client = Actor("client", shop.client.public_id, "Alice")
    again = request_payout(attempt.public_id, actor=client, at=shop.at)
    cancel_payout(again.public_id, actor=client, at=shop.at)
    assert told(shop)[-2:] == ["Your reward is rejected", "You asked for a reward"]


def test_growth_and_prizes(shop: Shop) -> None:
    attempt = shop.funded()
    offer = ScaleOffer.objects.create(attempt=attempt, size=Decimal(125_000), offered_at=shop.at)
    emit(
        ScalingOffered(
            attempt_id=attempt.public_id, client_id=shop.client.public_id,
            offer_id=offer.public_id,
        ),
        aggregate=f"attempt:{attempt.public_id}", brand_id=shop.world.brand.pk,
    )  # fmt: skip
    assert told(shop)[-1] == "A larger account for you"
    assert "125,000" in last().text
    cup = held(shop)
    ian = shop.another("Ian")
    enter(shop, cup, shop.client)
    enter(shop, cup, ian)
    advance(at=shop.later(DAY))
    mine = Attempt.objects.get(client=shop.client, order__competition=cup)
    for one in Attempt.objects.filter(order__competition=cup):
        shop.provision(one)
    shop.trade(mine, "100")
    before = len(told(shop))
    advance(at=shop.later(8 * DAY))
    approve_prizes(cup.public_id, actor=DANA, at=shop.at)
    emit(
        CompetitionEnded(competition_id=cup.public_id), aggregate=f"competition:{cup.public_id}",
        brand_id=shop.world.brand.pk,
    )  # fmt: skip
    tell_participants(cup.public_id)
    tell_participants(cup.public_id)
    after = told(shop)[before:]
    assert after.count("The competition is over") == 2
    assert after.count("Your prize") == 2
