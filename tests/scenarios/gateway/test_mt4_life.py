"""A gateway at a platform that tells by itself and opens accounts in several steps."""

from collections.abc import Iterator

import pytest

from brokerdesk.modules.compliance.models import Level
from brokerdesk.modules.trading.testing import make_brand, make_client, make_product, make_server
from tests.scenarios.faults.places import PLACES, Place

from .running import gateway
from .world import World, opened


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """A bridge with its server."""
    with PLACES["mt4"]() as found:
        yield found


@pytest.fixture
def world(fresh_db: str, place: Place) -> Iterator[World]:
    """A world of the test's own at the bridge."""
    place.venue.street.calm()
    brand = make_brand()
    Level.objects.create(brand=brand, index=1, title="Verified", actions=["open_live"])
    server = make_server(brand, "mt4a")
    server.kind, server.config, server.grace_s = "mt4", place.config(), 1
    server.save()
    product = make_product(brand, server)
    product.group = place.venue.group
    product.save()
    yield World(server, product, make_client(brand).public_id)
    place.venue.street.calm()


@pytest.mark.parametrize("command", ["UserPasswordSet", "UsersGroupOp"])
def test_an_account_is_active_with_passwords_and_enabled(
    world: World, place: Place, command: str
) -> None:
    street = place.venue.street
    before = street.state()["commands"].get("UserPasswordSet", 0)
    street.fault(command, "cut")
    with gateway():
        account = opened(world)
    assert street.account(account.login)["enableFlags"] & 1
    assert street.state()["commands"]["UserPasswordSet"] - before >= 2
