"""Logins without an owner are seen on a server from which nothing is sold yet, too."""

import pytest
from django.test import Client as Browser

from brokerdesk.core.access.services import ensure_role
from brokerdesk.core.ui import url
from brokerdesk.modules.clients.testing import make_staff, office

from ..models import ForeignLogin, Group
from ..services.ingest import ingest_deals
from ..testing import START, World, make_brand, make_deal, make_server


def binder(brand_pk: int | None = None) -> Browser:
    ensure_role("binder", "Binder", {"trading.*": "all" if brand_pk is None else "brand"})
    return office(make_staff(f"Bo{brand_pk or 0}", "binder", brand_pk=brand_pk))


@pytest.fixture
def unsold(world: World) -> ForeignLogin:
    """A login on a new server without products."""
    server = make_server(world.brand, "new")
    found: ForeignLogin = ForeignLogin.objects.create(
        server=server, login=9001, name="Zoe", group="real", first_seen_at=START
    )
    return found


def test_a_server_without_products_shows_its_logins(world: World, unsold: ForeignLogin) -> None:
    admin = binder()
    text = admin.get(url("backoffice", "trading.foreign")).content.decode()
    assert "9001" in text
    bind = url("backoffice", "trading.bind", server_id=unsold.server.public_id, login=9001)
    closed = admin.get(bind).content.decode()
    assert "No product maps to its group real" in closed
    assert url("backoffice", "trading.product_new") in closed
    assert "<select" not in closed.split("<main", 1)[1]


def test_balances_of_logins_name_their_currency(world: World, unsold: ForeignLogin) -> None:
    ForeignLogin.objects.update(balance=12)
    admin, page = binder(), url("backoffice", "trading.foreign")
    assert "12.00<" in admin.get(page).content.decode()
    group = Group(
        server=unsold.server, name="real", currency="EUR", currency_digits=2, margin_mode="hedging",
        margin_call_level=100, stop_out_level=50, synced_at=START,
    )  # fmt: skip
    group.save()
    assert "12.00\xa0EUR" in admin.get(page).content.decode()


def test_they_are_the_entitys_brands_alone(world: World, unsold: ForeignLogin) -> None:
    page = url("backoffice", "trading.foreign")
    assert "9001" in binder(world.brand.pk).get(page).content.decode()
    assert "9001" not in binder(make_brand("south").pk).get(page).content.decode()


def test_deals_name_their_server(world: World) -> None:
    other = make_server(world.brand, "mt5b")
    ingest_deals(world.server.pk, [world.closing("1.23")], watermark_s=None, at=START)
    ingest_deals(other.pk, [make_deal(ticket=77, login=1001)], watermark_s=None, at=START)
    admin, page = binder(), url("backoffice", "trading.deals")
    both = admin.get(page).content.decode()
    assert ">mt5a<" in both
    assert ">mt5b<" in both
    one = admin.get(page, {"server": str(other.pk)}).content.decode()
    assert ">mt5b<" in one
    assert ">mt5a<" not in one
