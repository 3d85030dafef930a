"""A house for the chaos tests."""

from collections.abc import Iterator

import pytest

from tests.harness.house import House


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Run the whole house with its street once for the module."""
    one = House(tmp_path_factory.mktemp("chaos") / "data")
    yield one
    one.stop()
