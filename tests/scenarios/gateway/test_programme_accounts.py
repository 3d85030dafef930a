"""What a programme asks of a platform: an account with play money, orders taken away."""

from decimal import Decimal

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit.clock import now
from brokerdesk.modules.ledger.queries import trial_balance
from brokerdesk.modules.trading import queries
from brokerdesk.modules.trading.models import Account, Difference, Order, Product
from brokerdesk.modules.trading.services.accounts import open_for
from brokerdesk.modules.trading.services.changes import cancel_order
from brokerdesk.modules.trading.services.play_money import move_play_money
from tests.harness.street import Mt5Street

from .running import eventually, gateway
from .world import World, operation, settled


def balance_of(street: Mt5Street, account: Account) -> Decimal:
    return Decimal(street.account(account.login or 0)["Balance"])


def challenge_account(world: World) -> Account:
    """Open an account of an internal product with 50,000 of play money, and wait for it."""
    Product.objects.filter(pk=world.product.pk).update(kind="demo", internal=True)
    row = open_for(
        client_id=world.client_id,
        product_id=world.product.public_id,
        currency="USD",
        deposit=Decimal(50_000),
        actor=SYSTEM,
        at=now(),
    )
    eventually(lambda: queries.account(row.public_id).balance == 50_000)
    return Account.objects.get(public_id=row.public_id)


def waiting(street: Mt5Street, account: Account) -> Order:
    """Place an order as the trader and wait until it is seen."""
    street.post(
        "/order", login=account.login, symbol="EURUSD", type=2, lots="0.10", price="0.50000"
    )
    return eventually(Order.objects.filter(account=account).first)


def test_play_money_comes_and_goes(world: World, street: Mt5Street) -> None:
    with gateway():
        account = challenge_account(world)
        taken = move_play_money(
            account.public_id, Decimal("-1250.75"), purpose="refill", actor=SYSTEM, at=now()
        )
        eventually(lambda: settled(taken.public_id))
        assert balance_of(street, account) == Decimal("48749.25")
    assert not Difference.objects.exists()
    assert trial_balance() == []


@pytest.mark.parametrize("fault", ["", "drop_answer", "cut"])
def test_an_order_is_taken_away_once(world: World, street: Mt5Street, fault: str) -> None:
    with gateway():
        account = challenge_account(world)
        order = waiting(street, account)
        if fault:
            street.fault("DEALER_SEND", fault)
        asked = cancel_order(
            account.public_id, order.ticket, actor=SYSTEM, reason="breach", at=now()
        )
        eventually(lambda: settled(asked.public_id))
        assert street.state()["orders"] == 0
        eventually(lambda: not Order.objects.filter(account=account).exists())


def test_an_order_that_the_market_took_is_not_cancelled(world: World, street: Mt5Street) -> None:
    with gateway():
        account = challenge_account(world)
        order = waiting(street, account)
        street.post("/price", symbol="EURUSD", bid="0.49990", ask="0.50000")
        street.post("/price", symbol="EURUSD", release=True)
        asked = cancel_order(
            account.public_id, order.ticket, actor=SYSTEM, reason="breach", at=now()
        )
        eventually(lambda: operation(asked.public_id).state == "rejected")
        eventually(lambda: account.position_set.exists())
