"""The life of a simulator's process: signals, the parent's death, the ready line."""

import asyncio
import fcntl
import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol


class Service(Protocol):
    """What a simulator's server must offer to be run alone."""

    def ports(self) -> Mapping[str, int]: ...
    async def failed(self) -> None: ...


def claim(folder: Path) -> int:
    """Take a data folder for this process alone; returns the descriptor to close at the end.

    Raises:
        OSError: another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise OSError(f"data folder is in use: {folder}") from None
    return descriptor


async def serve(service: AbstractAsyncContextManager[Service], *, die_with_parent: bool) -> None:
    """Run a service until SIGTERM, SIGINT or (asked) the parent's death; say when it is ready."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    parent = os.getppid()
    async with service as running:
        sys.stdout.write(json.dumps({"ready": True, **running.ports()}) + "\n")
        sys.stdout.flush()
        waits = [asyncio.create_task(stop.wait()), asyncio.create_task(running.failed())]
        if die_with_parent:
            waits.append(asyncio.create_task(_parent_gone(parent)))
        done, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        for task in done:
            task.result()


async def _parent_gone(parent: int) -> None:
    """Wait until the starting process is gone: the system then gives another parent."""
    watch = asyncio.Event()
    loop = asyncio.get_running_loop()

    def look() -> None:
        if os.getppid() == parent:
            loop.call_later(0.2, look)
        else:
            watch.set()

    look()
    await watch.wait()
