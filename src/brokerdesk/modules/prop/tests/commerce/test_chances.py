"""Second chances: reset, retry, extension; each an order, each bounded."""

from datetime import timedelta
from typing import Any

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.modules.ledger.services import chart

from ...commerce_errors import SecondChanceRefused
from ...models import Attempt, Order, Stage
from ...services.lifecycle.states import move
from ...services.offering import chances_of
from ...services.orders import Sale
from ...services.retries import order_chance
from ...types import AttemptState, OrderKind
from .conftest import CHALLENGE, DAY, FUNDED, Shop, rule


def kinds(shop: Shop, attempt: Attempt) -> dict[str, str]:
    found = chances_of(attempt.public_id, at=shop.at)
    return {str(one.kind): f"{one.percent.normalize():f}" for one in found}


def take(shop: Shop, attempt: Attempt, kind: OrderKind, key: str = "c1") -> Order:
    sale = Sale(key, pay_now=True)
    return order_chance(attempt.public_id, kind, sale, actor=SYSTEM, at=shop.at)


def running(shop: Shop, **terms: Any) -> Attempt:
    limited = CHALLENGE | {"rules": [*CHALLENGE["rules"], rule("max_days", days=30)]}
    programme = shop.sell("chances", phases=[limited, FUNDED], **terms)
    shop.fill("1000")
    order = shop.order(programme, key="first", pay_now=True)
    attempt = Attempt.objects.get(order=order)
    shop.provision(attempt)
    attempt.refresh_from_db()
    return attempt


def end(shop: Shop, attempt: Attempt, state: AttemptState) -> None:
    move(attempt, state, actor=SYSTEM, at=shop.at)
    Stage.objects.filter(attempt=attempt).update(state="ended", outcome=str(state))


def test_nothing_is_offered_unless_terms_say_so(shop: Shop) -> None:
    attempt = running(shop)
    assert kinds(shop, attempt) == {}
    end(shop, attempt, AttemptState.FAILED)
    assert kinds(shop, attempt) == {}
    with pytest.raises(SecondChanceRefused):
        take(shop, attempt, OrderKind.RETRY)


def test_a_paid_reset_begins_the_phase_anew(shop: Shop) -> None:
    attempt = running(shop, reset_percent="80")
    end(shop, attempt, AttemptState.FAILED)
    order = take(shop, attempt, OrderKind.RESET)
    attempt.refresh_from_db()
    assert order.price == 124
    assert (order.state, attempt.state) == ("paid", "provisioning")
    assert Stage.objects.filter(attempt=attempt).count() == 2
    assert shop.booked(chart.income, "prop_fees") == 155 + 124
    assert take(shop, attempt, OrderKind.RESET).pk == order.pk
    assert shop.booked(chart.income, "prop_fees") == 155 + 124


def test_a_discounted_retry_is_a_new_attempt_once(shop: Shop) -> None:
    attempt = running(shop, retry={"percent": "50", "days": 14})
    end(shop, attempt, AttemptState.FAILED)
    assert kinds(shop, attempt) == {"retry": "50"}
    order = take(shop, attempt, OrderKind.RETRY)
    again = Attempt.objects.get(order=order)
    assert again.pk != attempt.pk
    assert again.document == attempt.document
    attempt.refresh_from_db()
    assert attempt.state == "failed"
    assert kinds(shop, attempt) == {}


def test_a_retry_is_free_for_who_expired_in_profit_and_unbreached(shop: Shop) -> None:
    attempt = running(shop, retry={"free": True, "percent": "50"})
    shop.trade(attempt, "100")
    end(shop, attempt, AttemptState.EXPIRED)
    assert kinds(shop, attempt) == {"retry": "0"}
    order = take(shop, attempt, OrderKind.RETRY)
    assert order.price == 0
    assert Attempt.objects.filter(order=order).exists()


def test_a_loser_pays_and_only_in_time(shop: Shop) -> None:
    attempt = running(shop, retry={"free": True, "percent": "50", "days": 14})
    shop.trade(attempt, "-100")
    end(shop, attempt, AttemptState.EXPIRED)
    assert kinds(shop, attempt) == {"retry": "50"}
    shop.later(14 * DAY)
    assert kinds(shop, attempt) == {"retry": "50"}
    shop.later(timedelta(seconds=1))
    assert kinds(shop, attempt) == {}


def test_an_extension_is_for_the_last_days_of_who_is_in_profit(shop: Shop) -> None:
    extension = {"days": 14, "within_days": 2, "min_profit_percent": "5", "min_trading_days": 1}
    attempt = running(shop, extension=extension)
    shop.trade(attempt, "5000")
    assert kinds(shop, attempt) == {}
    shop.later(28 * DAY)
    assert kinds(shop, attempt) == {"extension": "0"}
    take(shop, attempt, OrderKind.EXTENSION)
    (phase,) = Stage.objects.get(attempt=attempt).document["phases"]
    assert {"rule": "max_days", "days": 44} in phase["rules"]
    assert kinds(shop, attempt) == {}
    shop.later(14 * DAY)
    assert kinds(shop, attempt) == {}


def test_no_extension_for_who_gained_too_little(shop: Shop) -> None:
    extension = {"days": 14, "min_profit_percent": "5"}
    attempt = running(shop, extension=extension)
    shop.trade(attempt, "4999")
    shop.later(29 * DAY)
    assert kinds(shop, attempt) == {}
