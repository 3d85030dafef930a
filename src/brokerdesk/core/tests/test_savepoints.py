"""Rows written together: one that cannot be written keeps no other from it."""

from collections.abc import Sequence

import pytest
from django.db import OperationalError, connection, transaction

from ..savepoints import write_apart


@pytest.mark.django_db
def test_what_cannot_be_written_is_found_and_all_else_is_written() -> None:
    written: list[int] = []

    def write(rows: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            for row in rows:
                cursor.execute("SELECT 1 / %s", [row])
        if 7 in rows:
            raise ValueError("seven")
        written.extend(rows)

    with transaction.atomic():
        failed = write_apart([1, 0, 3, 7, 5], write)
    assert [(row, type(error).__name__) for row, error in failed] == [
        (0, "DataError"), (7, "ValueError"),
    ]  # fmt: skip
    assert written == [1, 3, 5]
    assert write_apart([], write) == []


@pytest.mark.django_db
def test_what_is_no_rows_own_fault_is_raised() -> None:
    asked: list[int] = []

    def write(rows: Sequence[int]) -> None:
        asked.extend(rows)
        raise OperationalError("gone")

    with pytest.raises(OperationalError), transaction.atomic():
        write_apart([1, 2], write)
    assert asked == [1, 2]
