"""Jobs of the tests, also for the worker process that tests start."""

import asyncio
import os
import time

import django
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brokerdesk.config.settings")
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


def main() -> None:
    """Run a job worker for ever."""
    django.setup()
    from brokerdesk.core.jobs.tests import declared
    from brokerdesk.core.jobs.worker import run_worker

    asyncio.run(run_worker(asyncio.Event(), concurrency=2, queues=[declared.QUEUE]))


if __name__ == "__main__":
    main()
