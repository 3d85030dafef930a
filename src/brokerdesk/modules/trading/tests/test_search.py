"""Accounts are found by login, id and client, by indexes alone."""

import pytest

from brokerdesk.core.ui import url

from ..models import Account
from ..testing import World, make_account, make_client, make_product, make_server
from ..ui.lists import search_accounts
from .test_job_pages import staff_browser


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1001", [1001]),
        ("100", []),
        ("alice", [1001]),
        ("bob cli", [1002]),
        ("alice@north", [1001]),
        ("client", [1001, 1002]),
        ("nobody", []),
        ("²", []),
        ("9" * 30, []),
    ],
)
def test_accounts_by_login_or_client(world: World, text: str, found: list[int]) -> None:
    make_account(make_client(world.brand, "Bob"), world.product, 1002)
    rows = search_accounts(Account.objects.order_by("login"), text)
    assert [row.login for row in rows] == found


def test_an_account_by_its_id(world: World) -> None:
    assert search_accounts(Account.objects.all(), world.account.public_id).get() == world.account


def test_accounts_are_filtered_by_server_and_platform(world: World) -> None:
    other = make_server(world.brand, "mt4a")
    type(other).objects.filter(pk=other.pk).update(kind="mt4")
    make_account(world.client, make_product(world.brand, other, currency="EUR"), 4001)
    browser = staff_browser("trading.*", "clients.view")
    page = url("backoffice", "trading.accounts")
    for query, seen, hidden in (
        ("platform=mt4", "4001", "1001"),
        ("platform=mt5", "1001", "4001"),
        (f"server={other.pk}", "4001", "1001"),
    ):
        text = browser.get(f"{page}?{query}").content.decode()
        assert f">{seen}</a>" in text
        assert f">{hidden}</a>" not in text
