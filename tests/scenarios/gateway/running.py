"""A gateway process's fleet in a thread, beside a test that looks at the database."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from brokerdesk.surfaces.workers.gateway.fleet import Fleet
from brokerdesk.surfaces.workers.gateway.pace import Pace

T = TypeVar("T")
QUICK = Pace(
    poll_s=0.1,
    rescan_s=0.5,
    positions_s=0.2,
    accounts_s=0.2,
    all_accounts_s=0.5,
    mirrors_s=0.5,
    quotes_s=0.5,
    clock_s=0.5,
    work_s=0.05,
    health_s=0.2,
    retry_s=0.1,
)


@contextmanager
def gateway(pace: Pace = QUICK) -> Iterator[None]:
    """Run every enabled server's gateway until the block ends."""
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=[Fleet((), pace, stop).run()])
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=30)
        assert not thread.is_alive(), "the gateway did not stop"
        loop.close()


def eventually(found: Callable[[], T | None], *, within_s: float = 60.0) -> T:
    """Ask again and again until the answer is truthy."""
    deadline = time.monotonic() + within_s
    while not (answer := found()):
        assert time.monotonic() < deadline, f"it did not come to that within {within_s} s"
        time.sleep(0.05)
    return answer
