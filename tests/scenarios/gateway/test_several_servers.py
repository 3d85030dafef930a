"""Two servers of one platform at once: what they number alike is not mixed, and one may be away."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from decimal import Decimal
from functools import partial
from threading import Thread

import pytest

from brokerdesk.modules.compliance.models import Level
from brokerdesk.modules.trading import queries
from brokerdesk.modules.trading.models import Deal, Difference
from brokerdesk.modules.trading.testing import make_brand, make_client, make_product, make_server
from brokerdesk.surfaces.workers.gateway import server as serving
from tests.scenarios.faults.places import PLACES, Place

from .running import QUICK, eventually, gateway
from .world import Opened, World, mirror, move, opened, settled

LOTS = Decimal("0.1")
AWAY_S = 6.0


@pytest.fixture(params=PLACES)
def places(request: pytest.FixtureRequest) -> Iterator[list[Place]]:
    """Two servers of one platform, which know nothing of each other."""
    with ExitStack() as stack:
        yield [stack.enter_context(PLACES[request.param]()) for _ in "ab"]


@pytest.fixture
def worlds(fresh_db: str, places: list[Place]) -> list[World]:
    """One client with a product at each."""
    brand = make_brand()
    Level.objects.create(brand=brand, index=1, title="Verified", actions=["open_live"])
    client_id = make_client(brand).public_id
    return [_world(brand, client_id, place, code) for place, code in zip(places, "ab", strict=True)]


def _world(brand: object, client_id: str, place: Place, code: str) -> World:
    server = make_server(brand, f"{place.kind}{code}")
    server.kind, server.config, server.grace_s = place.kind, place.config(), 1
    server.save()
    product = make_product(brand, server)
    product.code, product.group = code, place.venue.group
    product.save()
    return World(server, product, client_id)


def test_both_are_served_and_one_goes_on_while_the_other_is_away(
    worlds: list[World], places: list[Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "AWAY_AFTER_S", 1)
    with gateway(replace(QUICK, pushed_poll_s=0.5)):
        accounts = [opened(world) for world in worlds]
        for account in accounts:
            _funded(account, "500.00")
        here, away = worlds[1], worlds[0].server.pk
        down = Thread(target=places[0].venue.street.restart, args=[AWAY_S])
        down.start()
        eventually(lambda: queries.server(away).state == "away")
        _traded(places[0], accounts[0])
        waiting = move(accounts[0], "7.00")
        _traded(places[1], accounts[1])
        _funded(accounts[1], "7.00")
        eventually(lambda: _level(here, accounts[1], places[1]))
        eventually(lambda: settled(waiting))
        down.join()
        for world, account, place in zip(worlds, accounts, places, strict=True):
            eventually(partial(_level, world, account, place))
    tickets = [
        set(Deal.objects.filter(server=world.server).values_list("ticket", flat=True))
        for world in worlds
    ]
    assert tickets[0] & tickets[1], "both number their deals alike"
    assert {account.login for account in accounts} == {accounts[0].login}
    assert not Difference.objects.exists()


def _funded(account: Opened, amount: str) -> None:
    moved = move(account, amount)
    eventually(lambda: settled(moved))


def _traded(place: Place, account: Opened) -> None:
    place.venue.trade(account.login, "buy", LOTS)
    place.venue.close_trades(account.login)


def _level(world: World, account: Opened, place: Place) -> bool:
    """Whether its trade is here, and its mirror is what the platform holds."""
    traded = Deal.objects.filter(server=world.server, login=account.login, kind="sell").exists()
    return traded and mirror(account) == place.balance_of(account.login)
