"""Money back: before trading at once, afterwards by two people, charged back without the wallet."""

from decimal import Decimal

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.modules.ledger.services import chart

from ...commerce_errors import FourEyes, NotRefundable, OrderClosed, ReasonNeeded
from ...errors import OverrideInvalid
from ...models import Attempt, Order
from ...services.lifecycle import end_attempt
from ...services.lifecycle.states import move
from ...services.money_back import money_went_back
from ...services.offering import chances_of
from ...services.orders import Sale, pay_order
from ...services.overrides import Proposal, propose_override
from ...services.refunds import (
    approve_refund,
    charge_back,
    decline_refund,
    propose_refund,
    refund_order,
)
from ...services.retries import order_chance
from ...types import AttemptState, OrderKind, OverrideKind
from .conftest import DANA, FINN, Shop


@pytest.fixture
def paid(shop: Shop) -> Order:
    shop.fill("155")
    order = shop.order()
    return pay_order(order.public_id, actor=SYSTEM, at=shop.at, deposit_id="dep_1")


def trades(order: Order, shop: Shop) -> Attempt:
    """The trader has begun."""
    attempt = Attempt.objects.get(order=order)
    shop.provision(attempt)
    attempt.refresh_from_db()
    move(attempt, AttemptState.ACTIVE, actor=SYSTEM, at=shop.at)
    return attempt


def test_before_the_first_trade_it_comes_back_at_once(shop: Shop, paid: Order) -> None:
    refund_order(paid.public_id, reason="changed his mind", actor=FINN, at=shop.at)
    paid.refresh_from_db()
    assert (paid.state, Attempt.objects.get().state) == ("refunded", "closed")
    assert paid.refunded == shop.money() == 155
    assert shop.booked(chart.income, "prop_fees") == 0
    with pytest.raises(OrderClosed):
        refund_order(paid.public_id, reason="again", actor=FINN, at=shop.at)
    assert shop.money() == 155


def test_after_it_two_people_are_needed(shop: Shop, paid: Order) -> None:
    attempt = trades(paid, shop)
    with pytest.raises(NotRefundable):
        refund_order(paid.public_id, reason="please", actor=FINN, at=shop.at)
    with pytest.raises(OrderClosed):
        approve_refund(paid.public_id, actor=DANA, at=shop.at)
    propose_refund(paid.public_id, reason="platform was away", actor=FINN, at=shop.at)
    with pytest.raises(FourEyes):
        approve_refund(paid.public_id, actor=FINN, at=shop.at)
    assert shop.money() == 0
    approve_refund(paid.public_id, actor=DANA, at=shop.at)
    attempt.refresh_from_db()
    assert attempt.state == "closed"
    assert shop.money() == 155


def test_trading_in_an_earlier_phase_is_trading(shop: Shop, paid: Order) -> None:
    attempt = trades(paid, shop)
    attempt.stages.update(state="ended", outcome="passed")
    for state in (AttemptState.PASSED, AttemptState.PROVISIONING):
        move(attempt, state, actor=SYSTEM, at=shop.at)
    with pytest.raises(NotRefundable):
        refund_order(paid.public_id, reason="please", actor=FINN, at=shop.at)


def test_of_merged_accounts_the_one_ends_that_they_went_into(shop: Shop, paid: Order) -> None:
    attempt = trades(paid, shop)
    other = shop.funded(key="larger")
    end_attempt(attempt.public_id, "merged", actor=SYSTEM, at=shop.at, merged_into=other.public_id)
    assert money_went_back(other) is None
    charge_back("dep_1", at=shop.at)
    attempt.refresh_from_db()
    other.refresh_from_db()
    assert (attempt.state, other.state) == ("merged", "closed")
    assert money_went_back(other) == "charged_back"


def test_nothing_follows_on_what_was_refunded(shop: Shop, paid: Order) -> None:
    attempt = trades(paid, shop)
    attempt.terms = attempt.terms | {"retry": {"percent": "50"}, "reset_percent": "80"}
    attempt.save()
    move(attempt, AttemptState.FAILED, actor=SYSTEM, at=shop.at)
    attempt.stages.update(state="ended", outcome="failed")
    assert len(chances_of(attempt.public_id, at=shop.at)) == 2
    propose_refund(paid.public_id, reason="sorry", actor=FINN, at=shop.at)
    approve_refund(paid.public_id, actor=DANA, at=shop.at)
    assert chances_of(attempt.public_id, at=shop.at) == []
    wish = Proposal(kind=OverrideKind.REINSTATE, reason="a spike")
    with pytest.raises(OverrideInvalid, match="refunded"):
        propose_override(attempt.stages.get().public_id, wish, actor=FINN, at=shop.at)


def test_a_proposal_can_be_declined(shop: Shop, paid: Order) -> None:
    propose_refund(paid.public_id, reason="please", actor=FINN, at=shop.at)
    decline_refund(paid.public_id, reason="no", actor=DANA)
    with pytest.raises(OrderClosed):
        approve_refund(paid.public_id, actor=DANA, at=shop.at)
    with pytest.raises(ReasonNeeded):
        propose_refund(paid.public_id, reason=" ", actor=FINN, at=shop.at)


def test_only_what_did_not_come_back_before(shop: Shop, paid: Order) -> None:
    Order.objects.update(refunded=Decimal(100))
    refund_order(paid.public_id, reason="rest", actor=FINN, at=shop.at)
    assert shop.money() == 55


def test_a_charge_back_ends_the_attempt_and_moves_no_wallet(shop: Shop, paid: Order) -> None:
    attempt = trades(paid, shop)
    assert charge_back("dep_1", at=shop.at) == [paid.public_id]
    assert charge_back("dep_1", at=shop.at) == []
    assert charge_back("", at=shop.at) == []
    attempt.refresh_from_db()
    paid.refresh_from_db()
    assert (attempt.state, paid.state) == ("closed", "charged_back")
    assert shop.money() == 0
    assert shop.booked(chart.income, "prop_fees") == 155
    with pytest.raises(OrderClosed):
        propose_refund(paid.public_id, reason="x", actor=FINN, at=shop.at)


def test_a_retry_that_was_charged_back_ends_its_own_attempt(shop: Shop, paid: Order) -> None:
    first = trades(paid, shop)
    first.terms = first.terms | {"retry": {"percent": "50"}}
    first.save()
    move(first, AttemptState.FAILED, actor=SYSTEM, at=shop.at)
    first.stages.update(state="ended", outcome="failed")
    shop.fill("155", key="more")
    sale = Sale("retry", pay_now=True)
    retry = order_chance(first.public_id, OrderKind.RETRY, sale, actor=SYSTEM, at=shop.at)
    Order.objects.filter(pk=retry.pk).update(deposit_id="dep_2")
    assert charge_back("dep_2", at=shop.at) == [retry.public_id]
    first.refresh_from_db()
    assert (Attempt.objects.get(order=retry).state, first.state) == ("closed", "failed")
