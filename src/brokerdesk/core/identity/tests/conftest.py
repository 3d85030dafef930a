"""The small world; attempts of other tests are forgotten, and passwords are hashed cheaply."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import override_settings

from brokerdesk.modules.clients.testing import World, make_world


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """Forget attempts, and hash passwords cheaply: a sound hash takes half a second here."""
    cache.clear()
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def world(db: None) -> World:
    """Two brands and three clients."""
    return make_world()
