"""Run a group's handlers for one event: once, in order per aggregate, or park it."""

import logging
from typing import Any, Literal

from django.db import InterfaceError, OperationalError, connection, transaction

from brokerdesk.core.context import caused_by

from .names import partition_of
from .parking import Failure, lock_aggregate, park, waits_behind
from .registry import HandlerSpec, handlers_of
from .types import StoredEvent, event_class

log = logging.getLogger(__name__)
Outcome = Literal["handled", "known", "ignored", "parked"]
QUICK_RETRIES = 2

# An event from behind, such as a parked one tried again, must not lock the place of its partition.
_ADVANCE = """
INSERT INTO core_events_position AS p ("group", partition, sequence)
SELECT %(group)s, %(partition)s, %(sequence)s::bigint WHERE %(sequence)s::bigint > coalesce((
    SELECT sequence FROM core_events_position
    WHERE "group" = %(group)s AND partition = %(partition)s), 0)
ON CONFLICT ("group", partition) DO UPDATE SET sequence = excluded.sequence
WHERE p.sequence < excluded.sequence
"""
_CLAIM = f"""
WITH advanced AS ({_ADVANCE})
INSERT INTO core_events_handled (event_id, recorded_at, handler)
SELECT %(event)s, %(recorded_at)s, unnest(%(handlers)s::text[])
ON CONFLICT DO NOTHING RETURNING handler
"""


class UnknownType(ValueError):
    """An event type that only a newer version of the program knows."""


def concerns(event_type: str, group: str) -> bool:
    """Tell whether a group must look at an event type: it listens, or nobody here knows it."""
    return bool(handlers_of(group, event_type)) or event_class(event_type) is None


def deliver(event: StoredEvent, group: str, *, attempt: int = 1) -> bool:
    """Run the group's handlers that have not run for this event, in one transaction.

    Returns whether one ran. The record that they ran commits with their effect.

    Raises:
        UnknownType, UnknownVersion: only a newer version of the program understands the event.
    """
    if event_class(event.type) is None:
        raise UnknownType(f"event type {event.type} is not known to this version")
    specs = handlers_of(group, event.type)
    if not specs:
        return False
    with transaction.atomic():
        return _run(event, group, specs, attempt)


def _run(event: StoredEvent, group: str, specs: list[HandlerSpec], attempt: int) -> bool:
    """Claim first: a second delivery at the same moment waits here for the first to commit."""
    with connection.cursor() as cursor:
        claim = {
            "event": event.id,
            "recorded_at": event.recorded_at,
            "handlers": [spec.name for spec in specs],
            **_place(group, partition_of(event.aggregate), event.sequence),
        }
        cursor.execute(_CLAIM, claim)
        claimed = {row[0] for row in cursor.fetchall()}
        fact = specs[0].event.from_payload(event.payload, event.version)
        with caused_by(event.id, event.correlation_id):
            for spec in specs:
                if spec.name in claimed:
                    spec.run(fact, event.meta(attempt))
    return bool(claimed)


def _place(group: str, partition: int, sequence: int | None) -> dict[str, Any]:
    return {"group": group, "partition": partition, "sequence": sequence}


def advance(group: str, partition: int, sequence: int) -> None:
    """Record that a group needs nothing of a partition up to a sequence."""
    with connection.cursor() as cursor:
        cursor.execute(_ADVANCE, _place(group, partition, sequence))


def process(event: StoredEvent, group: str) -> Outcome:
    """Deliver one event as a consumer does: what fails is parked, what follows it too.

    Raises:
        OperationalError, InterfaceError: the database is away; nothing was decided.
    """
    if waits_behind(group, event.aggregate):
        with transaction.atomic():
            lock_aggregate(group, event.aggregate)
            if waits_behind(group, event.aggregate):
                park(event, group, None)
                _advance_over(event, group)
                return "parked"
    failure = None
    for attempt in range(1, QUICK_RETRIES + 1):
        try:
            return "handled" if deliver(event, group, attempt=attempt) else "known"
        except (OperationalError, InterfaceError) as error:
            if _is_away(error):
                raise
            log.warning("event %s: %s in %s", event.id, type(error.__cause__).__name__, group)
            failure = Failure.of(error)
        except Exception as error:  # the boundary: any fault of a handler parks its event
            log.exception("event %s (%s) failed in %s", event.id, event.type, group)
            failure = Failure.of(error)
            break
    with transaction.atomic():
        lock_aggregate(group, event.aggregate)
        park(event, group, failure)
        _advance_over(event, group)
    log.error("event %s (%s) is parked for %s", event.id, event.type, group)
    return "parked"


def _advance_over(event: StoredEvent, group: str) -> None:
    if event.sequence is not None:
        advance(group, partition_of(event.aggregate), event.sequence)


def _is_away(error: Exception) -> bool:
    """Tell a database that is away or out of resources from a fault of this one event.

    By SQLSTATE: none and class 08 are lost connections, 53 resources, 57P0 shutdowns; a deadlock
    (40), a lock or statement time-out (55, 57014) is the event's own.
    """
    state = str(getattr(error.__cause__, "sqlstate", None) or "")
    return not state or state.startswith(("08", "53", "57P0"))
