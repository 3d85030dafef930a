"""Handlers run once, in order; what fails is parked."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from brokerdesk.core.events import EventMeta, handles
from brokerdesk.core.events.delivery import advance, deliver, process
from brokerdesk.core.events.errors import NotParked
from brokerdesk.core.events.models import ParkedEvent, Position
from brokerdesk.core.events.names import PARTITIONS, partition_of
from brokerdesk.core.events.numbering import number
from brokerdesk.core.events.parking import State
from brokerdesk.core.events.queries import events_since, waiting
from brokerdesk.core.events.registry import forget
from brokerdesk.core.events.retrying import discard, retry, retry_due
from brokerdesk.core.events.testing import drain

from .facts import Counted, effects, emit_counted

FRAGILE = "test_fragile"
broken: set[tuple[str, int]] = set()


@pytest.fixture
def fragile(effects_here: None) -> Iterator[str]:
    """Give a group that notes events but fails for those in `broken`, after its first write."""

    def on_counted(event: Counted, meta: EventMeta) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO test_effects (grp, aggregate, n) VALUES (%s, %s, %s)",
                [FRAGILE, meta.aggregate, event.n],
            )
        if (meta.aggregate, event.n) in broken:
            raise RuntimeError(f"cannot do {event.n}")

    handles(Counted, group=FRAGILE)(on_counted)
    yield FRAGILE
    forget(FRAGILE)
    broken.clear()


def _process_all(group: str) -> list[str]:
    number(patience_s=0)
    return [process(event, group) for event in events_since(0, limit=100)]


def test_delivered_twice_is_once(effects_here: None, group: str) -> None:
    emit_counted("a", 1, 2)
    assert drain(twice=True) == 2
    assert drain() == 0
    assert effects(group) == [("a", 1), ("a", 2)]


def test_the_position_follows(effects_here: None, group: str) -> None:
    emit_counted("a", 1, 2)
    drain()
    assert Position.objects.get(group=group, partition=partition_of("a")).sequence == 2


def test_a_failure_parks_its_aggregate_and_nothing_else(fragile: str) -> None:
    broken.add(("a", 1))
    emit_counted("a", 1, 2)
    emit_counted("b", 1)
    emit_counted("a", 3)
    assert _process_all(fragile) == ["parked", "parked", "handled", "parked"]
    assert effects(fragile) == [("b", 1)], "a failed handler leaves no trace"
    states = ParkedEvent.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [State.RETRYING, State.BEHIND, State.BEHIND]
    first = ParkedEvent.objects.order_by("id")[0]
    assert first.error == "RuntimeError: cannot do 1"
    assert "on_counted" in first.traceback


def test_a_retry_that_succeeds_takes_the_whole_line_along_in_order(fragile: str) -> None:
    broken.add(("a", 1))
    emit_counted("a", 1, 2, 3)
    _process_all(fragile)
    broken.clear()
    assert retry(ParkedEvent.objects.order_by("-id")[0].pk) == 3
    assert effects(fragile) == [("a", 1), ("a", 2), ("a", 3)]
    assert not ParkedEvent.objects.exists()
    emit_counted("a", 4)
    assert _process_all(fragile)[-1] == "handled"


def test_an_event_from_behind_leaves_the_place_of_its_partition_alone(
    effects_table: str, group: str
) -> None:
    emit_counted("a", 1)
    number(patience_s=0)
    [event] = events_since(0, limit=1)
    advance(group, partition_of("a"), 7)
    with psycopg.connect(effects_table) as other:
        other.execute("SELECT FROM core_events_position FOR UPDATE")
        assert deliver(event, group)
    assert Position.objects.get(group=group).sequence == 7


def test_what_a_group_passed_before_it_listened_does_not_wait(fragile: str, group: str) -> None:
    emit_counted("a", 1, 2, 3)
    number(patience_s=0)
    assert waiting(group) == 3
    for partition in range(PARTITIONS - 1):
        advance(group, partition, 2)
    assert waiting(group) == 3, "of one partition nothing is known"
    advance(group, PARTITIONS - 1, 2)
    assert waiting(group) == 1
    emit_counted("a", 4)
    assert waiting(group) == 2, "without a number nothing is passed"
    broken.add(("a", 1))
    _process_all(fragile)
    for partition in range(PARTITIONS):
        advance(fragile, partition, 9)
    assert waiting(fragile) == 4, "what is parked is passed, but waits"


def test_a_line_stops_at_its_next_failure(fragile: str) -> None:
    broken.update({("a", 1), ("a", 3)})
    emit_counted("a", 1, 2, 3, 4)
    _process_all(fragile)
    broken.discard(("a", 1))
    retry(ParkedEvent.objects.order_by("id")[0].pk)
    assert effects(fragile) == [("a", 1), ("a", 2)]
    states = ParkedEvent.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == [State.RETRYING, State.BEHIND]


def test_it_is_retried_by_itself_and_then_waits_for_a_person(fragile: str) -> None:
    broken.add(("a", 1))
    emit_counted("a", 1)
    _process_all(fragile)
    for _ in range(5):
        assert retry_due() == 0, "not before its time"
        ParkedEvent.objects.update(next_try_at="2020-01-01T00:00Z")
        assert retry_due() == 1
    row = ParkedEvent.objects.get()
    assert (row.state, row.attempts, row.next_try_at) == (State.STUCK, 6, None)
    assert retry_due() == 0


def test_giving_one_up_lets_the_others_follow(fragile: str) -> None:
    broken.add(("a", 1))
    emit_counted("a", 1, 2)
    _process_all(fragile)
    head = ParkedEvent.objects.order_by("id")[0]
    discard(head.pk)
    assert effects(fragile) == [("a", 2)]
    assert _process_all(fragile) == ["known", "known"]
    with pytest.raises(NotParked):
        discard(head.pk)
    with pytest.raises(NotParked):
        retry(head.pk)


def test_what_only_a_newer_version_knows_is_parked_not_lost(effects_here: None, group: str) -> None:
    with connection.cursor() as cursor:
        for kind, version in (("test.unheard", 1), ("test.counted", 9)):
            cursor.execute(
                "SELECT core_events_emit(%s, %s, %s, 1, '{\"n\": 1}', 'x:y')",
                [kind, version, kind],
            )
    assert _process_all(group) == ["parked", "parked"]
    errors = ParkedEvent.objects.order_by("id").values_list("error", flat=True)
    assert [e.split(":")[0] for e in errors] == ["UnknownType", "UnknownVersion"]
    assert effects(group) == []


def test_an_event_emitted_by_a_handler_names_its_cause(effects_here: None) -> None:
    def on_counted(event: Counted, meta: EventMeta) -> None:
        if event.n == 1:
            emit_counted("consequence", 2)

    handles(Counted, group="test_cause")(on_counted)
    emit_counted("a", 1)
    drain()
    forget("test_cause")
    cause, effect = events_since(0, limit=9)
    assert effect.causation_id == cause.id
    assert effect.correlation_id == cause.correlation_id
