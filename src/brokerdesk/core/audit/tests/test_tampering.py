"""Whoever owns the tables and switches their triggers off is still found out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from brokerdesk.core import audit
from brokerdesk.core.audit.models import AuditEntry

from .test_audit import seal_all

FREE = """
SET LOCAL ROLE NONE;
ALTER TABLE core_audit_entry DISABLE TRIGGER USER;
ALTER TABLE core_audit_seal DISABLE TRIGGER USER;
ALTER TABLE core_audit_details DISABLE TRIGGER USER;
DO $$ DECLARE c record; BEGIN
    FOR c IN SELECT conname, conrelid::regclass AS tab FROM pg_constraint
             WHERE contype = 'f' AND confrelid = 'core_audit_entry'::regclass LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.tab, c.conname);
    END LOOP;
END $$
"""
FORGE = """
INSERT INTO core_audit_entry (action, subject, actor, details_digest, occurred_at, xid)
SELECT 'forged', 'cli_1', 'staff:stf_1', '', now(), xid FROM core_audit_entry WHERE id = %s
"""
DELETE_ENTRY = (
    "DELETE FROM core_audit_details WHERE entry_id = %s",
    "DELETE FROM core_audit_entry WHERE id = %s",
)
# What is done to the second of five entries, and what the check then says.
CASES: dict[str, tuple[tuple[str, ...], str]] = {
    "entry edited": (
        ("UPDATE core_audit_entry SET action = 'x' WHERE id = %s",),
        "was changed",
    ),
    "details edited": (
        ("UPDATE core_audit_details SET reason = 'x' WHERE entry_id = %s",),
        "details of entry",
    ),
    "details emptied": (
        ("UPDATE core_audit_details SET salt = NULL WHERE entry_id = %s",),
        "details of entry",
    ),
    "details deleted": (DELETE_ENTRY[:1], "lost its details"),
    "entry deleted": (DELETE_ENTRY, "was deleted"),
    "link deleted": (
        ("DELETE FROM core_audit_seal WHERE entry_id = %s",),
        "link 2 of the chain is missing",
    ),
    "link deleted and closed up": (
        (
            "DELETE FROM core_audit_seal WHERE entry_id = %s",
            "UPDATE core_audit_seal SET position = position - 1 WHERE position > 2",
        ),
        "does not continue",
    ),
    "two entries changed round": (
        (
            "UPDATE core_audit_seal SET entry_id = -1 WHERE entry_id = %s",
            "UPDATE core_audit_seal SET entry_id = %s WHERE position = 3",
            "UPDATE core_audit_seal SET entry_id = (SELECT id FROM core_audit_entry e WHERE"
            " NOT EXISTS (SELECT FROM core_audit_seal k WHERE k.entry_id = e.id))"
            " WHERE entry_id = -1",
        ),
        "was changed",
    ),
    "entry slipped in": ((FORGE,), "slipped in"),
    "end cut off": (
        (
            "DELETE FROM core_audit_seal WHERE entry_id > %s",
            "DELETE FROM core_audit_details WHERE entry_id > %s",
            "DELETE FROM core_audit_entry WHERE id > %s",
        ),
        "cut off after link 2 of 5",
    ),
}


@contextmanager
def free() -> Iterator[Callable[[str, int], None]]:
    """Act as the owner without triggers; all is undone at the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FREE)

        def tamper(statement: str, entry: int) -> None:
            cursor.execute(statement, [entry] if "%s" in statement else None)

        yield tamper
        transaction.set_rollback(True)


def test_every_tampering_is_found(sealed: str) -> None:
    second = AuditEntry.objects.order_by("id")[1].pk
    for name, (statements, expected) in CASES.items():
        with free() as tamper:
            for statement in statements:
                tamper(statement, second)
            report = audit.verify()
        assert not report.ok, name
        assert expected in report.message, name
    assert audit.verify().ok


def test_sealing_does_not_make_a_forged_entry_honest(sealed: str) -> None:
    second = AuditEntry.objects.order_by("id")[1].pk
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FORGE, [second])
    seal_all()
    report = audit.verify()
    assert "slipped in" in report.message
    assert report.first_bad == AuditEntry.objects.get(action="forged").pk


def test_a_chain_written_anew_is_found(sealed: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FREE)
        cursor.execute("UPDATE core_audit_entry SET actor = 'staff:stf_2'")
        cursor.execute("DELETE FROM core_audit_seal")
        cursor.execute("SET ROLE brokerdesk_app")
    seal_all()
    assert "written anew" in audit.verify().message
