"""Emitting and numbering."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pytest
from django.db import connection, transaction

from brokerdesk.core.actors import Actor
from brokerdesk.core.events import correlated, emit
from brokerdesk.core.events.errors import EventTooLarge
from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.core.events.numbering import number
from brokerdesk.core.events.queries import events_since, last_sequence
from brokerdesk.core.events.types import Event, UnknownVersion

from .facts import Counted, Rich, emit_counted

RICH = Rich(
    amount=Decimal("0.10"),
    at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    on=date(2026, 1, 2),
    names=("a", "b"),
)
STAFF = Actor(kind="staff", id="stf_1", label="Dana")


@pytest.mark.django_db
def test_an_event_is_stored_with_its_envelope() -> None:
    with correlated() as correlation:
        made = emit(RICH, aggregate="cli_1", brand_id=7, actor=STAFF)
    number(patience_s=-1)
    [stored] = events_since(0, limit=10)
    assert (stored.id, stored.aggregate, stored.brand_id) == (made, "cli_1", 7)
    assert (stored.actor_ref, stored.correlation_id) == ("staff:stf_1", correlation)
    assert stored.payload["amount"] == "0.10"
    assert Rich.from_payload(stored.payload, stored.version) == RICH


def test_an_older_payload_is_upgraded_and_a_newer_one_refused() -> None:
    payload = RICH.to_payload()
    payload["name"] = payload.pop("names")[0]
    assert Rich.from_payload(payload, 1).names == ("a",)
    with pytest.raises(UnknownVersion):
        Rich.from_payload(payload, 3)
    with pytest.raises(ValueError, match="amount"):
        Rich.from_payload({**RICH.to_payload(), "amount": "much"}, 2)


def test_a_type_belongs_to_one_class() -> None:
    with pytest.raises(ValueError, match=r"test\.counted"):
        type("Other", (Event,), {"type": "test.counted"})


@pytest.mark.django_db
def test_a_failed_transaction_emits_nothing() -> None:
    with transaction.atomic():
        emit(Counted(n=1), aggregate="a", brand_id=None)
        transaction.set_rollback(True)
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_an_event_too_large_for_the_bus_is_refused() -> None:
    large = replace(RICH, names=("x" * 300_000,))
    with pytest.raises(EventTooLarge):
        emit(large, aggregate="a", brand_id=None)
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db
def test_the_sql_function_emits_like_the_command() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT core_events_emit('test.counted', 1, 'a', 3, '{\"n\": 5}', 'system:x')"
        )
        made = cursor.fetchone()[0]
    number(patience_s=-1)
    [stored] = events_since(0, limit=10, brand_id=3, types=["test.counted"])
    assert (stored.id, stored.correlation_id) == (made, made)
    assert Counted.from_payload(stored.payload, stored.version) == Counted(n=5)
    assert events_since(0, limit=10, brand_id=4) == []


def _emit_open(url: str) -> psycopg.Connection:
    """Emit in a transaction of another connection and leave it open."""
    other = psycopg.connect(url)
    other.execute("SELECT core_events_emit('test.counted', 1, 'slow', 1, '{\"n\": 1}', 'x:y')")
    return other


def test_an_older_open_transaction_is_waited_for_and_never_skipped(fresh_db: str) -> None:
    other = _emit_open(fresh_db)
    emit_counted("quick", 1, 2)
    assert number() == 0, "what committed while an older transaction runs must wait"
    other.commit()
    # Patience would wait for the transactions of other tests on the same cluster.
    assert number(patience_s=0) == 3
    assert [e.aggregate for e in events_since(0, limit=9)] == ["slow", "quick", "quick"]
    other.close()


def test_patience_with_an_open_transaction_ends_but_its_event_is_not_lost(fresh_db: str) -> None:
    other = _emit_open(fresh_db)
    emit_counted("quick", 1, 2)
    assert number(patience_s=0) == 2
    seen = last_sequence()
    other.commit()
    # Patience would wait for the transactions of other tests on the same cluster.
    assert number(patience_s=0) == 1
    [late] = events_since(seen, limit=9)
    assert (late.aggregate, late.sequence) == ("slow", 3)
    other.close()


def test_an_aggregate_keeps_its_order_whatever_its_transactions_ids(fresh_db: str) -> None:
    with psycopg.connect(fresh_db) as early, psycopg.connect(fresh_db) as between:
        early.execute("SELECT pg_current_xact_id()")
        between.execute("SELECT pg_current_xact_id()")
        emit_counted("a", 1)
        early.execute("SELECT core_events_emit('test.counted', 1, 'a', 1, '{\"n\": 2}', 'x:y')")
        early.commit()
        assert number() == 0, "the later event's transaction is older, yet it must not overtake"
        between.commit()
    number(patience_s=0)
    assert [e.payload["n"] for e in events_since(0, limit=9)] == [1, 2]


def test_rows_restored_from_another_cluster_are_numbered(fresh_db: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_events_outbox (event_id, xid, type, version, aggregate, payload,"
            " actor, occurred_at, correlation_id) VALUES (%s, '99999999999', 'test.counted', 1,"
            " 'a', '{\"n\": 1}', 'x:y', now(), %s)",
            [uuid.uuid4(), uuid.uuid4()],
        )
    assert number() == 1


def test_numbers_have_no_gaps_after_rollbacks(fresh_db: str) -> None:
    for n in range(6):
        try:
            with transaction.atomic():
                emit(Counted(n=n), aggregate="a", brand_id=None)
                if n % 2:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            number(patience_s=0)
    number(patience_s=0)
    assert [e.sequence for e in events_since(0, limit=9)] == [1, 2, 3]
