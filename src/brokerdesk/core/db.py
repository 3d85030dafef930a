"""A second connection beside Django's, for asynchronous loops and session locks."""

from typing import Any

from django.db import connections
from psycopg import AsyncConnection

PLAIN = ("dbname", "user", "password", "host", "port", "options", "sslmode", "sslrootcert")


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
