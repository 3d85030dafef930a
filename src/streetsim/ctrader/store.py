"""The account store on disk.

Traders, groups, positions, waiting orders, users and tokens are kept whole in memory and written
through; deals, done orders, closed positions and the balance and bonus histories live here only.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from streetsim.common.store import RecordStore

_SCHEMA = """
CREATE TABLE IF NOT EXISTS history (
  kind TEXT NOT NULL, id INTEGER NOT NULL, trader INTEGER NOT NULL, position INTEGER NOT NULL,
  closing INTEGER NOT NULL, time_ms INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (kind, id)
);
CREATE INDEX IF NOT EXISTS history_time ON history (kind, time_ms, id);
CREATE INDEX IF NOT EXISTS history_trader ON history (kind, trader, time_ms, id);
CREATE INDEX IF NOT EXISTS history_position ON history (kind, position);
"""
# SQLite holds 63-bit integers.
_LATEST_MS = 1 << 62


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a history."""

    id: int
    trader: int
    time_ms: int
    data: str
    position: int = 0
    closing: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: both ends of the window are inclusive; None wants all."""

    from_ms: int
    to_ms: int
    limit: int
    traders: Collection[int] | None = None
    position: int | None = None
    closing: bool = False


class Store(RecordStore):
    """Rows of the server. All methods are synchronous and quick."""

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises: OSError when it is no such store."""
        super().__init__(path, _SCHEMA)

    def add(self, kind: str, row: Row) -> None:
        """Store a row of a history, or replace it."""
        values = (kind, row.id, row.trader, row.position, row.closing, row.time_ms, row.data)
        self._db.execute("INSERT OR REPLACE INTO history VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def remove(self, kind: str, number: int) -> None:
        """Delete a row of a history."""
        self._db.execute("DELETE FROM history WHERE kind = ? AND id = ?", (kind, number))

    def one(self, kind: str, number: int) -> str | None:
        """Read one row of a history."""
        found = self._db.execute(
            "SELECT data FROM history WHERE kind = ? AND id = ?", (kind, number)
        ).fetchone()
        return None if found is None else str(found[0])

    def newest(self, kind: str, wanted: Wanted) -> tuple[list[str], bool]:
        """Read rows, newest first; tell whether there are more than the limit."""
        # A position has few rows: "+" keeps its query from walking through all by time.
        whole = wanted.position is None
        query = "SELECT data FROM history WHERE kind = ?"
        query += " AND time_ms BETWEEN ? AND ?" if whole else " AND +time_ms BETWEEN ? AND ?"
        values: list[object] = [kind, min(wanted.from_ms, _LATEST_MS)]
        values.append(min(wanted.to_ms, _LATEST_MS))
        if wanted.traders is not None:
            query += " AND trader IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(list(wanted.traders)))
        if wanted.position is not None:
            query += " AND position = ?"
            values.append(wanted.position)
        if wanted.closing:
            query += " AND closing = 1"
        query += " ORDER BY time_ms DESC, id DESC" if whole else " ORDER BY +time_ms DESC, +id DESC"
        query += " LIMIT ?"
        rows = [row[0] for row in self._db.execute(query, [*values, wanted.limit + 1])]
        return rows[: wanted.limit], len(rows) > wanted.limit

    def total(self, kind: str) -> int:
        """Count the rows of a history."""
        found = self._db.execute("SELECT count(*) FROM history WHERE kind = ?", (kind,))
        return int(found.fetchone()[0])

    def last(self, kind: str) -> int | None:
        """Return the newest id of a history."""
        found = self._db.execute("SELECT max(id) FROM history WHERE kind = ?", (kind,)).fetchone()
        return None if found[0] is None else int(found[0])
