"""How near challenges are to their floors, for lists: by the newest marks, now and then."""

from typing import Final

from django.db import connection

from brokerdesk.core.jobs import periodic

_FRESH: Final = """
UPDATE prop_stage s SET balance = v.balance, equity = v.equity, marked_at = v.marked_at,
    room = greatest(v.equity - s.floor, 0),
    room_ratio = (greatest(v.equity - s.floor, 0) / s.initial)::float8
FROM valuation_stand v
WHERE v.account_id = s.account_id AND s.state IN ('live', 'held') AND v.marked_at > s.marked_at
    AND (abs(v.equity - s.equity) > s.initial * 0.0002
        OR v.marked_at > s.marked_at + interval '60 seconds')
"""


@periodic(every_s=15)
def refresh_rooms() -> None:
    """Show what has changed by a fiftieth of a percent of the size, or is a minute old."""
    with connection.cursor() as cursor:
        cursor.execute(_FRESH)
