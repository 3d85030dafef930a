"""What the event store forgets."""

from datetime import datetime

from django.db import connection

# Nothing newer than what the slowest group has yet to see: a refill could send it again.
_FORGET = """
WITH slowest AS (
    SELECT coalesce(min(sequence), 0) AS sequence FROM core_events_position
), ahead AS (
    SELECT o.recorded_at FROM core_events_outbox o, slowest
    WHERE o.sequence > slowest.sequence ORDER BY o.sequence LIMIT 1
), old AS (
    SELECT event_id, handler FROM core_events_handled
    WHERE handled_at < least(%s, (SELECT recorded_at FROM ahead)) LIMIT %s
)
DELETE FROM core_events_handled h USING old
WHERE h.event_id = old.event_id AND h.handler = old.handler
"""


def forget_handled(before: datetime, *, limit: int) -> int:
    """Delete records of events handled before an instant, at most `limit`; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [before, limit])
        return int(cursor.rowcount)
