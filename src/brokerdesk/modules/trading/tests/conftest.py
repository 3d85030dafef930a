"""The world of the room's tests."""

import pytest

from ..testing import World


@pytest.fixture
def world(db: None) -> World:
    """One brand, one server, one client with a live account."""
    return World()
