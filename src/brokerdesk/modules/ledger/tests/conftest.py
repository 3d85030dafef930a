"""The books of the room's tests."""

import pytest

from .books import Books, make_entity


@pytest.fixture
def books(db: None) -> Books:
    """Books in a transaction that is rolled back."""
    return Books(make_entity("north"))


@pytest.fixture
def kept_books(fresh_db: str) -> Books:
    """Books in a database of their own, where postings are committed."""
    return Books(make_entity("north"))
