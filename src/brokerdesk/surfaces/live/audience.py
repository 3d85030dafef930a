"""Events that name no client, told to those they concern: looked up for many events at once."""

from collections.abc import Collection, Iterable
from typing import Any

from brokerdesk.core.events.errors import EventsGone
from brokerdesk.core.events.queries import events_since
from brokerdesk.core.registry import registry

Told = tuple[dict[str, Any], frozenset[str]]


def is_unnamed(event: dict[str, Any]) -> bool:
    """Say whether the clients of an event must be looked up."""
    return event["type"] in registry.audiences


def told(events: Iterable[dict[str, Any]], among: Collection[str]) -> list[Told]:
    """One event for each type, the newest, with the clients of `among` whom any of them concerns.

    Reads the database.
    """
    by_type: dict[str, list[dict[str, Any]]] = {}
    for event in events:
        by_type.setdefault(event["type"], []).append(event)
    found = []
    for kind, same in by_type.items():
        concerned = registry.audiences[kind]([e["payload"] for e in same], among)
        newest = max(same, key=lambda event: event["sequence"] or 0)
        if concerned:
            found.append((newest, concerned))
    return found


def missed_by(client_id: str, since: int, limit: int) -> list[dict[str, Any]] | None:
    """What a client missed of such events; None when they are too many or not kept any more."""
    try:
        events = events_since(since, limit=limit + 1, types=tuple(registry.audiences))
    except EventsGone:
        return None
    if len(events) > limit:
        return None
    plain = [{"type": e.type, "sequence": e.sequence, "payload": e.payload} for e in events]
    return [event for event, _clients in told(plain, {client_id})]
