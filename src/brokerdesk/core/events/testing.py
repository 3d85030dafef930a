"""Run all handlers at once, for the tests of rooms."""

from .delivery import deliver
from .numbering import number
from .queries import events_since
from .registry import groups
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
        for event in batch:
            done += sum(_deliver(event, group, twice=twice) for group in groups())
        last = batch[-1].sequence or last
        if done > limit:
            raise RuntimeError(f"more than {limit} deliveries")


def _deliver(event: StoredEvent, group: str, *, twice: bool) -> bool:
    handled = deliver(event, group)
    if twice:
        deliver(event, group)
    return handled
