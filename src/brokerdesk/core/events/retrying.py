"""Try parked events again: by themselves, or because a person says so."""

import logging
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from .delivery import deliver
from .errors import NotParked
from .models import HandledEvent, OutboxEvent, ParkedEvent
from .parking import Failure, State, failed, lock_aggregate
from .queries import stored
from .registry import handlers_of
from .types import StoredEvent

log = logging.getLogger(__name__)


def retry_due(*, limit: int = 50) -> int:
    """Try the aggregates whose time has come; return how many were tried."""
    due = ParkedEvent.objects.filter(
        state=State.RETRYING, next_try_at__lte=datetime.now(UTC)
    ).order_by("next_try_at")[:limit]
    lines = list(dict.fromkeys(due.values_list("group", "aggregate")))
    for group, aggregate in lines:
        retry_line(group, aggregate)
    return len(lines)


def retry(parked_id: int) -> int:
    """Try the line of a parked event now, from its first event on; return how many went through.

    Raises:
        NotParked: it went through already.
    """
    line = ParkedEvent.objects.filter(pk=parked_id).values_list("group", "aggregate").first()
    if line is None:
        raise NotParked(_("the event is not parked any more"))
    return retry_line(*line)


def retry_line(group: str, aggregate: str) -> int:
    """Deliver an aggregate's parked events in order until one fails; count the successes."""
    done = 0
    while _retry_first(group, aggregate):
        done += 1
    return done


def _retry_first(group: str, aggregate: str) -> bool:
    """Deliver the first event of a line and take it out, in one transaction."""
    with transaction.atomic():
        lock_aggregate(group, aggregate)
        first = _first(group, aggregate)
        if first is None:
            return False
        event = _event_of(first)
        try:
            with transaction.atomic():
                deliver(event, group, attempt=first.attempts + 1)
        except Exception as error:  # the boundary: the fault is kept for a person to see
            log.exception("parked event %s failed again in %s", event.id, group)
            values = failed(Failure.of(error), attempts=first.attempts + 1)
            ParkedEvent.objects.filter(pk=first.pk).update(**values)
            return False
        first.delete()
        _promote(group, aggregate)
    return True


def _promote(group: str, aggregate: str) -> None:
    """Make the next of a line due, so that a crash does not leave it without a head."""
    head = _first(group, aggregate)
    if head is not None and head.state == State.BEHIND:
        ParkedEvent.objects.filter(pk=head.pk).update(
            state=State.RETRYING, next_try_at=datetime.now(UTC)
        )


def _first(group: str, aggregate: str) -> ParkedEvent | None:
    return (
        ParkedEvent.objects.filter(group=group, aggregate=aggregate)
        .order_by("outbox__sequence", "outbox_id")
        .first()
    )


def _event_of(row: ParkedEvent) -> StoredEvent:
    [event] = stored(OutboxEvent.objects.filter(pk=row.outbox_id, recorded_at=row.recorded_at))
    return event


def discard(parked_id: int) -> StoredEvent:
    """Give up a parked event: its handlers never run for it. Those behind it follow.

    Locks: the parked line of its aggregate.

    Raises:
        NotParked: it went through already.
    """
    with transaction.atomic():
        row = ParkedEvent.objects.filter(pk=parked_id).first()
        if row is None:
            raise NotParked(_("the event is not parked any more"))
        lock_aggregate(row.group, row.aggregate)
        event = _event_of(row)
        if not ParkedEvent.objects.filter(pk=parked_id).delete()[0]:
            raise NotParked(_("the event is not parked any more"))
        for spec in handlers_of(row.group, event.type):
            HandledEvent.objects.get_or_create(
                event_id=event.id, handler=spec.name, recorded_at=event.recorded_at
            )
        _promote(row.group, row.aggregate)
    retry_line(row.group, row.aggregate)
    return event
