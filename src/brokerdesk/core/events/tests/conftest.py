"""Fixtures of the event store's tests."""

from collections.abc import Iterator

import pytest

from brokerdesk.core.events.registry import forget

from .facts import make_table, make_table_here, note

GROUP = "test_group"


@pytest.fixture
def group() -> Iterator[str]:
    """Give a group whose handler notes each event; it is forgotten afterwards."""
    note(GROUP)
    yield GROUP
    forget(GROUP)


@pytest.fixture
def effects_table(fresh_db: str) -> str:
    """Give a fresh database with the table of effects, and its URL."""
    make_table(fresh_db)
    return fresh_db


@pytest.fixture
def effects_here(db: None) -> None:
    """Make the table of effects inside the test's transaction."""
    make_table_here()


@pytest.fixture
def world(effects_table: str, nats_url: str, group: str) -> str:
    """Give a fresh database, a bus of the test's own, and a group that notes events."""
    return group
