"""Workers that tests start and end, and waiting for what they do."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import close_old_connections

from brokerdesk.modules.valuation.models import Shard


@contextmanager
def worker() -> Iterator["subprocess.Popen[bytes]"]:
    """A worker with the watcher of `process`; killed at the end."""
    command = [sys.executable, "-m", "brokerdesk.surfaces.workers.valuation.tests.process"]
    started = subprocess.Popen(command, env=os.environ)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def until(check: Callable[[], bool], seconds: float = 40.0) -> float:
    """Wait until it is true; say how long it took."""
    began = time.monotonic()
    while not check():
        if time.monotonic() - began > seconds:
            raise TimeoutError("it never became true")
        time.sleep(0.05)
    return time.monotonic() - began


def marks() -> bool:
    """Whether a shard has an owner that stored."""
    close_old_connections()
    return Shard.objects.filter(stored_at__isnull=False).exists()
