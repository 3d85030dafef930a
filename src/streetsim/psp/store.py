"""The provider's books, in SQLite: a restart goes on where it stopped."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Row = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS payment(
  id TEXT PRIMARY KEY, reference TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
  description TEXT NOT NULL, customer TEXT NOT NULL, return_url TEXT NOT NULL,
  webhook_url TEXT NOT NULL, status TEXT NOT NULL, received INTEGER NOT NULL DEFAULT 0,
  fee INTEGER NOT NULL DEFAULT 0, refunded INTEGER NOT NULL DEFAULT 0,
  dispute_fee INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '', card TEXT NOT NULL DEFAULT '',
  created REAL NOT NULL, updated REAL NOT NULL, expires REAL NOT NULL,
  due REAL, due_action TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS payment_reference ON payment(reference);
CREATE INDEX IF NOT EXISTS payment_due ON payment(due);
CREATE TABLE IF NOT EXISTS payout(
  id TEXT PRIMARY KEY, reference TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
  destination TEXT NOT NULL, customer TEXT NOT NULL, webhook_url TEXT NOT NULL,
  status TEXT NOT NULL, fee INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '',
  created REAL NOT NULL, updated REAL NOT NULL, due REAL, due_action TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS payout_reference ON payout(reference);
CREATE INDEX IF NOT EXISTS payout_due ON payout(due);
CREATE TABLE IF NOT EXISTS refund(
  id TEXT PRIMARY KEY, payment TEXT NOT NULL, reference TEXT NOT NULL, amount INTEGER NOT NULL,
  created REAL NOT NULL);
CREATE TABLE IF NOT EXISTS line(
  id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, payment TEXT NOT NULL,
  reference TEXT NOT NULL, amount INTEGER NOT NULL, fee INTEGER NOT NULL, currency TEXT NOT NULL,
  booked REAL NOT NULL);
CREATE INDEX IF NOT EXISTS line_booked ON line(booked, id);
CREATE TABLE IF NOT EXISTS idempotency(
  key TEXT PRIMARY KEY, digest TEXT NOT NULL, status INTEGER NOT NULL, answer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS delivery(
  id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, url TEXT NOT NULL, body BLOB NOT NULL,
  due REAL, attempts INTEGER NOT NULL DEFAULT 0, answer TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS delivery_due ON delivery(due);
"""
_TABLES = frozenset({"payment", "payout", "refund", "line", "idempotency", "delivery"})


class Store:
    """Tables as dictionaries. One thread only: the server's."""

    def __init__(self, folder: Path | None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        target = ":memory:" if folder is None else str(folder / "psp.sqlite")
        self._db = sqlite3.connect(target, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def change(self) -> Iterator[None]:
        """Do everything inside, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def insert(self, table: str, row: Row) -> int:
        """Add a row and give its number."""
        names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        statement = " ".join(["INSERT INTO", _known(table), f"({names}) VALUES ({marks})"])
        return int(self._db.execute(statement, row).lastrowid or 0)

    def update(self, table: str, key: str | int, **values: Any) -> None:
        """Change a row by its id."""
        sets = ", ".join(f"{name} = :{name}" for name in values)
        statement = " ".join(["UPDATE", _known(table), "SET", sets, "WHERE id = :_id"])
        self._db.execute(statement, {**values, "_id": key})

    def delete(self, table: str, key: str | int) -> None:
        """Remove a row by its id."""
        self._db.execute(" ".join(["DELETE FROM", _known(table), "WHERE id = ?"]), [key])

    def find(self, table: str, where: str, *values: Any, limit: int = 1000) -> list[Row]:
        """Rows that satisfy a fixed condition, ordered as it says."""
        statement = " ".join(["SELECT * FROM", _known(table), "WHERE", where, "LIMIT ?"])
        return [dict(r) for r in self._db.execute(statement, [*values, limit])]

    def one(self, table: str, where: str, *values: Any) -> Row | None:
        """The first such row."""
        rows = self.find(table, where, *values, limit=1)
        return rows[0] if rows else None

    def remember(self, key: str, digest: str, status: int, answer: Row) -> None:
        """Keep the answer to an idempotency key."""
        row = {"key": key, "digest": digest, "status": status, "answer": json.dumps(answer)}
        self.insert("idempotency", row)


def _known(table: str) -> str:
    """Only our own table names ever become part of a statement."""
    if table not in _TABLES:
        raise LookupError(table)
    return table
