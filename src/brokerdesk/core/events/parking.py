"""Events that a group could not handle, and those of the same aggregate behind them.

A parked event never holds up its partition. The first of an aggregate is tried again by itself
with growing waits; after that a person decides. Those behind it follow once it is through.
"""

import traceback
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from brokerdesk.core.db import read_rows

from .models import ParkedEvent
from .types import StoredEvent

_WAITS = 'SELECT 1 FROM core_events_parked WHERE "group" = %s AND aggregate = %s LIMIT 1'
WAITS_S = (0.5, 2.0, 10.0, 60.0, 300.0)
State = ParkedEvent.State


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong in a handler."""

    error: str
    traceback: str

    @classmethod
    def of(cls, error: Exception) -> "Failure":
        """Describe an exception for the page of parked events."""
        text = "".join(traceback.format_exception(error))
        return cls(f"{type(error).__name__}: {error}"[:1000], text[-20_000:])


def lock_aggregate(group: str, aggregate: str) -> None:
    """Lock the parked line of a group's aggregate until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{group}\n{aggregate}"]
        )


def waits_behind(group: str, aggregate: str) -> bool:
    """Tell whether an aggregate has parked events."""
    return bool(read_rows(_WAITS, [group, aggregate]))


def park(event: StoredEvent, group: str, failure: Failure | None) -> None:
    """Park an event: as failed, or without a failure as waiting behind another."""
    if failure is None:
        values: dict[str, object] = {"state": State.BEHIND}
    else:
        values = failed(failure, attempts=1)
    ParkedEvent.objects.get_or_create(
        group=group,
        aggregate=event.aggregate,
        outbox_id=event.outbox_id,
        defaults={**values, "recorded_at": event.recorded_at},
    )


def failed(failure: Failure, *, attempts: int) -> dict[str, object]:
    """Column values of an event after so many failed attempts."""
    again = attempts <= len(WAITS_S)
    wait = timedelta(seconds=WAITS_S[attempts - 1]) if again else None
    return {
        "state": State.RETRYING if again else State.STUCK,
        "attempts": attempts,
        "error": failure.error,
        "traceback": failure.traceback,
        "next_try_at": datetime.now(UTC) + wait if wait else None,
    }
