"""Worlds that are made once for all tests of a file, each of which begins with it as made."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

T = TypeVar("T")


class Keeper:
    """Makes what all tests of a file share. Who may change what was given takes a `deepcopy`."""

    def __init__(self, blocker: DjangoDbBlocker) -> None:
        self._blocker = blocker

    def __call__(self, build: Callable[[], T]) -> T:
        """Make it in the transaction around the file's tests."""
        with self._blocker.unblock():
            made = build()
            connection.check_constraints()  # once, not again at the end of each test
        return made


@contextmanager
def kept(blocker: DjangoDbBlocker) -> Iterator[Keeper]:
    """Hold a transaction around the tests of a file; each rolls back to it, and it to nothing."""
    around: Any = transaction.atomic()
    around._from_testcase = True
    with blocker.unblock():
        around.__enter__()
    try:
        yield Keeper(blocker)
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
