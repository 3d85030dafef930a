"""The simulated server for this folder's tests, started once."""

from collections.abc import Iterator

import pytest

from tests.harness.street import Mt5Street, mt5_street

from .street import Mt5Venue


@pytest.fixture(scope="session")
def street() -> Iterator[Mt5Street]:
    """A running server."""
    with mt5_street() as found:
        yield found


@pytest.fixture
def venue(street: Mt5Street) -> Iterator[Mt5Venue]:
    """The contract's venue; faults that were not used up are disarmed."""
    street.calm()
    yield Mt5Venue(street)
    street.calm()
