"""Events since a sequence, for those who keep a copy of what happens."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Query, Schema
from pydantic import Field

from brokerdesk.core.events.queries import events_since, forgotten, last_sequence
from brokerdesk.core.events.types import StoredEvent
from brokerdesk.core.rest import ApiRequest, Out, router, scope

r = router("events")


class EventOut(Out):
    """One event. `sequence` has no gaps in the whole installation; a brand sees only its own."""

    id: UUID
    sequence: int
    type: str
    version: int
    subject: str = Field(description="Public id of what the event is about.")
    actor: str
    occurred_at: datetime
    recorded_at: datetime
    correlation: UUID
    causation: UUID | None
    data: dict[str, Any]


class EventsOut(Out):
    """Events in order. Ask again with `since` = `next_since`; `latest` is the newest sequence."""

    items: list[EventOut]
    next_since: int
    latest: int


class EventQuery(Schema):
    """What to read."""

    since: int | None = Field(None, ge=0, le=2**63 - 1)
    limit: int = Field(100, ge=1, le=1000)
    type: list[str] = Field(default_factory=list, max_length=50)


def _out(event: StoredEvent) -> EventOut:
    return EventOut(
        id=event.id,
        sequence=event.sequence or 0,
        type=event.type,
        version=event.version,
        subject=event.aggregate,
        actor=event.actor_ref,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        correlation=event.correlation_id,
        causation=event.causation_id,
        data=event.payload,
    )


@r.get("/events", response=EventsOut, summary="Events since a sequence")
@scope("events:read")
def list_events(request: ApiRequest, query: Query[EventQuery]) -> EventsOut:
    """Return events with a higher sequence, in order; `type` may be given several times.

    Without `since` it begins with the oldest event kept. Where later events than `since` are
    not kept any more the answer is 410 `events_gone`; its `details.oldest` is the oldest kept.
    """
    latest = last_sequence()
    since = forgotten() if query.since is None else query.since
    found = events_since(since, limit=query.limit, brand_id=request.brand_id, types=query.type)
    items = [_out(event) for event in found]
    ahead = max(since, latest)
    return EventsOut(
        items=items,
        next_since=items[-1].sequence if len(items) == query.limit else ahead,
        latest=latest,
    )
