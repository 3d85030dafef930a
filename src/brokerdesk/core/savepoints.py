"""Rows written together, of which one that cannot be written keeps no other from it."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import psycopg
from django.db import Error as DatabaseError
from django.db import transaction

T = TypeVar("T")
_OF_ROWS: Final = ("22", "23", "P0")
"""Classes of SQL states that are a row's own fault: its data, a constraint, a trigger's word."""


def write_apart(
    rows: Sequence[T], write: Callable[[Sequence[T]], None]
) -> list[tuple[T, Exception]]:
    """Write rows in their order, all at once; give those that cannot be written, and why.

    Where it fails they are halved until those are found; of them nothing is written. It belongs
    into a transaction. What is no row's own fault, such as a lost connection, is raised.
    """
    if not rows:
        return []
    try:
        with transaction.atomic():
            write(rows)
    except Exception as error:
        if not _own(error):
            raise
        if len(rows) == 1:
            return [(rows[0], error)]
    else:
        return []
    half = len(rows) // 2
    return [*write_apart(rows[:half], write), *write_apart(rows[half:], write)]


def _own(error: Exception) -> bool:
    if not isinstance(error, DatabaseError | psycopg.Error):
        return True
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    return isinstance(cause, psycopg.Error) and (cause.sqlstate or "")[:2] in _OF_ROWS
