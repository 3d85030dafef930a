"""Run all handlers at once, for the tests of rooms."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from .delivery import deliver
from .models import HandledEvent
from .numbering import number
from .queries import events_since
from .registry import groups, handlers_of
from .types import StoredEvent

BATCH = 500


def drain(*, twice: bool = False, limit: int = 10_000) -> int:
    """Number all events and run all handlers over them, in order, without NATS.

    Handlers that emit are followed until nothing is left. Events that were handled before are
    not handled again; with `twice` each is delivered twice. Returns the number of deliveries
    that had an effect. A handler's exception is raised.

    Raises:
        RuntimeError: handlers emitted more than `limit` events, most likely in a circle.
    """
    done, last = 0, 0
    while True:
        number(limit=BATCH, patience_s=-3600)
        batch = events_since(last, limit=BATCH)
        if not batch:
            return done
        known = set() if twice else _handled(batch)
        for event in batch:
            listening = list(_listening(event, known))
            done += sum(_deliver(event, group, twice=twice) for group in listening)
        last = batch[-1].sequence or last
        if done > limit:
            raise RuntimeError(f"more than {limit} deliveries")


def _handled(batch: Sequence[StoredEvent]) -> set[tuple[UUID, str]]:
    """Give which handlers ran for which events of a batch."""
    rows = HandledEvent.objects.filter(event_id__in=[event.id for event in batch])
    return set(rows.values_list("event_id", "handler"))


def _listening(event: StoredEvent, known: set[tuple[UUID, str]]) -> Iterator[str]:
    """Give the groups that have a handler which did not run for the event."""
    for group in groups():
        specs = handlers_of(group, event.type)
        if not specs or any((event.id, spec.name) not in known for spec in specs):
            yield group


def _deliver(event: StoredEvent, group: str, *, twice: bool) -> bool:
    handled = deliver(event, group)
    if twice:
        deliver(event, group)
    return handled
