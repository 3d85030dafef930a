"""Give committed events their sequence: without gaps, never ahead of a running transaction."""

from django.db import connection

LOCK = 0x42444556
PATIENCE_S = 2.0

# An event waits while a transaction older than its own runs, so that sequence follows commit.
# Patience is bounded: a report that runs for minutes must not stop the house. Nothing is skipped
# even then, because an event gets its number late, never a number that readers have passed.
# A visible row at or above xmax was restored from another cluster's dump: it is committed too.
# Rows after the first one that must still wait keep waiting as well: an aggregate's events were
# inserted in the order of its lock, whatever the ids of their transactions.
# The counter is kept apart from the events, which are forgotten one day: no number comes twice.
NUMBER = """
WITH s AS MATERIALIZED (
    SELECT pg_snapshot_xmin(pg_current_snapshot()) AS low,
           pg_snapshot_xmax(pg_current_snapshot()) AS high,
           (SELECT numbered FROM core_events_relay WHERE id = 1) AS last
), first AS MATERIALIZED (
    SELECT o.id, o.recorded_at, o.xid >= s.low AND o.xid < s.high
           AND o.recorded_at > clock_timestamp() - make_interval(secs => %(patience)s) AS waits
    FROM core_events_outbox o, s WHERE o.sequence IS NULL ORDER BY o.id LIMIT %(limit)s
), cut AS MATERIALIZED (
    SELECT min(id) AS id FROM first WHERE waits
), due AS MATERIALIZED (
    SELECT first.id, first.recorded_at, row_number() OVER (ORDER BY first.id) AS n
    FROM first, cut WHERE cut.id IS NULL OR first.id < cut.id
), given AS (
    UPDATE core_events_outbox o SET sequence = s.last + due.n FROM due, s
    WHERE o.id = due.id AND o.recorded_at = due.recorded_at
    RETURNING 1
), counted AS (
    UPDATE core_events_relay r SET numbered = s.last + (SELECT count(*) FROM due) FROM s
    WHERE r.id = 1 AND EXISTS (SELECT FROM due)
)
SELECT (SELECT count(*) FROM given), (SELECT id IS NOT NULL FROM cut)
"""


def number(*, limit: int = 1000, patience_s: float = PATIENCE_S) -> int:
    """Number up to `limit` events; return how many.

    With no patience the caller's own transaction is included: only where nobody else writes.
    Locks: the numbering of this database until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(NUMBER, {"limit": limit, "patience": patience_s})
        return int(cursor.fetchone()[0])
