"""The account store on disk: SQLite in WAL mode, so that a restarted server continues.

Users, positions, open orders and groups are kept whole in memory and written through; deals and
closed orders live here only. A deal is stored as the JSON text that the wire carries, which makes
large reads a concatenation.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from streetsim.common.store import RecordStore

from .records import dumps

_SCHEMA = """
CREATE TABLE IF NOT EXISTS trades (
  kind TEXT NOT NULL, ticket INTEGER NOT NULL, login INTEGER NOT NULL, time_ms INTEGER NOT NULL,
  symbol TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (kind, ticket)
);
CREATE INDEX IF NOT EXISTS trades_time ON trades (kind, time_ms, ticket);
CREATE INDEX IF NOT EXISTS trades_login ON trades (kind, login, time_ms, ticket);
"""

# More logins than this are filtered here instead of by the database.
_MANY = 500


class Store(RecordStore):
    """Rows of the server. All methods are synchronous and quick."""

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises: OSError when it is no such store."""
        super().__init__(path, _SCHEMA)

    def put_deal(self, wire: dict[str, str]) -> None:
        """Store a deal in its wire form."""
        self._put("deals", int(wire["Deal"]), int(wire["TimeMsc"]), wire)

    def put_history(self, wire: dict[str, str]) -> None:
        """Store a closed order in its wire form."""
        self._put("history", int(wire["Order"]), int(wire["TimeDoneMsc"]), wire)

    def _put(self, kind: str, ticket: int, time_ms: int, wire: dict[str, str]) -> None:
        row = (kind, ticket, int(wire["Login"]), time_ms, wire["Symbol"], dumps(wire))
        self._db.execute(_PUT, row)

    def delete_deal(self, ticket: int) -> None:
        self._db.execute("DELETE FROM trades WHERE kind = ? AND ticket = ?", ("deals", ticket))

    def one(self, table: str, ticket: int) -> dict[str, str] | None:
        """Read one deal or closed order as the wire has it."""
        row = self._db.execute(_ONE, (table, ticket)).fetchone()
        return None if row is None else dict(json.loads(row[0]))

    def last_deal(self) -> int | None:
        """Return the newest deal's ticket."""
        row = self._db.execute(
            "SELECT max(ticket) FROM trades WHERE kind = ?", ("deals",)
        ).fetchone()
        return None if row[0] is None else int(row[0])

    def count(self, table: str, login: int, from_s: int, to_s: int) -> int:
        row = self._db.execute(_COUNT, (table, login, *_window(from_s, to_s))).fetchone()
        return int(row[0])

    def total(self, table: str) -> int:
        return int(
            self._db.execute("SELECT count(*) FROM trades WHERE kind = ?", (table,)).fetchone()[0]
        )

    def page(
        self, table: str, login: int, window: tuple[int, int], offset: int, limit: int
    ) -> list[str]:
        """Read JSON texts of one login in (time, ticket) order; the window in server seconds."""
        values = (table, login, *_window(*window), limit, offset)
        return [row[0] for row in self._db.execute(_PAGE, values)]

    def batch(
        self, table: str, logins: Sequence[int] | None, window: tuple[int, int], symbol: str
    ) -> list[str]:
        """Read JSON texts of many logins (None for all) in (time, ticket) order."""
        bounds = _window(*window)
        if logins is None or len(logins) > _MANY:
            wanted = None if logins is None else set(logins)
            rows = self._db.execute(_ALL, (table, *bounds))
            return [
                row[0]
                for row in rows
                if (wanted is None or row[1] in wanted) and symbol in ("", row[2])
            ]
        rows = self._db.execute(_SOME, (table, json.dumps(list(logins)), *bounds))
        return [row[0] for row in rows if symbol in ("", row[2])]


def _window(from_s: int, to_s: int) -> tuple[int, int]:
    """Both ends of a window in seconds are inclusive. SQLite holds 63-bit integers."""
    limit = (1 << 62) // 1000
    return min(from_s, limit) * 1000, min(to_s, limit) * 1000 + 999


_PUT = "INSERT OR REPLACE INTO trades VALUES (?, ?, ?, ?, ?, ?)"
_ONE = "SELECT data FROM trades WHERE kind = ? AND ticket = ?"
_COUNT = "SELECT count(*) FROM trades WHERE kind = ? AND login = ? AND time_ms BETWEEN ? AND ?"
_PAGE = """SELECT data FROM trades WHERE kind = ? AND login = ? AND time_ms BETWEEN ? AND ?
ORDER BY time_ms, ticket LIMIT ? OFFSET ?"""
_ALL = """SELECT data, login, symbol FROM trades WHERE kind = ? AND time_ms BETWEEN ? AND ?
ORDER BY time_ms, ticket"""
_SOME = """SELECT data, login, symbol FROM trades WHERE kind = ?
AND login IN (SELECT value FROM json_each(?)) AND time_ms BETWEEN ? AND ?
ORDER BY time_ms, ticket"""
