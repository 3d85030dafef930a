"""The JSON form of an event on the bus."""

import json
from dataclasses import replace

from pydantic import TypeAdapter

from .models import OutboxEvent
from .names import PAYLOAD_LIMIT
from .types import StoredEvent

_adapter: TypeAdapter[StoredEvent] = TypeAdapter(StoredEvent)


def encode(event: StoredEvent) -> bytes:
    """Serialize for the durable stream. A payload too large for a message stays in the outbox."""
    data = _adapter.dump_json(event)
    if len(data) > 2 * PAYLOAD_LIMIT:
        return _adapter.dump_json(replace(event, payload={"$outbox": event.outbox_id}))
    return data


def decode(data: bytes) -> StoredEvent:
    """Load what `encode` made.

    Raises:
        ValueError: this is no event.
    """
    event = _adapter.validate_json(data)
    if set(event.payload) == {"$outbox"}:
        rows = OutboxEvent.objects.filter(recorded_at=event.recorded_at)
        payload = rows.values_list("payload", flat=True).get(pk=event.outbox_id)
        return replace(event, payload=payload)
    return event


def encode_live(event: StoredEvent) -> bytes:
    """Serialize for live pages."""
    kept = ("sequence", "type", "aggregate", "brand_id", "payload")
    return json.dumps({"id": str(event.id), **{k: getattr(event, k) for k in kept}}).encode()
