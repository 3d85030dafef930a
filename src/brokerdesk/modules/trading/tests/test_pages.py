"""What the room's office pages show."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser

from brokerdesk.core.ui import url
from brokerdesk.modules.clients.testing import make_staff, office
from brokerdesk.ports.trading import DealEntry, DealKind

from ..models import Account, Difference, Position
from ..services.ingest import ingest_deals
from ..testing import START, World, make_account, make_client, make_product

NOW = START + timedelta(hours=1)


@pytest.fixture
def admin(world: World) -> Browser:
    return office(make_staff("Ada", "administrator"))


def difference(world: World, item: str, *, closed: bool) -> None:
    Difference.objects.create(
        server=world.server, account=world.account, login=1001, item=item, cls="missing_ours",
        expected=Decimal(0), actual=Decimal(1), amount=Decimal(1), currency="USD", opened_at=START,
        closed_at=NOW if closed else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", {"deal:open"}),
        ("closed=", {"deal:open"}),
        ("closed=open", {"deal:open"}),
        ("closed=resolved", {"deal:past"}),
        ("closed=all", {"deal:open", "deal:past"}),
    ],
)
def test_differences_by_their_standing(
    world: World, admin: Browser, asked: str, shown: set[str]
) -> None:
    difference(world, "deal:open", closed=False)
    difference(world, "deal:past", closed=True)
    text = admin.get(f"{url('backoffice', 'trading.differences')}?{asked}").content.decode()
    assert {item for item in ("deal:open", "deal:past") if item in text} == shown
    assert ">Unknown<" not in text


def test_exposure_names_the_currency_of_each_line(world: World, admin: Browser) -> None:
    euro = make_product(world.brand, world.server, currency="EUR")
    other = make_account(make_client(world.brand, "Bob"), euro, 1002)
    for ticket, account in ((1001, world.account), (1002, other)):
        Position.objects.create(
            server=world.server, ticket=ticket, login=ticket, account=account,
            symbol="EURUSD", side="sell", lots=Decimal("0.24"), contract_size=100_000,
            price_open=1, price_current=1, stop_loss=0, take_profit=0, profit=-5, swap=0,
            opened_at=START, synced_at=NOW,
        )  # fmt: skip
    text = admin.get(url("backoffice", "home")).content.decode()
    assert "<td>EURUSD</td><td>USD</td>" in text
    assert "<td>EURUSD</td><td>EUR</td>" in text
    assert '<td class="num">−0.24</td>' in text
    assert "-0.24" not in text


def test_given_credit_is_seen(world: World, admin: Browser) -> None:
    given = Decimal("75.50")
    deal = world.deal(
        kind=DealKind.CREDIT, entry=DealEntry.NONE, symbol="", lots=Decimal(0), credit_effect=given
    )
    ingest_deals(world.server.pk, [deal], watermark_s=None, at=NOW)
    page = url("backoffice", "trading.account", account_id=world.account.public_id)
    text = admin.get(page).content.decode()
    assert '<span class="kpi-label">Credit</span>' not in text
    assert 'data-label="Credit effect">75.50\u00a0USD' in text
    assert 'data-label="Balance effect">' not in text
    Account.objects.update(credit=given)
    text = admin.get(page).content.decode()
    assert '<span class="kpi-label">Credit</span><span class="kpi-value">75.50\u00a0USD' in text
    assert "75.50" in admin.get(url("backoffice", "trading.deals")).content.decode()
