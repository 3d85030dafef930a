"""The pretend venue for this folder's tests."""

from collections.abc import Iterator

import pytest

from .pretend import PretendVenue


@pytest.fixture
def venue() -> Iterator[PretendVenue]:
    """A running venue."""
    with PretendVenue() as found:
        yield found
