"""How the event store and the jobs are doing, in numbers."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

# Both counts stop at a limit: a page must stay quick when much is waiting.
LIMIT = 10_000
_READ = """
SELECT (SELECT numbered FROM core_events_relay WHERE id = 1),
       (SELECT published FROM core_events_relay WHERE id = 1),
       (SELECT count(*) FROM (
            SELECT FROM core_events_outbox WHERE sequence IS NULL LIMIT %(limit)s) w),
       (SELECT min(recorded_at) FROM (
            SELECT recorded_at FROM core_events_outbox
            WHERE sequence IS NULL ORDER BY id LIMIT 1) o),
       (SELECT count(*) FROM core_events_parked),
       (SELECT count(*) FROM core_events_parked WHERE state = 'stuck'),
       (SELECT count(*) FROM (
            SELECT FROM procrastinate_jobs
            WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now() LIMIT %(limit)s) d),
       (SELECT count(*) FROM (
            SELECT FROM procrastinate_jobs WHERE status = 'failed' LIMIT %(limit)s) f),
       (SELECT count(*) FROM procrastinate_workers
        WHERE last_heartbeat > now() - interval '20 seconds'),
       (SELECT max(position) FROM core_audit_seal),
       (SELECT max(sealed_at) FROM core_audit_seal)
"""


@dataclass(frozen=True, slots=True)
class Health:
    """`waiting` events have no number yet, the oldest since `waiting_since`."""

    numbered: int
    published: int
    waiting: int
    waiting_since: datetime | None
    parked: int
    stuck: int
    jobs_due: int
    jobs_failed: int
    job_workers: int
    sealed: int
    sealed_at: datetime | None

    @property
    def unpublished(self) -> int:
        """Numbered events that the stream has not confirmed."""
        return max(0, self.numbered - self.published)


def health() -> Health:
    """Read all numbers at once."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"limit": LIMIT})
        row = cursor.fetchone()
    return Health(
        numbered=row[0] or 0,
        published=row[1] or 0,
        waiting=row[2],
        waiting_since=row[3],
        parked=row[4],
        stuck=row[5],
        jobs_due=row[6],
        jobs_failed=row[7],
        job_workers=row[8],
        sealed=row[9] or 0,
        sealed_at=row[10],
    )
