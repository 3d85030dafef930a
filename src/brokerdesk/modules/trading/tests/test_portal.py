"""What the room's portal pages do."""

import pytest

from brokerdesk.core.ui import url
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.clients.models import Client
from brokerdesk.modules.clients.testing import make_client, portal

from ..testing import World, make_account
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
