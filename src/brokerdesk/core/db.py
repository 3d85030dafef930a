"""Beside the ORM: quick reads, and a second connection for asynchronous loops and session locks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, connections
from psycopg import AsyncConnection, Cursor
from psycopg.rows import tuple_row

PLAIN = ("dbname", "user", "password", "host", "port", "options", "sslmode", "sslrootcert")


def read_rows(query: str, params: Sequence[object] | Mapping[str, object]) -> list[tuple[Any, ...]]:
    """Read many rows in Django's connection and transaction, decoded by the driver alone.

    Binary transfer skips Django's converters, which cost more than a hot path's own work.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with (
        connection.wrap_database_errors,
        Cursor(connection.connection, row_factory=tuple_row) as cursor,
    ):
        return cursor.execute(query.encode(), params, binary=True).fetchall()


def give_back() -> None:
    """Give a borrowed connection back before asking the outside; the next query borrows one again.

    Those who wait for a slow provider would else keep all others from the database.
    """
    if connection.settings_dict["OPTIONS"].get("pool") and not connection.in_atomic_block:
        connection.close()


async def async_connection(name: str) -> AsyncConnection[tuple[Any, ...]]:
    """Open an autocommit connection with Django's parameters and role."""
    given = connections["default"].get_connection_params()
    chosen = {key: given[key] for key in PLAIN if given.get(key)}
    connection = await AsyncConnection.connect(
        **chosen, autocommit=True, application_name=name, connect_timeout=5
    )
    # The server notices within seconds that this process's machine is gone, and frees its locks.
    await connection.execute("SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 2")
    await connection.execute("SET tcp_keepalives_count = 3")
    return connection
