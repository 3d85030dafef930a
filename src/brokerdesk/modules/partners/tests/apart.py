"""For files whose tests need now the tree, now the shop: each is made for one test alone."""

import pytest

from brokerdesk.modules.trading.testing import World

from .conftest import Tree
from .shop import Shop, open_shop


@pytest.fixture
def tree(db: None) -> Tree:
    return Tree(World())


@pytest.fixture
def shop(db: None) -> Shop:
    return open_shop()
