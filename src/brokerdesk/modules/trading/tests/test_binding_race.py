"""Binding a login while its deals come in, on two connections: no deal stays without its owner."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Event

import pytest
from django.db import connection, transaction

from brokerdesk.core.actors import SYSTEM
from brokerdesk.modules.ledger.queries import balance
from brokerdesk.modules.ledger.services import chart
from tests.harness.races import WAIT_S, until_one_waits

from ..models import Account, Deal
from ..services.binding import BindRequest, bind_login
from ..services.ingest import ingest_deals
from ..testing import World
from .test_binding import LOGIN, NOW, read


@pytest.fixture
def kept(fresh_db: str) -> World:
    """A world that other connections see, with a login that waits for its owner."""
    world = World()
    ingest_deals(world.server.pk, [world.closing("30.00", login=LOGIN)], watermark_s=None, at=NOW)
    read(world, "30.00", 0)
    return world


def bind(world: World) -> str:
    wanted = BindRequest(
        world.server.public_id, LOGIN, world.client.public_id, world.product.public_id
    )
    return bind_login(wanted, actor=SYSTEM, at=NOW).public_id


def ingest(world: World) -> None:
    late = world.closing("5.00", login=LOGIN, ticket=9000)
    ingest_deals(world.server.pk, [late], watermark_s=None, at=NOW)


@pytest.mark.parametrize("first", ["bind", "ingest"])
def test_a_deal_of_the_same_moment_has_its_owner(kept: World, first: str) -> None:
    done = Event()

    def other() -> None:
        try:
            ingest(kept) if first == "bind" else bind(kept)
        finally:
            done.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            bind(kept) if first == "bind" else ingest(kept)
            running = pool.submit(other)
            until_one_waits(done)
        running.result(WAIT_S)
    assert not Deal.objects.filter(account__isnull=True).exists()
    account = Account.objects.get(login=LOGIN)
    mirror = chart.account_mirror(account.public_id, "USD", kept.brand.entity_id)
    assert balance(mirror.code) == Decimal(35)
