"""What the jobs of the tests do."""

import os
import time

from django.db import connection

EFFECTS = "CREATE TABLE IF NOT EXISTS test_jobs (what text, id bigserial)"


def note(what: str) -> None:
    """Write what a job did."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_jobs (what) VALUES (%s)", [what])


def notes() -> list[str]:
    """What jobs did, in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT what FROM test_jobs ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def hang(what: str) -> None:
    """Note it, then hang for the first worker that runs it."""
    note(what)
    if os.environ.get("TEST_JOB_HANGS"):
        time.sleep(60)
