"""How near challenges are to their floors, for lists: by the newest marks, now and then."""

from typing import Final

from django.db import connection, transaction

from brokerdesk.core.jobs import periodic

SLICE: Final = 1000
"""So many stages are written at once: a desk that has decided about one waits for no more."""
_FRESH: Final = """
WITH due AS (
    SELECT s.id, v.balance, v.equity, v.marked_at
    FROM prop_stage s JOIN valuation_stand v ON v.account_id = s.account_id
    WHERE s.id > %s AND s.state IN ('live', 'held') AND v.marked_at > s.marked_at
        AND (abs(v.equity - s.equity) > s.initial * 0.0002
            OR v.marked_at > s.marked_at + interval '60 seconds')
    ORDER BY s.id LIMIT %s FOR NO KEY UPDATE OF s SKIP LOCKED
)
UPDATE prop_stage s SET balance = due.balance, equity = due.equity, marked_at = due.marked_at,
    room = greatest(due.equity - s.floor, 0),
    room_ratio = (greatest(due.equity - s.floor, 0) / s.initial)::float8
FROM due WHERE s.id = due.id RETURNING s.id
"""


@periodic(every_s=15)
def refresh_rooms() -> None:
    """Show what has changed by a fiftieth of a percent of the size, or is a minute old.

    Rows that a desk is writing are left for the next time; what it writes is newer.
    """
    last: int | None = 0
    while last is not None:
        last = _slice(last)


@transaction.atomic
def _slice(after: int) -> int | None:
    """Write the next ones behind a key; give the last of them, None if there were no more."""
    with connection.cursor() as cursor:
        cursor.execute(_FRESH, [after, SLICE])
        written = [int(row[0]) for row in cursor.fetchall()]
    return max(written) if len(written) == SLICE else None
