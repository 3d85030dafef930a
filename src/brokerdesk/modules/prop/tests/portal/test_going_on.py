"""Rewards, contracts, second chances, growth and competitions as a trader meets them."""

import re
from decimal import Decimal
from typing import Any

from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import at_most
from brokerdesk.kit.clock import fixed

from ...events import OrderPaid, OrderRefunded, PayoutPaid, PrizePaid
from ...models import Attempt, Order, Payout, ScaleOffer, Stage
from ...services.competitions.holding import advance
from ...services.scaling import offer_scaling
from ...types import AttemptState
from ..commerce.test_chances import end, running
from ..commerce.test_competitions import enter, held
from ..commerce.test_growth import earner
from ..commerce.test_payouts import gained
from .conftest import DAY, Store


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_reward_is_asked_for_with_its_conditions_in_sight(store: Store) -> None:
    attempt = gained(store)
    to = url("portal", "prop.portal_payout_new", attempt_id=attempt.public_id)
    with fixed(store.at):
        with at_most(40):
            page = _text(store.alice.get(to))
        assert 'data-met="no"' not in page
        assert "Ask for it" in page
        assert "3,000.00" in page
        assert "2,400.00" in page  # his share of all of it
        part = url("portal", "prop.portal_payout_preview", attempt_id=attempt.public_id)
        assert "800.00" in _text(store.alice.get(part, {"amount": "1000"}))
        for odd in ("x", "NaN", "1e999", "-5", "0." + "1" * 30):
            assert "Choose an amount" in _text(store.alice.get(part, {"amount": odd}))
        assert store.alice.post(to, {"amount": "9000"}).status_code == 422
        assert store.bob.post(to, {"amount": "1000"}).status_code == 404
        answer: Any = store.alice.post(to, {"amount": "1000"})
        assert answer.status_code == 303
        payout = Payout.objects.get()
        assert (payout.state, payout.trader) == ("freezing", Decimal(800))
        assert "is open already" in _text(store.alice.get(to))
        assert "800.00" in _text(store.alice.get(answer["Location"]))
        assert store.bob.get(answer["Location"]).status_code == 404
        assert "800.00" in _text(store.alice.get(url("portal", "prop.portal_payouts")))
        cancel = url("portal", "prop.portal_payout_cancel", payout_id=payout.public_id)
        assert store.bob.post(cancel).status_code == 404
        store.alice.post(cancel)
        payout.refresh_from_db()
        assert payout.state == "cancelled"
        assert "Reward asked for" in _text(store.alice.get(answer["Location"]))
        again: Any = store.alice.post(to, {"amount": "1000"})
        page = _text(store.alice.get(again["Location"]))
        assert "Reward 1" in page
        assert "Reward asked for" not in page


def test_what_is_not_met_is_said(store: Store) -> None:
    attempt = gained(store, "-10")
    to = url("portal", "prop.portal_payout_new", attempt_id=attempt.public_id)
    with fixed(store.at):
        page = _text(store.alice.get(to))
        assert 'data-met="no"' in page
        assert "once every condition is met" in page
        assert "Ask for it" not in page
        assert store.alice.post(to, {"amount": "1"}).status_code == 422
    assert not Payout.objects.exists()


def test_a_contract_is_signed_by_typing_ones_name(store: Store) -> None:
    programme = store.sell("signed", contract="Trader agreement")
    store.fill("155")
    attempt = Attempt.objects.get(order=store.order(programme, key="c", pay_now=True))
    store.provision(attempt)
    to = url("portal", "prop.portal_contract", attempt_id=attempt.public_id)
    assert "No contract waits" in _text(store.alice.get(to))
    Stage.objects.filter(attempt=attempt).update(state="ended", outcome="passed")
    Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.CONTRACT)
    page = _text(store.alice.get(to))
    assert "Trader agreement" in page
    assert "Overall loss" in page
    assert store.alice.post(to, {"name": "A"}).status_code == 422
    assert store.bob.post(to, {"name": "Alice Client"}).status_code == 404
    assert store.alice.post(to, {"name": "Alice Client"}).status_code == 303
    attempt.refresh_from_db()
    assert attempt.gates["contract"]["name"] == "Alice Client"
    assert "Trader agreement" in attempt.gates["contract"]["text"]
    assert (attempt.state, attempt.phase) == ("provisioning", 1)


def test_a_second_chance_is_ordered(store: Store) -> None:
    attempt = running(store, reset_percent="50")
    end(store, attempt, AttemptState.FAILED)
    page = url("portal", "prop.portal_attempt", attempt_id=attempt.public_id)
    to = url("portal", "prop.portal_chance", attempt_id=attempt.public_id, kind="reset")
    with fixed(store.at):
        assert to in _text(store.alice.get(page))
        assert "77.50" in _text(store.alice.get(to))
        other = url("portal", "prop.portal_chance", attempt_id=attempt.public_id, kind="retry")
        assert "not offered now" in _text(store.alice.get(other))
        assert store.bob.post(to, {"key": "r"}).status_code == 404
        odd = url("portal", "prop.portal_chance", attempt_id=attempt.public_id, kind="gift")
        assert store.alice.post(odd, {"key": "r"}).status_code == 404
        assert store.alice.post(to, {"key": "r"}).status_code == 303
    assert Order.objects.get(kind="reset").state == "paid"


def test_a_larger_account_is_taken_or_left(store: Store) -> None:
    attempt = earner(store)
    assert offer_scaling(at=store.at) == 1
    offer = ScaleOffer.objects.get()
    to = url("portal", "prop.portal_growth", offer_id=offer.public_id)
    with fixed(store.at):
        page = url("portal", "prop.portal_attempt", attempt_id=attempt.public_id)
        assert to in _text(store.alice.get(page))
        assert "125,000.00" in _text(store.alice.get(to))
        assert store.bob.get(to).status_code == 404
        decline = url("portal", "prop.portal_growth_decline", offer_id=offer.public_id)
        assert store.bob.post(decline).status_code == 404
        assert store.alice.post(to, {}).status_code == 422  # profit is left on the account
        assert store.alice.post(to, {"give_up_profit": "on"}).status_code == 303
        assert "does not stand" in _text(store.alice.get(to))
    offer.refresh_from_db()
    assert offer.state == "accepted"


def test_a_competition_is_joined_and_ranked(store: Store) -> None:
    cup = held(store)
    enter(store, cup, store.another("Zoe"))
    to = url("portal", "prop.portal_competition", competition_id=cup.public_id)
    join = url("portal", "prop.portal_join", competition_id=cup.public_id)
    with fixed(store.at):
        assert "Winter cup" in _text(store.alice.get(url("portal", "prop.portal_competitions")))
        assert join in _text(store.alice.get(to))
        assert store.mallory.get(to).status_code == 404
        store.fill("155", key="join")
        values = {"key": "j", "product_id": store.product.public_id}
        assert store.alice.post(join, values).status_code == 303
        assert "joined already" in _text(store.alice.get(join))
    store.later(DAY)
    advance(at=store.at)
    for attempt in Attempt.objects.filter(order__competition=cup):
        store.provision(attempt)
    mine = Attempt.objects.get(order__competition=cup, client_id=store.people.alice.pk)
    store.trade(mine, "500")
    with fixed(store.at):
        page = _text(store.alice.get(to))
    assert page.count("You</span>") == 1
    assert "Z. C." in page
    assert not re.search(r"\bZoe\b", page)  # a token may hold the letters


def test_the_wallets_pages_follow_what_is_bought_and_won(store: Store) -> None:
    moved = {one.type for one in (OrderPaid, OrderRefunded, PayoutPaid, PrizePaid)}
    for name in ("cashier.wallet", "cashier.history"):
        page = _text(store.alice.get(url("portal", name)))
        assert all(one in page for one in moved | {"commission.paid", "rebate.paid"})
