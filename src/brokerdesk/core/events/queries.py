"""Reads of the event store."""

from collections.abc import Collection

from django.db import connection
from django.db.models import QuerySet

from .errors import EventsGone
from .models import OutboxEvent, RelayCursor
from .names import PARTITIONS
from .registry import specs_of
from .types import StoredEvent

FIELDS = (
    "id",
    "event_id",
    "sequence",
    "type",
    "version",
    "aggregate",
    "brand_id",
    "payload",
    "actor",
    "occurred_at",
    "recorded_at",
    "correlation_id",
    "causation_id",
)

_WAITING = """
SELECT count(*) FROM core_events_outbox o JOIN unnest(%s::text[], %s::text[]) h(type, handler)
    USING (type)
WHERE NOT EXISTS (SELECT FROM core_events_handled d
    WHERE d.event_id = o.event_id AND d.handler = h.handler AND d.recorded_at = o.recorded_at)
AND (o.sequence IS NULL
    OR o.sequence > (SELECT CASE count(*) WHEN %s THEN min(p.sequence) ELSE 0 END
        FROM core_events_position p WHERE p."group" = %s)
    OR EXISTS (SELECT FROM core_events_parked k WHERE k."group" = %s AND k.outbox_id = o.id))
"""


def stored(rows: QuerySet[OutboxEvent]) -> list[StoredEvent]:
    """Turn outbox rows into frozen ones."""
    return [StoredEvent(*values) for values in rows.values_list(*FIELDS)]


def events_since(
    sequence: int,
    *,
    limit: int,
    brand_id: int | None = None,
    types: Collection[str] = (),
) -> list[StoredEvent]:
    """Events with a higher sequence, in order; without a brand's filter also those of no brand.

    Raises:
        EventsGone: later events than that are forgotten already.
    """
    rows = OutboxEvent.objects.filter(sequence__gt=sequence)
    if brand_id is not None:
        rows = rows.filter(brand_id=brand_id)
    if types:
        rows = rows.filter(type__in=list(types))
    found = stored(rows.order_by("sequence")[:limit])
    # Asked afterwards: a week may have gone between the two questions.
    if sequence < (gone := forgotten()):
        raise EventsGone.after(gone)
    return found


def waiting(group: str) -> int:
    """How many events a group's handlers have still to handle, parked ones included.

    What all the group's partitions have passed never reaches a handler that was added later.
    """
    specs = specs_of(group)
    listed = [[s.event.type for s in specs], [s.name for s in specs]]
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [*listed, PARTITIONS, group, group])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def last_sequence() -> int:
    """Sequence that the newest numbered event has or had, 0 when there was none."""
    return RelayCursor.objects.values_list("numbered", flat=True).get(pk=1)


def forgotten() -> int:
    """Sequence after which all events are kept; 0 when none was forgotten."""
    return RelayCursor.objects.values_list("forgotten", flat=True).get(pk=1)
