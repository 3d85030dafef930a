"""The world of the room's tests."""

from copy import deepcopy

import pytest

from brokerdesk.core.access.services import ensure_role
from brokerdesk.core.actors import Actor
from brokerdesk.modules.clients.testing import actor_of, make_staff
from tests.harness.worlds import Keeper

from ..testing import World


@pytest.fixture(scope="module")
def made(keep: Keeper) -> World:
    """One brand, one server, one client with a live account."""
    return keep(World)


@pytest.fixture
def world(db: None, made: World) -> World:
    """That world, for one test."""
    return deepcopy(made)


@pytest.fixture
def dealer(world: World) -> Actor:
    """A member of staff who may do all in the room."""
    ensure_role("dealing", "Dealing", {"trading.*": "all"})
    return actor_of(make_staff("Dora", "dealing"))
