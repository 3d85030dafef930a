"""Check the whole chain and all that hangs on it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from .anchor import Anchor, kept
from .hashing import GENESIS, details_digest, link
from .sealing import ENTRY_FIELDS, as_hashed
from .types import AuditReport

_ROWS = """
SELECT k.position, k.entry_id, k.previous, k.digest, k.horizon::text, k.cluster,
       d.entry_id, d.salt, d.actor_label, d.reason, d.before::text, d.after::text, d.erased_at,
       e.id, e.action, e.subject, e.actor, e.brand_id, e.correlation_id, e.details_digest,
       e.occurred_at, e.recorded_at, e.xid::text
FROM core_audit_seal k
LEFT JOIN core_audit_entry e ON e.id = k.entry_id
LEFT JOIN core_audit_details d ON d.entry_id = k.entry_id
ORDER BY k.position
"""
# An entry without a seal below the horizon of the last one was slipped in afterwards.
_UNSEALED = """
SELECT e.id FROM core_audit_entry e
WHERE NOT EXISTS (SELECT FROM core_audit_seal k WHERE k.entry_id = e.id)
  AND e.xid < (SELECT k.horizon FROM core_audit_seal k
               WHERE k.cluster = (SELECT system_identifier::text FROM pg_control_system())
               ORDER BY k.position DESC LIMIT 1)
  AND NOT EXISTS (SELECT FROM core_audit_seal k
                  WHERE k.cluster <> (SELECT system_identifier::text FROM pg_control_system()))
ORDER BY e.id LIMIT 1
"""
_BARE = """
SELECT e.id FROM core_audit_entry e
WHERE NOT EXISTS (SELECT FROM core_audit_details d WHERE d.entry_id = e.id)
ORDER BY e.id LIMIT 1
"""
CHUNK = 2000


@dataclass(slots=True)
class _Row:
    position: int
    entry_id: int
    previous: bytes
    digest: bytes
    horizon: int
    cluster: str
    details: tuple[Any, ...]
    entry: dict[str, Any] | None


def verify() -> AuditReport:
    """Recompute every link and compare it with what is stored.

    Finds entries and details that were changed, deleted, reordered or slipped in.
    """
    with transaction.atomic():
        anchor = kept()
        rows = 0
        before: _Row | None = None
        for row in _rows():
            fault = _fault(row, before) or _anchor_fault(row, anchor)
            if fault:
                return AuditReport(False, rows, row.entry_id, fault)
            rows, before = rows + 1, row
        if anchor is not None and anchor.position > rows:
            cut = f"the end of the chain was cut off after link {rows} of {anchor.position}"
            return AuditReport(False, rows, None, cut)
        for query, fault in (
            (_UNSEALED, "was slipped in among sealed entries"),
            (_BARE, "has lost its details"),
        ):
            found = _first(query)
            if found is not None:
                return AuditReport(False, rows, found, f"entry {found} {fault}")
    return AuditReport(True, rows, None, f"{rows} sealed entries, chain whole")


def _json(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _anchor_fault(row: _Row, anchor: Anchor | None) -> str | None:
    """Compare the link at which the anchor was taken: a chain written anew differs there."""
    if anchor is None or anchor.position != row.position or anchor.digest == row.digest:
        return None
    return f"link {row.position} is not the one that was sealed: the chain was written anew"


def _first(query: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = cursor.fetchone()
    return None if found is None else int(found[0])


def _rows() -> Iterator[_Row]:
    """Stream the chain through a server-side cursor."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ROWS)
        while chunk := cursor.fetchmany(CHUNK):
            for values in chunk:
                position, entry_id, previous, digest, horizon, cluster = values[:6]
                entry = values[-len(ENTRY_FIELDS) :]
                yield _Row(
                    position,
                    entry_id,
                    bytes(previous),
                    bytes(digest),
                    int(horizon),
                    cluster,
                    values[6 : -len(ENTRY_FIELDS)],
                    None if entry[0] is None else as_hashed(entry),
                )


def _fault(row: _Row, before: _Row | None) -> str | None:
    """Say what is wrong with one link, None when it is whole."""
    expected = before.position + 1 if before else 1
    if row.position != expected:
        return f"link {expected} of the chain is missing"
    if row.previous != (before.digest if before else GENESIS):
        return f"link {row.position} does not continue the one before it"
    if row.entry is None:
        return f"entry {row.entry_id} was deleted"
    if link(row.previous, row.position, row.entry) != row.digest:
        return f"entry {row.entry_id} or its link {row.position} was changed"
    if _late(row, before):
        return f"entry {row.entry_id} was slipped in among sealed entries"
    return _details_fault(row)


def _late(row: _Row, before: _Row | None) -> bool:
    """Tell whether an older seal had already declared this entry's transaction complete."""
    if before is None or row.entry is None or before.cluster != row.cluster:
        return False
    same_batch = before.horizon == row.horizon
    return not same_batch and int(row.entry["xid"]) < before.horizon


def _details_fault(row: _Row) -> str | None:
    """Compare the details with their digest unless they were erased."""
    owner, salt, label, reason, before, after, erased_at = row.details
    if owner is None:
        return f"entry {row.entry_id} has lost its details"
    if erased_at is not None:
        return None
    if row.entry is None or salt is None:
        return f"details of entry {row.entry_id} were changed"
    digest = details_digest(
        bytes(salt), actor_label=label, reason=reason, before=_json(before), after=_json(after)
    )
    if digest.hex() != row.entry["details_digest"]:
        return f"details of entry {row.entry_id} were changed"
    return None
