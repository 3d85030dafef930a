"""Run due jobs at once, for the tests of rooms."""

import json
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django import app

from brokerdesk.kit.clock import now

_NEXT = """
UPDATE procrastinate_jobs SET status = 'doing' WHERE id = (
    SELECT id FROM procrastinate_jobs
    WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %s)
      AND (%s::text IS NULL OR task_name LIKE %s)
    ORDER BY priority DESC, id LIMIT 1
) RETURNING id, task_name, args::text
"""
_DONE = "SELECT procrastinate_finish_job_v1(%s, 'succeeded', true)"
_AGAIN = "UPDATE procrastinate_jobs SET status = 'todo' WHERE id = %s"


def run_jobs(*, at: datetime | None = None, name: str | None = None, limit: int = 1000) -> int:
    """Run all due jobs in this thread, also those they defer; return how many ran.

    `name` narrows to jobs whose name begins so. A failing job is raised and stays enqueued.

    Raises:
        RuntimeError: more than `limit` jobs, most likely in a circle.
    """
    for done in range(limit):
        found = _next(at or now(), name)
        if found is None:
            return done
        pk, task_name, args = found
        try:
            with transaction.atomic():
                app.tasks[task_name](**args)
        except BaseException:
            _execute(_AGAIN, pk)
            raise
        _execute(_DONE, pk)
    raise RuntimeError(f"more than {limit} jobs")


def _next(at: datetime, name: str | None) -> tuple[int, str, dict[str, Any]] | None:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [at, name, f"{name}%"])
        found = cursor.fetchone()
    return None if found is None else (found[0], found[1], json.loads(found[2]))


def _execute(query: str, pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, [pk])
