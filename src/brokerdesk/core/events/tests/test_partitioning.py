"""An event store that was one table becomes one by week, with all that was in it."""

import importlib
import uuid
from datetime import timedelta

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from brokerdesk.core.events.models import HandledEvent, ParkedEvent, RelayCursor
from brokerdesk.core.events.numbering import number
from brokerdesk.core.events.queries import events_since
from brokerdesk.core.role import ROLE

from .facts import emit_counted
from .weeks import emit_at, lies_in, monday, named

BEFORE = ("core_events", "0003_of_aggregate")
TABLES = "core_events_outbox, core_events_handled, core_events_parked, core_events_relay"
FUNCTIONS = """core_events_make_week, core_events_why_kept, core_events_forget_week,
    core_events_make_weeks, core_events_forget_weeks"""


def _as_owner(*statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        for statement in statements:
            cursor.execute(statement)


def _go_back() -> None:
    """Make the tables as they were before."""
    _as_owner(f"DROP TABLE {TABLES}", f"DROP FUNCTION {FUNCTIONS}")
    then = MigrationLoader(connection).project_state(BEFORE).apps
    with connection.schema_editor() as editor:
        for name in ("OutboxEvent", "HandledEvent", "ParkedEvent", "RelayCursor"):
            editor.create_model(then.get_model("core_events", name))
    _as_owner("INSERT INTO core_events_relay (id, published) VALUES (1, 2)")


def test_all_is_kept(fresh_db: str) -> None:
    _go_back()
    old = monday(3) + timedelta(days=6)
    ids = [emit_at(old), emit_at(monday(0)), emit_at(monday(0), "b")]
    _as_owner(
        "UPDATE core_events_outbox SET sequence = id WHERE id < 3",
        "INSERT INTO core_events_handled (event_id, handler)"
        " SELECT event_id, 'test_group.on_counted' FROM core_events_outbox WHERE id = 1",
        "INSERT INTO core_events_parked"
        ' ("group", aggregate, state, attempts, error, traceback, outbox_id)'
        " VALUES ('test_group', 'a', 'stuck', 1, '', '', 1)",
    )
    state = MigrationLoader(connection).project_state(BEFORE)
    migration = importlib.import_module("brokerdesk.core.events.migrations.0004_by_week")
    with connection.schema_editor() as editor:
        migration.Migration("0004_by_week", "core_events").apply(state, editor)
    _as_owner(f"SET ROLE {ROLE}")
    assert lies_in("core_events_outbox") == [named(monday(3)), *[named(monday(0))] * 2]
    assert lies_in("core_events_handled") == [named(monday(3))]
    assert HandledEvent.objects.get().event_id == uuid.UUID(str(ids[0]))
    assert ParkedEvent.objects.get().recorded_at == old
    assert RelayCursor.objects.values_list("numbered", flat=True).get() == 2
    emit_counted("c", 1)
    assert number(patience_s=0) == 2
    found = [(e.sequence, e.outbox_id, e.aggregate) for e in events_since(0, limit=9)]
    assert found == [(1, 1, "a"), (2, 2, "a"), (3, 3, "b"), (4, 4, "c")]
