"""One gateway per server: a session lock in PostgreSQL, gone with its holder."""

import asyncio
from types import TracebackType

import psycopg
from django.db import connection
from psycopg import AsyncConnection

from .waiting import pause

# The class of advisory locks of gateways; the other half of the key is the server's.
LOCK_CLASS = 0x6A7E
RETRY_S = 1.0
CHECK_S = 2.0


class Election:
    """Waits for a server's lock and watches over it."""

    def __init__(self, server_pk: int, stop: asyncio.Event) -> None:
        self._server_pk, self._stop = server_pk, stop
        self._connection: AsyncConnection | None = None

    async def won(self) -> bool:
        """Wait for the lock; False when the process is to stop first."""
        while not self._stop.is_set():
            if await self._try():
                return True
            await pause(self._stop, RETRY_S)
        return False

    async def watch(self) -> None:
        """Return when stopped; raise when the lock's connection is lost."""
        held = self._connection
        if held is None:
            raise RuntimeError("watch a lock only when it is held")
        while not self._stop.is_set():
            await asyncio.wait_for(held.execute("SELECT 1"), timeout=10)
            await pause(self._stop, CHECK_S)

    async def _try(self) -> bool:
        if self._connection is None:
            self._connection = await AsyncConnection.connect(_conninfo(), autocommit=True)
        cursor = await self._connection.execute(
            "SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, self._server_pk]
        )
        row = await cursor.fetchone()
        return bool(row and row[0])

    async def __aenter__(self) -> "Election":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._connection is not None:
            await self._connection.close()


def _conninfo() -> str:
    """Where Django's own connections go."""
    settings = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
        dbname=settings["NAME"],
        user=settings["USER"] or None,
        password=settings["PASSWORD"] or None,
        application_name="gateway election",
        keepalives_idle=5,
        keepalives_interval=2,
        keepalives_count=3,
    )
