"""The worker process that tests start and kill; its watcher writes each look into a table."""

import os
import sys
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection

from brokerdesk.core.role import ROLE
from brokerdesk.modules.valuation.types import Cause, Facts, Levels, Valued
from brokerdesk.modules.valuation.watching import register
from brokerdesk.surfaces.workers.valuation import main

TABLE = f"""
CREATE TABLE IF NOT EXISTS test_looks
    (account bigint, seq bigint, equity numeric, pid int, id bigserial);
GRANT ALL ON test_looks, test_looks_id_seq TO {ROLE};
"""
LOW = Levels(low=1e9)


def make_table(url: str) -> None:
    """Make the table of looks, as the owner."""
    with psycopg.connect(url) as owner:
        owner.execute(TABLE)


def looks() -> list[tuple[int, Any, int]]:
    """What was looked at, in the order of storing: number, equity, process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, equity, pid FROM test_looks ORDER BY id")
        return list(cursor.fetchall())


class Writer:
    """Watches every account at a level that every tick crosses; skips what is stored already."""

    name = "test"

    def __init__(self) -> None:
        self._fresh: list[tuple[int, int, Any]] = []
        self._last: dict[int, int] = {}

    def begin(self, desk: Any) -> Mapping[int, Levels]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT account, max(seq) FROM test_looks GROUP BY account")
            self._last = dict(cursor.fetchall())
        return dict.fromkeys(desk.accounts.kept, LOW)

    def reload(self, account_pks: Collection[int]) -> None:
        raise AssertionError(account_pks)

    def crossed(self, valued: Valued, cause: Cause) -> None:
        if cause.seq > self._last.get(valued.account_pk, 0):
            self._last[valued.account_pk] = cause.seq
            self._fresh.append((valued.account_pk, cause.seq, valued.equity))

    def told(self, facts: Facts, valued: Valued) -> None:
        """It heeds ticks alone."""

    def peaked(self, valued: Valued, cause: Cause) -> None:
        """It heeds ticks alone."""

    def next_instant(self) -> datetime | None:
        return None

    def accounts_at(self, instant: datetime) -> Collection[int]:
        return ()

    def at_instant(self, instant: datetime, valued: Valued) -> None:
        """There are none."""

    def store(self, seq: int, at: datetime) -> None:
        rows = [(*row, os.getpid()) for row in self._fresh]
        self._fresh.clear()
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO test_looks (account, seq, equity, pid) VALUES (%s, %s, %s, %s)", rows
            )

    def stored(self) -> None:
        """Nobody is to be told."""


if __name__ == "__main__":
    register("test", Writer)
    sys.exit(main(sys.argv[1:]))
