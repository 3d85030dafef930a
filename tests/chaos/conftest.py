"""A house for the chaos tests."""

from collections.abc import Iterator

import pytest

from tests.harness.house import House
from tests.harness.visitor import SMALL_WORLD


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Run a small house with its street once for the module."""
    one = House(tmp_path_factory.mktemp("chaos") / "data", settings=SMALL_WORLD)
    yield one
    one.stop()
