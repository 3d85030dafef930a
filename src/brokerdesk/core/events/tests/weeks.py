"""Events of other weeks, and a look at where they lie."""

import uuid
from datetime import UTC, datetime, timedelta

from django.db import connection
from psycopg import sql

from brokerdesk.core.events.models import Position

_INSERT = """
INSERT INTO core_events_outbox
    (event_id, type, version, aggregate, payload, actor, occurred_at, recorded_at, correlation_id)
VALUES (%s, 'test.counted', 1, %s, '{"n": 1}', 'x:y', %s, %s, %s)
"""


def monday(weeks_ago: int) -> datetime:
    """Give the beginning of a week, 0 for this one."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=today.weekday() + 7 * weeks_ago)


def emit_at(recorded_at: datetime, aggregate: str = "a") -> uuid.UUID:
    """Store an event as if it had been recorded at that instant."""
    made = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [made, aggregate, recorded_at, recorded_at, uuid.uuid4()])
    return made


def lies_in(table: str) -> list[str]:
    """Name the partition of each row, in order of recording, by what follows the table's name."""
    query = sql.SQL("SELECT tableoid::regclass::text FROM {} ORDER BY recorded_at")
    with connection.cursor() as cursor:
        cursor.execute(query.format(sql.Identifier(table)))
        return [row[0].removeprefix(f"{table}_") for row in cursor.fetchall()]


def named(recorded_at: datetime) -> str:
    """Name a week's partition."""
    return f"w{recorded_at:%Y%m%d}"


def pass_everything(sequence: int = 1_000) -> None:
    """Record that the only group has passed all events."""
    Position.objects.create(group="test_group", partition=0, sequence=sequence)
