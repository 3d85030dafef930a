"""The simulated server for this folder's tests, started once."""

from collections.abc import Iterator, Mapping

import pytest

from .street import Mt5Venue, streetsim


@pytest.fixture(scope="session")
def mt5_ports() -> Iterator[Mapping[str, int]]:
    """A running server."""
    with streetsim() as ports:
        yield ports


@pytest.fixture
def venue(mt5_ports: Mapping[str, int]) -> Iterator[Mt5Venue]:
    """The contract's venue; faults that were not used up are disarmed."""
    found = Mt5Venue(mt5_ports)
    found.post("/faults/clear")
    yield found
    found.close()
