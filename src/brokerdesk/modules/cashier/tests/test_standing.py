"""A client who cannot move money is told so, and where to go, before he fills a form in."""

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.services import set_status
from brokerdesk.modules.clients.testing import World, make_world, portal
from brokerdesk.modules.compliance.services import ensure_brand_defaults, grant_level


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    ensure_brand_defaults(made.northwind.pk)
    return made


def shown(world: World, name: str) -> str:
    answer = portal(world.alice).get(url("portal", name))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", ["cashier.deposit_new", "cashier.withdraw"])
def test_the_unverified_are_led_to_verification(world: World, name: str) -> None:
    page = shown(world, name)
    assert "Verify your identity first" in page
    assert f'href="{url("portal", "compliance.verification")}"' in page
    assert 'name="amount"' not in page


def test_the_verified_may_pay_in_and_have_nothing_to_take_out(world: World) -> None:
    grant_level(world.alice.public_id, 1, reason="test", actor=SYSTEM, at=now())
    assert 'name="amount"' in shown(world, "cashier.deposit_new")
    link = url("portal", "cashier.deposit_new") + "?amount=155.5&currency=USD"
    filled = portal(world.alice).get(link).content.decode()
    assert 'value="155.5"' in filled
    page = shown(world, "cashier.withdraw")
    assert "There is nothing to withdraw" in page
    assert 'name="amount"' not in page


def test_a_transfer_needs_a_live_account(world: World) -> None:
    assert "Verify your identity first" in shown(world, "cashier.transfer_new")
    grant_level(world.alice.public_id, 1, reason="test", actor=SYSTEM, at=now())
    page = shown(world, "cashier.transfer_new")
    assert "You have no live trading account yet" in page
    assert f'href="{url("portal", "trading.account_new")}"' in page


def test_the_suspended_are_told_so(world: World) -> None:
    grant_level(world.alice.public_id, 1, reason="test", actor=SYSTEM, at=now())
    set_status(world.alice.public_id, "restricted", reason="test", actor=SYSTEM, at=now())
    for name in ("cashier.deposit_new", "cashier.withdraw"):
        assert "This is not possible at the moment" in shown(world, name)


def test_live_accounts_are_promised_to_the_unverified(world: World) -> None:
    assert "Live accounts open once you are verified" in shown(world, "trading.account_new")
