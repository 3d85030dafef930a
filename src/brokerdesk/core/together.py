"""Rows that many calls make, written at once: what costs a statement each costs one for all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

T = TypeVar("T")
_kept: ContextVar["dict[Together[Any], list[Any]] | None"] = ContextVar("kept", default=None)


class Together(Generic[T]):
    """One kind of rows, and how many of them are written."""

    def __init__(self, write: Callable[[list[T]], None]) -> None:
        self.write = write

    def put(self, row: T) -> None:
        """Write a row now; within `together` at its end, after those that were put before."""
        kept = _kept.get()
        if kept is None:
            self.write([row])
        else:
            kept.setdefault(self, []).append(row)


@contextmanager
def together() -> Iterator[None]:
    """Write what is put within at the end, kind by kind in the order in which they came up.

    It belongs into one transaction: an error within writes nothing. No savepoint within may be
    rolled back, and nothing within may read what was put.
    """
    if _kept.get() is not None:
        yield
        return
    kept: dict[Together[Any], list[Any]] = {}
    token = _kept.set(kept)
    try:
        yield
    finally:
        _kept.reset(token)
    for kind, rows in kept.items():
        kind.write(rows)
