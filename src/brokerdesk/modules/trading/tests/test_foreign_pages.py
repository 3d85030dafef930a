"""Logins without an owner are seen on a server from which nothing is sold yet, too."""

import pytest
from django.test import Client as Browser

from brokerdesk.core.access.services import ensure_role
from brokerdesk.core.ui import url
from brokerdesk.modules.clients.testing import make_staff, office

from ..models import ForeignLogin
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
    assert "add one first" in admin.get(bind).content.decode()


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
