"""Run relays and workers in a test's loop or in processes of their own, and wait for effects."""

import asyncio
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

from django.db import connection

from brokerdesk.core.events.consumer import Worker
from brokerdesk.core.events.relay import Relay

T = TypeVar("T")
TIMEOUT_S = 40.0
PAUSE_S = 0.03


@asynccontextmanager
async def running(*groups: str, workers: int = 1, relay: bool = True) -> AsyncIterator[None]:
    """Run a relay and workers in this loop."""
    stop = asyncio.Event()
    bodies: list[Any] = [Worker(groups, stop, threads=3) for _ in range(workers)]
    if relay:
        bodies.append(Relay(stop))
    tasks = [asyncio.create_task(body.run()) for body in bodies]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


@contextmanager
def process(kind: str) -> "Iterator[subprocess.Popen[str]]":
    """Run a worker process; killed at the end."""
    command = [sys.executable, "-m", "brokerdesk.core.events.tests.process", kind]
    started = subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, text=True)
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


async def db(work: Callable[..., T], *args: Any) -> T:
    """Run database work in a thread that keeps no connection."""

    def closing() -> T:
        try:
            return work(*args)
        finally:
            connection.close()

    return await asyncio.to_thread(closing)


async def until(check: Callable[[], bool]) -> None:
    """Wait until a question to the database is answered with yes."""
    for _ in range(int(TIMEOUT_S / PAUSE_S)):
        if await db(check):
            return
        await asyncio.sleep(PAUSE_S)
    raise TimeoutError("it never became true")


def by_aggregate(rows: list[tuple[str, int]]) -> dict[str, list[int]]:
    """Sort effects by aggregate, keeping their order."""
    found: dict[str, list[int]] = defaultdict(list)
    for aggregate, n in rows:
        found[aggregate].append(n)
    return found
