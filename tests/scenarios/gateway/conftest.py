"""The simulated server and a world at it."""

from collections.abc import Iterator

import pytest

from brokerdesk.modules.compliance.models import Level
from brokerdesk.modules.trading.testing import make_brand, make_client, make_product, make_server
from tests.harness.street import Mt5Street, mt5_street

from .world import World

GROUP = r"real\standard-USD"


@pytest.fixture(scope="package")
def street() -> Iterator[Mt5Street]:
    """A simulated server."""
    with mt5_street() as found:
        yield found


@pytest.fixture
def world(fresh_db: str, street: Mt5Street) -> Iterator[World]:
    """A world of the test's own."""
    street.calm()
    brand = make_brand()
    actions = ["open_demo", "open_live", "deposit", "trade", "withdraw", "transfer"]
    Level.objects.create(brand=brand, index=1, title="Verified", actions=actions)
    server = make_server(brand)
    server.config = street.config() | {"answer_timeout_s": 1.5, "batch_timeout_s": 15}
    server.grace_s = 1
    server.save()
    product = make_product(brand, server)
    product.group = GROUP
    product.save()
    yield World(server, product, make_client(brand).public_id)
    street.calm()
