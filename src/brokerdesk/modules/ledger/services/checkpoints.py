"""Checkpoints of pooled accounts, so that their balances need only the latest entries."""

import time

from django.db import connection

_POLL_S = 0.02


def move_checkpoints(*, wait_s: float = 2) -> int:
    """Fold finished entries into the checkpoints; give the number of accounts moved.

    An entry id may be taken by a transaction that commits later, so the mark moves only up to an
    id below which nothing is under way. When that is not so within `wait_s`, nothing moves; nor
    inside a transaction, which would wait for itself.
    """
    if connection.in_atomic_block:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_latest_entry()")
        (through,) = cursor.fetchone()
        # A number drawn after the id is above that of every transaction that may have taken an id
        # up to it. A snapshot's xmax is not: it says nothing of the latest that still run.
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (ceiling,) = cursor.fetchone()
        until = time.monotonic() + wait_s
        while not _finished_below(ceiling):
            if time.monotonic() > until:
                return 0
            time.sleep(_POLL_S)
        cursor.execute("SELECT ledger_move_checkpoints(%s)", [through])
        moved: int = cursor.fetchone()[0]
    return moved


def _finished_below(ceiling: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= %s", [ceiling]
        )
        done: bool = cursor.fetchone()[0]
    return done
