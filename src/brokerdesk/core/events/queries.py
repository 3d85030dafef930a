"""Reads of the event store."""

from collections.abc import Collection

from django.db.models import QuerySet

from .models import OutboxEvent
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
    """Events with a higher sequence, in order; without a brand's filter also those of no brand."""
    rows = OutboxEvent.objects.filter(sequence__gt=sequence)
    if brand_id is not None:
        rows = rows.filter(brand_id=brand_id)
    if types:
        rows = rows.filter(type__in=list(types))
    return stored(rows.order_by("sequence")[:limit])


def last_sequence() -> int:
    """Sequence of the newest numbered event, 0 when there is none."""
    last = OutboxEvent.objects.filter(sequence__isnull=False).order_by("-sequence").first()
    return last.sequence or 0 if last else 0
