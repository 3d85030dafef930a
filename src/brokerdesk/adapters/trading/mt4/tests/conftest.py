"""The simulated bridge for this folder's tests, started once."""

from collections.abc import Iterator

import pytest

from tests.harness.mt4_street import Mt4Street, mt4_street

from .street import Mt4Venue


@pytest.fixture(scope="session")
def street() -> Iterator[Mt4Street]:
    """A running bridge."""
    with mt4_street() as found:
        yield found


@pytest.fixture
def venue(street: Mt4Street) -> Iterator[Mt4Venue]:
    """The contract's venue; faults that were not used up are disarmed."""
    street.calm()
    yield Mt4Venue(street)
    street.calm()
