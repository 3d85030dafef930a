"""The small world."""

import pytest

from ..testing import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """Two brands and three clients."""
    return make_world()
