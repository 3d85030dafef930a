"""Facts and handlers of the tests, also for the processes that tests start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

import psycopg
from django.db import connection, transaction

from brokerdesk.core.events import Event, EventMeta, emit, handles
from brokerdesk.core.role import ROLE


@dataclass(frozen=True, kw_only=True)
class Counted(Event):
    """The n-th thing happened to an aggregate."""

    type: ClassVar[str] = "test.counted"
    n: int


@dataclass(frozen=True, kw_only=True)
class Noticed(Event):
    """Something that only pages want to know."""

    type: ClassVar[str] = "test.noticed"


@dataclass(frozen=True, kw_only=True)
class Rich(Event):
    """One of each kind of value."""

    type: ClassVar[str] = "test.rich"
    version: ClassVar[int] = 2
    amount: Decimal
    at: datetime
    on: date
    names: tuple[str, ...]
    flag: bool | None = None

    @classmethod
    def upgrade(cls, payload: dict[str, object], version: int) -> dict[str, object]:
        """Version 1 called `names` `name`."""
        return {**payload, "names": [payload["name"]]}


EFFECTS = "CREATE TABLE IF NOT EXISTS test_effects (grp text, aggregate text, n int, id bigserial)"


def make_table(url: str) -> None:
    """Make the table that handlers write to, as the owner."""
    with psycopg.connect(url) as owner:
        owner.execute(EFFECTS)


def make_table_here() -> None:
    """Make it inside the test's own transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute(EFFECTS)
        cursor.execute(f"SET ROLE {ROLE}")


def note(group: str) -> Callable[[Counted, EventMeta], None]:
    """Make a handler that writes one row per event, and register it for a group."""

    def on_counted(event: Counted, meta: EventMeta) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO test_effects (grp, aggregate, n) VALUES (%s, %s, %s)",
                [group, meta.aggregate, event.n],
            )

    return handles(Counted, group=group)(on_counted)


def effects(group: str) -> list[tuple[str, int]]:
    """What a group's handler wrote, in order: aggregate and n."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT aggregate, n FROM test_effects WHERE grp = %s ORDER BY id", [group])
        return [(row[0], row[1]) for row in cursor.fetchall()]


def emit_counted(aggregate: str, *numbers: int) -> None:
    """Emit events of one aggregate, each in its own transaction."""
    for n in numbers:
        with transaction.atomic():
            emit(Counted(n=n), aggregate=aggregate, brand_id=None)
