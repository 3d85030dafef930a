"""The one round trip of a posting, straight through libpq.

Neither the ORM nor psycopg's cursor stands between: together they would cost more than the
database needs for the posting itself. Errors are Django's, as from any other query.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from weakref import WeakSet

import psycopg
from django.db import connection
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

_NAME: Final = b"ledger_post"
_STATEMENT: Final = (
    b"SELECT * FROM ledger_post($1::text, $2::bytea, $3::text, $4::timestamptz[], $5::bigint[],"
    b" $6::jsonb, $7::text, $8::text, $9::int[], $10::int[], $11::int[], $12::text, $13::numeric[])"
)
_prepared: WeakSet[psycopg.Connection[tuple[object, ...]]] = WeakSet()


@dataclass(frozen=True, slots=True)
class Answer:
    """What `ledger_post` gave back: either ids, or an error that wrote nothing.

    `replayed` are the positions, from 1, of keys posted before, `replay_recorded` their times.
    """

    ids: list[int]
    recorded: datetime
    replayed: list[int]
    replay_recorded: list[datetime]
    error: str | None
    error_at: int | None
    detail: str


def ledger_post(params: Sequence[str | bytes]) -> Answer:
    """Call the database function in the thread's connection and transaction."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    link: psycopg.Connection[tuple[object, ...]] = connection.connection
    values = [_dump(value) for value in params]
    with connection.wrap_database_errors:
        if not link.autocommit and link.pgconn.transaction_status == TransactionStatus.IDLE:
            # psycopg begins a transaction with the first statement of its own.
            link.execute("SELECT 1")
        if link not in _prepared:
            _check(link, link.pgconn.prepare(_NAME, _STATEMENT))
            _prepared.add(link)
        return _load(_check(link, link.pgconn.exec_prepared(_NAME, values)))


def _dump(value: str | bytes) -> bytes:
    """Write a value in PostgreSQL's text format."""
    return value.encode() if isinstance(value, str) else b"\\x" + value.hex().encode()


def _check(link: psycopg.Connection[tuple[object, ...]], result: PGresult) -> PGresult:
    if link.closed:
        raise psycopg.OperationalError("the connection to the database is lost")
    if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        raise error_from_result(result)
    return result


def _load(result: PGresult) -> Answer:
    ids, recorded, replayed, replay_recorded, error, error_at, detail = [
        None if (value := result.get_value(0, column)) is None else value.decode()
        for column in range(7)
    ]
    return Answer(
        ids=[int(item) for item in _items(ids)],
        recorded=datetime.fromisoformat(recorded or ""),
        replayed=[int(item) for item in _items(replayed)],
        replay_recorded=[
            datetime.fromisoformat(item.strip('"')) for item in _items(replay_recorded)
        ],
        error=error,
        error_at=None if error_at is None else int(error_at),
        detail=detail or "",
    )


def _items(array: str | None) -> list[str]:
    """Split an array of numbers or instants, whose items hold no comma."""
    return array[1:-1].split(",") if array else []
