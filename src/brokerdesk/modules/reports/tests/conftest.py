"""The world of the room's tests: the cashier's, with its provider on the street."""

import pytest

from brokerdesk.modules.cashier.tests.conftest import Money, money, street
from brokerdesk.modules.trading.testing import World


@pytest.fixture
def world(db: None) -> World:
    """One client with a live account."""
    return World()


__all__ = ["Money", "money", "street", "world"]
