"""The record of what was done: append-only, chained, and every tampering found."""

import time
from collections.abc import Iterator
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


UNBIND = """
DO $$ DECLARE c record; BEGIN
    FOR c IN SELECT conname, conrelid::regclass AS tab FROM pg_constraint
             WHERE contype = 'f' AND confrelid = 'core_audit_entry'::regclass LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.tab, c.conname);
    END LOOP;
END $$
"""


@pytest.fixture
def sealed(fresh_db: str) -> str:
    """Give a database with five sealed entries, and its URL."""
    record(5)
    seal_all()
    assert audit.verify() == audit.AuditReport(True, 5, None, "5 sealed entries, chain whole")
    return fresh_db


@pytest.fixture
def owner(sealed: str) -> Iterator[psycopg.Connection]:
    """Give the owner of the tables, who switches their triggers off."""
    with psycopg.connect(sealed, autocommit=True) as link:
        link.execute("ALTER TABLE core_audit_entry DISABLE TRIGGER USER")
        link.execute("ALTER TABLE core_audit_seal DISABLE TRIGGER USER")
        link.execute("ALTER TABLE core_audit_details DISABLE TRIGGER USER")
        link.execute(UNBIND)
        yield link


def ids() -> list[int]:
    """Ids of the entries, in order."""
    return list(AuditEntry.objects.order_by("id").values_list("id", flat=True))


def found(text: str) -> int | None:
    """Check that the audit is at fault as the text says; give the entry."""
    report = audit.verify()
    assert not report.ok
    assert text in report.message
    return report.first_bad


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


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_audit_entry SET action = 'x'",
        "DELETE FROM core_audit_entry",
        "TRUNCATE core_audit_entry CASCADE",
        "UPDATE core_audit_seal SET position = position + 1",
        "DELETE FROM core_audit_seal",
        "DELETE FROM core_audit_details",
        "UPDATE core_audit_details SET reason = 'x'",
        "UPDATE core_audit_details SET entry_id = 1",
    ],
)
def test_the_program_itself_cannot_change_the_record(sealed: str, statement: str) -> None:
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


def test_an_edited_entry_is_found(owner: psycopg.Connection) -> None:
    owner.execute("UPDATE core_audit_entry SET action = 'x' WHERE id = %s", [ids()[2]])
    assert found("was changed") == ids()[2]


def test_edited_details_are_found(owner: psycopg.Connection) -> None:
    owner.execute("UPDATE core_audit_details SET reason = 'x' WHERE entry_id = %s", [ids()[2]])
    assert found("details of entry") == ids()[2]


def test_details_emptied_without_an_erasure_are_found(owner: psycopg.Connection) -> None:
    owner.execute("UPDATE core_audit_details SET salt = NULL WHERE entry_id = %s", [ids()[1]])
    assert found("details of entry") == ids()[1]


def test_deleted_details_are_found(owner: psycopg.Connection) -> None:
    owner.execute("DELETE FROM core_audit_details WHERE entry_id = %s", [ids()[1]])
    assert found("lost its details") == ids()[1]


def test_a_deleted_entry_is_found(owner: psycopg.Connection) -> None:
    gone = ids()[1]
    owner.execute("DELETE FROM core_audit_details WHERE entry_id = %s", [gone])
    owner.execute("DELETE FROM core_audit_entry WHERE id = %s", [gone])
    assert found("was deleted") == gone


def test_a_deleted_link_is_found(owner: psycopg.Connection) -> None:
    owner.execute("DELETE FROM core_audit_seal WHERE position = 2")
    assert found("link 2 of the chain is missing") == ids()[2]


def test_a_link_deleted_and_closed_up_is_found(owner: psycopg.Connection) -> None:
    owner.execute("DELETE FROM core_audit_seal WHERE position = 2")
    owner.execute("UPDATE core_audit_seal SET position = position - 1 WHERE position > 2")
    assert found("does not continue") == ids()[2]


def test_two_entries_changed_round_are_found(owner: psycopg.Connection) -> None:
    first, second = ids()[1:3]
    owner.execute("UPDATE core_audit_seal SET entry_id = -1 WHERE entry_id = %s", [first])
    owner.execute("UPDATE core_audit_seal SET entry_id = %s WHERE entry_id = %s", [first, second])
    owner.execute("UPDATE core_audit_seal SET entry_id = %s WHERE entry_id = -1", [second])
    assert found("was changed") == second


INSERT = """
INSERT INTO core_audit_entry (action, subject, actor, details_digest, occurred_at, xid)
SELECT 'forged', 'cli_1', 'staff:stf_1', '', now(), xid FROM core_audit_entry
WHERE id = %s RETURNING id
"""


def test_an_entry_slipped_in_is_found(owner: psycopg.Connection) -> None:
    row = owner.execute(INSERT, [ids()[1]]).fetchone()
    assert row is not None
    assert found("slipped in") == row[0]
    seal_all()
    assert found("slipped in") == row[0], "sealing does not make it honest"


def test_entries_cut_off_at_the_end_are_found(owner: psycopg.Connection) -> None:
    last = ids()[-1]
    owner.execute("DELETE FROM core_audit_seal WHERE entry_id = %s", [last])
    owner.execute("DELETE FROM core_audit_details WHERE entry_id = %s", [last])
    owner.execute("DELETE FROM core_audit_entry WHERE id = %s", [last])
    assert found("cut off") is None


def test_a_chain_written_anew_is_found(owner: psycopg.Connection) -> None:
    owner.execute("UPDATE core_audit_entry SET action = 'x' WHERE id = %s", [ids()[0]])
    owner.execute("DELETE FROM core_audit_seal")
    seal_all()
    assert found("written anew") is not None
