"""A simulator's store on disk: SQLite in WAL mode, so that a restarted server continues."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
  kind TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class RecordStore:
    """Records as text by kind and id, and counters. All methods are synchronous and quick."""

    def __init__(self, path: Path, schema: str) -> None:
        """Open or make the file with more tables. Raises: OSError when it is no such store."""
        self._depth = 0
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(_SCHEMA + schema)
        except sqlite3.Error as error:
            raise OSError(f"{path}: {error}") from None

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Group writes: all or none; nested use joins the outer one."""
        if self._depth == 0:
            self._db.execute("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
        except BaseException:
            self._depth -= 1
            if self._depth == 0:
                self._db.execute("ROLLBACK")
            raise
        self._depth -= 1
        if self._depth == 0:
            self._db.execute("COMMIT")

    def put(self, kind: str, key: object, data: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", (kind, str(key), data))

    def drop(self, kind: str, key: object) -> None:
        self._db.execute("DELETE FROM records WHERE kind = ? AND id = ?", (kind, str(key)))

    def records(self, kind: str) -> list[str]:
        rows = self._db.execute("SELECT data FROM records WHERE kind = ? ORDER BY id", (kind,))
        return [row[0] for row in rows]

    def meta(self, name: str, default: str = "") -> str:
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return default if row is None else str(row[0])

    def set_meta(self, name: str, value: object) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, str(value)))

    def next_ticket(self, name: str, first: int) -> int:
        """Draw the next number of a counter; numbers only grow, also over restarts."""
        number = int(self.meta(name, str(first)))
        self.set_meta(name, number + 1)
        return number
