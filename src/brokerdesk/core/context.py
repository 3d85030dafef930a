"""Which request or event the present work belongs to."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_correlation: ContextVar[uuid.UUID | None] = ContextVar("correlation", default=None)
_causation: ContextVar[uuid.UUID | None] = ContextVar("causation", default=None)


def correlation_id() -> uuid.UUID | None:
    """Id shared by all that one request set in motion."""
    return _correlation.get()


def causation_id() -> uuid.UUID | None:
    """Id of the event whose handler is running."""
    return _causation.get()


@contextmanager
def correlated(correlation: uuid.UUID | None = None) -> Iterator[uuid.UUID]:
    """Give all events emitted inside the block one correlation id."""
    chosen = correlation or uuid.uuid4()
    token = _correlation.set(chosen)
    try:
        yield chosen
    finally:
        _correlation.reset(token)


@contextmanager
def caused_by(event_id: uuid.UUID, correlation: uuid.UUID) -> Iterator[None]:
    """Mark all events emitted inside the block as consequences of one event."""
    token = _causation.set(event_id)
    try:
        with correlated(correlation):
            yield
    finally:
        _causation.reset(token)
