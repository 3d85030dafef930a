"""The simulated server for this folder's tests, started once."""

from collections.abc import Iterator

import pytest

from tests.harness.ctrader_street import CTraderStreet, ctrader_street

from .street import CTraderVenue


@pytest.fixture(scope="session")
def street() -> Iterator[CTraderStreet]:
    """A running server."""
    with ctrader_street() as found:
        yield found


@pytest.fixture
def venue(street: CTraderStreet) -> Iterator[CTraderVenue]:
    """The contract's venue; faults that were not used up are disarmed."""
    street.calm()
    yield CTraderVenue(street)
    street.calm()
