"""The rooms' synchronous services, called from the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections, connections

P = ParamSpec("P")
T = TypeVar("T")
THREADS = 4


class Database:
    """A few threads with a database connection each; broken connections are replaced."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="database")

    async def __call__(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one service in a thread. It commits even when the caller is cancelled."""

        def call() -> T:
            close_old_connections()
            return work(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._pool, call)

    def close(self) -> None:
        """Let running calls end, close their connections."""
        idle = [self._pool.submit(connections.close_all) for _ in range(THREADS * 4)]
        for future in idle:
            future.result()
        self._pool.shutdown()
