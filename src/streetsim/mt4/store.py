"""The server's rows on disk.

Users, groups and open trades are kept whole in memory and written through; closed trades live here
only, as the JSON text of their record.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from streetsim.common.store import RecordStore

from .records import Trade

_SCHEMA = """
CREATE TABLE IF NOT EXISTS trades (
  ticket INTEGER PRIMARY KEY, login INTEGER NOT NULL, open INTEGER NOT NULL,
  open_time INTEGER NOT NULL, close_time INTEGER NOT NULL, timestamp INTEGER NOT NULL,
  data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS trades_login ON trades (login, close_time, ticket);
CREATE INDEX IF NOT EXISTS trades_stamp ON trades (timestamp, ticket);
CREATE TABLE IF NOT EXISTS journal (time INTEGER NOT NULL, ip TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS days (
  login INTEGER NOT NULL, time INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (login, time)
);
CREATE TABLE IF NOT EXISTS keys (
  client TEXT NOT NULL, key TEXT NOT NULL, hash TEXT NOT NULL, state TEXT NOT NULL,
  answer TEXT NOT NULL, until REAL NOT NULL, PRIMARY KEY (client, key)
);
"""


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A known Idempotency-Key. state: started, done or unknown."""

    hash: str
    state: str
    answer: str


class Store(RecordStore):
    """Rows of the server. All methods are synchronous and quick."""

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises: OSError when it is no such store."""
        super().__init__(path, _SCHEMA)

    def put_trade(self, trade: Trade) -> None:
        row = (
            *(trade.order, trade.login, trade.is_open, trade.open_time, trade.close_time),
            *(trade.timestamp, trade.pack()),
        )
        self._db.execute("INSERT OR REPLACE INTO trades VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def delete_trade(self, ticket: int) -> None:
        self._db.execute("DELETE FROM trades WHERE ticket = ?", (ticket,))

    def trade(self, ticket: int) -> Trade | None:
        """Read one trade record, open or closed."""
        row = self._db.execute("SELECT data FROM trades WHERE ticket = ?", (ticket,)).fetchone()
        return None if row is None else Trade.unpack(row[0])

    def open_trades(self) -> list[Trade]:
        return self._read("SELECT data FROM trades WHERE open ORDER BY ticket", ())

    def closed(self, logins: Sequence[int] | None, start: int, end: int) -> list[Trade]:
        """Read closed trades by close time, both ends included; None reads all logins."""
        if logins is None:
            return self._read(_CLOSED, (start, end))
        return self._read(_CLOSED_OF, (json.dumps(list(logins)), start, end))

    def changed(self, since: int) -> list[Trade]:
        """Read the trades touched at or after a server time."""
        return self._read(_CHANGED, (since,))

    def last_closed(self) -> int | None:
        """Return the newest closed ticket."""
        row = self._db.execute("SELECT max(ticket) FROM trades WHERE NOT open").fetchone()
        return None if row[0] is None else int(row[0])

    def count(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM trades").fetchone()[0])

    def _read(self, query: str, values: tuple[object, ...]) -> list[Trade]:
        return [Trade.unpack(row[0]) for row in self._db.execute(query, values)]

    def write_journal(self, time: int, ip: str, text: str) -> None:
        self._db.execute("INSERT INTO journal VALUES (?, ?, ?)", (time, ip, text))

    def journal(self, start: int, end: int, text: str) -> list[tuple[int, str, str]]:
        """Read journal lines of a time that hold a text, in any case."""
        rows = self._db.execute(_JOURNAL, (start, end, text))
        return [(int(row[0]), str(row[1]), str(row[2])) for row in rows]

    def put_day(self, login: int, time: int, data: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO days VALUES (?, ?, ?)", (login, time, data))

    def days(self, logins: Sequence[int], start: int, end: int) -> list[str]:
        """Read the closing figures of days, by login and time."""
        rows = self._db.execute(_DAYS, (json.dumps(list(logins)), start, end))
        return [str(row[0]) for row in rows]

    def key(self, client: str, key: str, now: float) -> StoredKey | None:
        """Read an Idempotency-Key that is still known; `now` is true seconds."""
        self._db.execute("DELETE FROM keys WHERE until < ?", (now,))
        row = self._db.execute(_KEY, (client, key)).fetchone()
        return None if row is None else StoredKey(*map(str, row))

    def put_key(self, client: str, key: str, stored: StoredKey, until: float) -> None:
        row = (client, key, stored.hash, stored.state, stored.answer, until)
        self._db.execute("INSERT OR REPLACE INTO keys VALUES (?, ?, ?, ?, ?, ?)", row)


_CLOSED = """SELECT data FROM trades WHERE NOT open AND close_time BETWEEN ? AND ?
ORDER BY close_time, ticket"""
_CLOSED_OF = """SELECT data FROM trades WHERE NOT open
AND login IN (SELECT value FROM json_each(?)) AND close_time BETWEEN ? AND ?
ORDER BY close_time, ticket"""
_CHANGED = "SELECT data FROM trades WHERE timestamp >= ? ORDER BY timestamp, ticket"
_JOURNAL = """SELECT time, ip, text FROM journal WHERE time BETWEEN ? AND ?
AND instr(lower(text), lower(?)) ORDER BY rowid"""
_DAYS = """SELECT data FROM days WHERE login IN (SELECT value FROM json_each(?))
AND time BETWEEN ? AND ? ORDER BY login, time"""
_KEY = "SELECT hash, state, answer FROM keys WHERE client = ? AND key = ?"
