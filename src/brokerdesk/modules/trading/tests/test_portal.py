"""What the room's portal pages do."""

from dataclasses import dataclass

import pytest
from django.test import Client as Browser

from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.clients.models import Client
from brokerdesk.modules.clients.testing import make_client, portal

from ..models import Account
from ..services.ingest import ingest_deals
from ..testing import World, make_account, make_deal
from ..ui import passwords


def test_a_password_form_makes_one_password(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def make(*args: object, **kwargs: object) -> str:
        made.append(f"Secret#{len(made)}")
        return made[-1]

    monkeypatch.setattr(passwords, "new_password", make)
    alice = make_client(brand(world.brand.pk))
    account = make_account(Client.objects.get(pk=alice.pk), world.product, 2001)
    path = url("portal", "trading.account_password", account_id=account.public_id)
    browser = portal(alice)
    given = {"once": browser.get(path).context["once"]}
    assert "Secret#0" in browser.post(path, given).content.decode()
    again = browser.post(path, given)
    assert (again.status_code, again["Location"]) == (303, path)
    assert browser.post(path).status_code == 303
    assert made == ["Secret#0"]
    given = {"once": browser.get(path).context["once"]}
    assert "Secret#1" in browser.post(path, given).content.decode()


@pytest.mark.parametrize("state", ["disabled", "archived"])
def test_a_disabled_account_is_offered_no_change(world: World, state: str) -> None:
    alice = make_client(brand(world.brand.pk))
    account = make_account(Client.objects.get(pk=alice.pk), world.product, 2001)
    where, browser = {"account_id": account.public_id}, portal(alice)
    page = url("portal", "trading.account", **where)
    ways = [url("portal", f"trading.account_{name}", **where) for name in ("password", "leverage")]
    assert all(way in browser.get(page).content.decode() for way in ways)
    type(account).objects.update(state=state)
    assert not any(way in browser.get(page).content.decode() for way in ways)
    for way in ways:
        assert browser.get(way, follow=True).status_code == 200


@dataclass
class Own:
    """A client with an account and his browser."""

    account: Account
    browser: Browser

    def page(self, name: str = "trading.account") -> str:
        """One of the account's pages as it is now."""
        where = {} if name == "trading.accounts" else {"account_id": self.account.public_id}
        return self.browser.get(url("portal", name, **where)).content.decode()


@pytest.fixture
def own(world: World) -> Own:
    row = make_client(brand(world.brand.pk))
    account = make_account(Client.objects.get(pk=row.pk), world.product, 2001)
    return Own(account, portal(row))


def test_the_leverage_form_names_the_account_and_its_leverage(own: Own) -> None:
    text = own.page("trading.account_leverage")
    assert "2001 · Live USD" in text
    assert "Leverage now: 1:100." in text
    assert url("portal", "trading.account", account_id=own.account.public_id) in text


def test_a_card_says_the_platform(own: Own) -> None:
    assert "Live USD · MetaTrader 5" in own.page("trading.accounts")


@pytest.mark.parametrize(
    ("changes", "deposit", "transfer"),
    [
        ({}, True, True),
        ({"state": "read_only"}, True, True),
        ({"state": "disabled"}, False, False),
        ({"kind": "demo"}, False, False),
        ({"may_deposit": False}, False, True),
        ({"may_withdraw": False}, True, True),
        ({"may_deposit": False, "may_withdraw": False}, False, False),
        ({"may_transfer": False}, False, False),
    ],
)
@pytest.mark.parametrize("page", ["trading.accounts", "trading.account"])
def test_money_is_moved_where_it_may_be(
    own: Own, page: str, changes: dict[str, object], deposit: bool, transfer: bool
) -> None:
    Account.objects.filter(pk=own.account.pk).update(balance=5, **changes)
    text = own.page(page)
    to_deposit, to_transfer = (url("portal", f"cashier.{n}_new") for n in ("deposit", "transfer"))
    assert (f'href="{to_deposit}"' in text) is deposit
    assert (f'href="{to_transfer}?account={own.account.public_id}"' in text) is transfer


@pytest.mark.parametrize("state", ["requested", "provisioning"])
def test_what_is_being_opened_says_so_until_it_is_there(own: Own, state: str) -> None:
    Account.objects.filter(pk=own.account.pk).update(state=state, login=None)
    text = own.page()
    region = text.index('data-live="account. operation. deal."')
    assert region < text.index("Your account is being opened")
    assert "What comes next" not in text
    Account.objects.filter(pk=own.account.pk).update(state="active", login=2001)
    text = own.page()
    assert "is being opened" not in text
    assert region < text.index("What comes next")
    assert "the server <strong>MT5 mt5a</strong>" in text
    assert url("portal", "trading.account_password", account_id=own.account.public_id) in text
    assert "Transfer money from your wallet" in text


def test_who_has_money_and_traded_needs_no_first_steps(world: World, own: Own) -> None:
    Account.objects.filter(pk=own.account.pk).update(balance=5)
    text = own.page()
    assert "What comes next" in text
    assert "Transfer money from your wallet" not in text
    ingest_deals(world.server.pk, [make_deal(ticket=9, login=2001)], watermark_s=1, at=now())
    assert "What comes next" not in own.page()


def test_a_failed_opening_is_said(own: Own) -> None:
    Account.objects.filter(pk=own.account.pk).update(state="failed", login=None, failure="no")
    text = own.page()
    assert "could not be opened yet" in text
    assert "What comes next" not in text
