"""One owner per shard: a session lock in PostgreSQL, gone with its holder."""

import asyncio
import threading
from contextlib import suppress
from types import TracebackType

import psycopg
from psycopg import AsyncConnection

from brokerdesk.core.db import async_connection

# The class of advisory locks of shards; the other half of the key is the shard's number.
LOCK_CLASS = 0x7A1E
CHECK_S = 1.0
NAME = "valuation lock"


class ShardLock:
    """A shard's lock, and the watch over it."""

    def __init__(self, shard: int) -> None:
        self._shard = shard
        self._connection: AsyncConnection[tuple[object, ...]] | None = None

    async def taken(self) -> bool:
        """Take the lock unless another has it."""
        if self._connection is None:
            self._connection = await async_connection(NAME)
        cursor = await self._connection.execute(
            "SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, self._shard]
        )
        row = await cursor.fetchone()
        return bool(row and row[0])

    async def watch(self, ended: asyncio.Event, lost: threading.Event) -> None:
        """Look after the lock until the end; a lost connection may be another's lock."""
        held = self._connection
        while held is not None and not ended.is_set():
            try:
                await asyncio.wait_for(held.execute("SELECT 1"), timeout=5)
            except (psycopg.Error, OSError, TimeoutError):
                lost.set()
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), CHECK_S)

    async def __aenter__(self) -> "ShardLock":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._connection is not None:
            await self._connection.close()
