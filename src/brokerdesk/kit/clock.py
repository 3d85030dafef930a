"""The one source of "now". Tests and scenarios steer it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_fixed: ContextVar[datetime | None] = ContextVar("fixed", default=None)


def _machine() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _machine


def now() -> datetime:
    """Aware UTC now, or the steered instant."""
    return _fixed.get() or _source()


def follow(source: Callable[[], datetime]) -> None:
    """Have this process, with all its threads, read the time elsewhere: a scenario's clock."""
    global _source
    _source = source


@contextmanager
def fixed(at: datetime) -> Iterator[None]:
    """Hold the clock at an aware instant inside the block."""
    if at.tzinfo is None:
        raise ValueError("at must be an aware datetime")
    token = _fixed.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
