"""The event store's weeks: made ahead, filled, and forgotten only when nothing needs them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import DataError, ProgrammingError, connection, transaction

from brokerdesk.core.events.delivery import deliver
from brokerdesk.core.events.errors import EventsGone
from brokerdesk.core.events.models import HandledEvent, OutboxEvent, ParkedEvent, Position
from brokerdesk.core.events.numbering import number
from brokerdesk.core.events.parking import park
from brokerdesk.core.events.queries import events_since, forgotten, last_sequence
from brokerdesk.core.events.retention import Week, forget_weeks, make_weeks
from brokerdesk.core.role import ROLE

from .facts import effects, emit_counted
from .weeks import emit_at, lies_in, monday, named, pass_everything

OLD = monday(20) + timedelta(days=2)


@pytest.mark.django_db
def test_weeks_are_made_ahead_once() -> None:
    make_weeks()
    assert make_weeks() == []
    for weeks in range(9):
        emit_at(monday(-weeks))
    emit_at(monday(-9))
    expected = [named(monday(-weeks)) for weeks in range(9)]
    assert lies_in("core_events_outbox") == [*expected, "default"]


@pytest.mark.django_db
def test_what_came_before_its_week_was_made_moves_into_it(effects_here: None, group: str) -> None:
    make_weeks()
    emit_at(OLD)
    emit_at(monday(19), "b")
    number(patience_s=0)
    first, second = events_since(0, limit=9)
    assert deliver(first, group)
    assert lies_in("core_events_outbox") == ["default", "default"]
    weeks = [Week(monday(20).date(), "made"), Week(monday(19).date(), "made")]
    assert make_weeks() == weeks
    assert lies_in("core_events_outbox") == [named(monday(20)), named(monday(19))]
    assert lies_in("core_events_handled") == [named(monday(20))]
    assert events_since(0, limit=9) == [first, second]
    assert not deliver(first, group), "the record of its handling moved along"


@pytest.mark.django_db
def test_an_event_is_handled_once_however_late_it_comes_again(
    effects_here: None, group: str
) -> None:
    emit_at(monday(0) - timedelta(microseconds=1))
    number(patience_s=0)
    make_weeks()
    [event] = events_since(0, limit=9)
    assert deliver(event, group)
    HandledEvent.objects.update(handled_at=event.recorded_at)
    assert not deliver(event, group)
    assert effects(group) == [("a", 1)]
    assert lies_in("core_events_handled") == [named(monday(1))], "by the event, not the handling"


@pytest.mark.django_db
def test_numbers_go_on_over_the_end_of_a_week() -> None:
    make_weeks()
    border = monday(-1)
    for n, aggregate in enumerate("abcd"):
        emit_at(border + timedelta(seconds=n - 2), aggregate)
    assert lies_in("core_events_outbox") == [named(monday(0))] * 2 + [named(border)] * 2
    assert number(limit=3, patience_s=-(10**7)) == 3
    assert number(patience_s=-(10**7)) == 1
    found = events_since(0, limit=9)
    assert [(e.sequence, e.aggregate) for e in found] == [(1, "a"), (2, "b"), (3, "c"), (4, "d")]


def _numbered() -> None:
    number(patience_s=0)


def _parked() -> None:
    _numbered()
    pass_everything()
    park(events_since(0, limit=1)[0], "test_group", None)


def _slow() -> None:
    _numbered()
    pass_everything()
    Position.objects.create(group="test_slow", partition=3, sequence=0)


def _passed() -> None:
    _numbered()
    pass_everything()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prepare", "outcome"),
    [
        (lambda: None, "unnumbered"),
        (_numbered, "unhandled"),
        (_slow, "unhandled"),
        (_parked, "parked"),
        (_passed, "forgotten"),
    ],
)
def test_a_week_goes_only_when_nothing_needs_it(prepare: Callable[[], None], outcome: str) -> None:
    emit_at(OLD)
    make_weeks()
    prepare()
    assert forget_weeks(90) == [Week(monday(20).date(), outcome)]
    assert OutboxEvent.objects.count() == (0 if outcome == "forgotten" else 1)
    assert forgotten() == (1 if outcome == "forgotten" else 0)


@pytest.mark.django_db
def test_a_week_that_must_stay_does_not_keep_the_next(effects_here: None, group: str) -> None:
    emit_at(OLD)
    emit_at(monday(18), "b")
    emit_at(datetime.now(UTC) - timedelta(days=80), "c")
    make_weeks()
    _numbered()
    old, newer, recent = events_since(0, limit=9)
    for event in (old, newer, recent):
        deliver(event, group)
    Position.objects.update(sequence=3)
    park(old, "test_group", None)
    assert [week.outcome for week in forget_weeks(90)] == ["parked", "forgotten"]
    assert [e.aggregate for e in events_since(2, limit=9)] == ["c"]
    assert HandledEvent.objects.filter(event_id=newer.id).count() == 0
    ParkedEvent.objects.all().delete()
    assert [week.outcome for week in forget_weeks(90)] == ["forgotten"]


@pytest.mark.django_db
def test_numbers_never_come_twice_and_readers_learn_what_is_gone() -> None:
    for n in range(3):
        emit_at(OLD, f"a{n}")
    make_weeks()
    _passed()
    forget_weeks(90)
    assert (last_sequence(), forgotten()) == (3, 3)
    emit_counted("a", 1)
    number(patience_s=-1)
    assert [e.sequence for e in events_since(3, limit=9)] == [4]
    with pytest.raises(EventsGone, match="oldest event kept is 4"):
        events_since(2, limit=9)


@pytest.mark.django_db
@pytest.mark.parametrize("days", [13, 0, -1, None])
def test_less_than_the_least_time_is_refused(days: int) -> None:
    with pytest.raises(DataError, match="at least 14 days"):
        forget_weeks(days)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE core_events_outbox_default",
        "DROP TABLE core_events_outbox CASCADE",
        "ALTER TABLE core_events_handled DETACH PARTITION core_events_handled_default",
        "TRUNCATE core_events_outbox",
        "SELECT core_events_forget_week(date_trunc('week', now()))",
        "SELECT core_events_make_week(date_trunc('week', now()))",
    ],
)
def test_the_application_cannot_do_it_otherwise(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == ROLE
    with pytest.raises(ProgrammingError, match=r"must be owner|denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_table_in_use_means_tomorrow(fresh_db: str) -> None:
    make_weeks()
    emit_at(OLD)
    with psycopg.connect(fresh_db) as reader:
        reader.execute("SELECT FROM core_events_outbox")
        assert make_weeks() == [Week(monday(20).date(), "busy")]
    assert [week.outcome for week in make_weeks()] == ["made"]
    _passed()
    with psycopg.connect(fresh_db) as reader:
        reader.execute("SELECT FROM core_events_outbox")
        assert [week.outcome for week in forget_weeks(90)] == ["busy"]
        assert OutboxEvent.objects.count() == 1
    assert [week.outcome for week in forget_weeks(90)] == ["forgotten"]
