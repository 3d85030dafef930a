"""Accounts are found by login, id and client, by indexes alone."""

import pytest

from ..models import Account
from ..testing import World, make_account, make_client
from ..ui.lists import search_accounts


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
