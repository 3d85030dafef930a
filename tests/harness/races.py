"""Two connections that want the same: the second one's turn is when it waits."""

import time
from threading import Event

from django.db import connection

WAIT_S = 20


def until_one_waits(done: Event) -> None:
    """Wait until another connection waits for a lock, or has passed without one."""
    for _ in range(WAIT_S * 20):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone() != (0,) or done.is_set():
                return
        time.sleep(0.05)
    raise AssertionError("nothing happened")
