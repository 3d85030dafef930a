"""The record of what was done: append-only, chained, and every tampering found."""

import time
from decimal import Decimal

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from brokerdesk.core import audit
from brokerdesk.core.actors import Actor
from brokerdesk.core.audit.models import AuditDetails, AuditEntry, AuditSeal
from brokerdesk.kit.clock import now

DANA = Actor(kind="staff", id="stf_1", label="Dana Doe", brand_id=7)
SEAL_WAIT_S = 20.0


def record(count: int = 1) -> None:
    """Record entries about one client."""
    for n in range(count):
        audit.record(
            "clients.change",
            subject="cli_1",
            actor=DANA,
            before={"name": f"Old {n}"},
            after={"name": f"New {n}", "limit": Decimal("1.50")},
            reason="asked by phone",
        )


def seal_all() -> None:
    """Seal everything; other databases' transactions may hold it up for a moment."""
    end = time.monotonic() + SEAL_WAIT_S
    while AuditSeal.objects.count() < AuditEntry.objects.count():
        audit.seal()
        if time.monotonic() > end:
            raise TimeoutError("entries stay unsealed")


def test_an_entry_holds_who_what_before_and_after(sealed: str) -> None:
    entry = AuditEntry.objects.select_related("details").order_by("id")[0]
    assert (entry.action, entry.subject, entry.actor) == ("clients.change", "cli_1", "staff:stf_1")
    assert entry.brand_id == 7
    assert entry.details.after == {"name": "New 0", "limit": "1.50"}
    assert entry.details.actor_label == "Dana Doe"


def test_a_failed_transaction_leaves_no_entry(fresh_db: str) -> None:
    with transaction.atomic():
        record()
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


def test_what_cannot_be_written_down_is_refused(fresh_db: str) -> None:
    with pytest.raises(TypeError):
        audit.record("a.b", subject="x", actor=DANA, after={"price": 1.5})
    assert not AuditEntry.objects.exists()


FORBIDDEN = (
    "UPDATE core_audit_entry SET action = 'x'",
    "DELETE FROM core_audit_entry",
    "TRUNCATE core_audit_entry CASCADE",
    "UPDATE core_audit_seal SET position = position + 1",
    "DELETE FROM core_audit_seal",
    "DELETE FROM core_audit_details",
    "UPDATE core_audit_details SET reason = 'x'",
    "UPDATE core_audit_details SET entry_id = 1",
)


def test_the_program_itself_cannot_change_the_record(sealed: str) -> None:
    for statement in FORBIDDEN:
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(statement)
    assert audit.verify().ok


def test_the_owner_is_refused_too(sealed: str) -> None:
    with psycopg.connect(sealed) as link, pytest.raises(psycopg.Error, match="never changed"):
        link.execute("DELETE FROM core_audit_seal")


def test_erased_details_leave_the_chain_whole(sealed: str) -> None:
    assert audit.erase("cli_1", actor=DANA, reason="right to be forgotten", at=now()) == 5
    seal_all()
    assert audit.verify().ok
    assert not AuditDetails.objects.filter(erased_at__isnull=False, after__isnull=False).exists()
    assert AuditEntry.objects.filter(action="audit.erase").count() == 1


def test_an_open_transaction_is_not_overtaken(fresh_db: str) -> None:
    with psycopg.connect(fresh_db) as other:
        other.execute("SELECT pg_current_xact_id()")
        record()
        assert audit.seal() == 0
        other.commit()
    seal_all()
    assert audit.verify().ok


def test_small_batches_make_the_same_chain(fresh_db: str) -> None:
    with transaction.atomic():
        record(3)
    record(2)
    end = time.monotonic() + SEAL_WAIT_S
    while AuditSeal.objects.count() < 5 and time.monotonic() < end:
        assert audit.seal(2) <= 2
    assert audit.verify().rows == 5
    assert audit.verify().ok
