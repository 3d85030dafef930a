"""Clean up after jobs."""

from django.db import connection

from .services import periodic

KEEP_FAILED_DAYS = 90
_PURGE = """
DELETE FROM procrastinate_jobs WHERE id IN (
    SELECT j.id FROM procrastinate_jobs j
    WHERE j.status IN ('succeeded', 'failed', 'cancelled', 'aborted')
      AND NOT EXISTS (SELECT FROM procrastinate_events e
                      WHERE e.job_id = j.id AND e.at > now() - make_interval(days => %s))
    LIMIT 10000
)
"""


@periodic(cron="17 3 * * *")
def purge_finished_jobs() -> None:
    """Delete jobs that ended long ago."""
    with connection.cursor() as cursor:
        cursor.execute(_PURGE, [KEEP_FAILED_DAYS])
