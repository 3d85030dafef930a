"""A shop whose clients can sign in to the portal."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.test import Client as Browser

from brokerdesk.kit.clock import fixed
from brokerdesk.modules.clients.testing import World as People
from brokerdesk.modules.clients.testing import make_world, portal
from brokerdesk.modules.staff.defaults import ensure_defaults
from brokerdesk.modules.trading.testing import START, World, make_account, make_product, make_server
from tests.harness.worlds import Keeper

from ..commerce.conftest import DAY, Shop


@dataclass
class SignedWorld(World):
    """A world on a brand whose people have passwords."""

    client: Any = None

    def __post_init__(self) -> None:
        self.server = make_server(self.brand)
        self.product = make_product(self.brand, self.server)
        self.account = make_account(self.client, self.product, 1001)


@dataclass
class Store(Shop):
    """The shop as Alice, Bob and Mallory see it in their browsers."""

    world: Any = None
    people: People = field(default_factory=make_world)

    def __post_init__(self) -> None:
        brand: Any = apps.get_model("brands", "Brand").objects.get(pk=self.people.northwind.pk)
        clients: Any = apps.get_model("clients", "Client").objects
        clients.filter(brand=brand).update(status="active", level=1)
        alice = clients.get(pk=self.people.alice.pk)
        self.world = SignedWorld(brand=brand, client=alice)
        super().__post_init__()
        self.alice: Browser = portal(self.people.alice)
        self.bob: Browser = portal(self.people.bob)
        self.mallory: Browser = portal(self.people.mallory)


def _store() -> Store:
    ensure_defaults()
    return Store()


@pytest.fixture(scope="module")
def opened(keep: Keeper) -> Store:
    """The shop as it opens."""
    with fixed(START):
        return keep(_store)


@pytest.fixture
def store(db: None, opened: Store) -> Iterator[Store]:
    """That shop, for one test."""
    with fixed(START):
        yield deepcopy(opened)


__all__ = ["DAY", "Store"]
