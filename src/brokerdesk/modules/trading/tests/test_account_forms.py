"""A form about an account says which and whose, and what is so now."""

from decimal import Decimal

import pytest
from django.test import Client as Browser

from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.testing import make_staff, office

from ..models import Account, Position
from ..testing import START, World

FORMS = ("product", "leverage", "credit", "correction", "password", "access", "switches")


@pytest.fixture
def admin(world: World) -> Browser:
    return office(make_staff("Ada", "administrator"))


@pytest.mark.parametrize("name", FORMS)
def test_the_head_names_login_product_and_client(world: World, admin: Browser, name: str) -> None:
    page = url("backoffice", f"trading.account_{name}", account_id=world.account.public_id)
    back = url("backoffice", "trading.account", account_id=world.account.public_id)
    if name == "product":
        world.product.pk, world.product.code, world.product.title = None, "pro", "Pro"
        world.product.public_id, world.product.group = "prd_pro", "live\\pro"
        world.product.save()
    text = admin.get(page).content.decode()
    assert f'<a class="text-secondary" href="{back}">1001 · Live USD · Alice Client</a>' in text


def test_the_leverage_form_says_what_it_is_now(world: World, admin: Browser) -> None:
    page = url("backoffice", "trading.account_leverage", account_id=world.account.public_id)
    assert "Leverage now: 1:100." in admin.get(page).content.decode()


def test_closing_shows_the_position(world: World, admin: Browser) -> None:
    Position.objects.create(
        server=world.server, ticket=55, login=1001, account=world.account, symbol="EURUSD",
        side="sell", lots=Decimal("0.24"), contract_size=100_000, price_open=Decimal("1.08123"),
        price_current=Decimal("1.08200"), stop_loss=0, take_profit=0, profit=Decimal("-18.48"),
        swap=0, opened_at=START, synced_at=now(),
    )  # fmt: skip
    where = {"account_id": world.account.public_id, "ticket": 55}
    text = admin.get(url("backoffice", "trading.position_close", **where)).content.decode()
    for fact in ("1001 · Live USD · Alice Client", "EURUSD", "Sell", "0.24", "1.08123", "18.48"):
        assert fact in text


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("access", {"state": "read_only"}, "The account is “Read-only” here"),
        ("switches", {"deposit": "on"}, "Saved. It holds from now on."),
    ],
)
def test_saving_says_so(
    world: World, admin: Browser, name: str, sent: dict[str, str], said: str
) -> None:
    page = url("backoffice", f"trading.account_{name}", account_id=world.account.public_id)
    answer = admin.post(page, {**sent, "reason": "asked"}, follow=True)
    assert said in answer.content.decode()
    assert Account.objects.exclude(state="active", may_withdraw=True).exists()
