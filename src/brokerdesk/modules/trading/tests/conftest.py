"""The world of the room's tests."""

import pytest

from brokerdesk.core.access.services import ensure_role
from brokerdesk.core.actors import Actor
from brokerdesk.modules.clients.testing import actor_of, make_staff

from ..testing import World


@pytest.fixture
def world(db: None) -> World:
    """One brand, one server, one client with a live account."""
    return World()


@pytest.fixture
def dealer(world: World) -> Actor:
    """A member of staff who may do all in the room."""
    ensure_role("dealing", "Dealing", {"trading.*": "all"})
    return actor_of(make_staff("Dora", "dealing"))
