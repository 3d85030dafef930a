"""One sealer chains the committed entries."""

import logging
from typing import Any

from django.db import connection, transaction

from .anchor import Anchor, keep
from .hashing import GENESIS, link
from .models import AuditSeal

log = logging.getLogger(__name__)
LOCK = 0x42444155
ENTRY_FIELDS = (
    "id",
    "action",
    "subject",
    "actor",
    "brand_id",
    "correlation_id",
    "details_digest",
    "occurred_at",
    "recorded_at",
    "xid",
)
# A visible row at or above xmax was restored from another cluster's dump: it is committed too.
_DUE = """
WITH s AS MATERIALIZED (SELECT pg_current_snapshot() AS now)
SELECT e.id, e.action, e.subject, e.actor, e.brand_id, e.correlation_id, e.details_digest,
       e.occurred_at, e.recorded_at, e.xid::text, pg_snapshot_xmin(s.now)::text
FROM core_audit_entry e, s
WHERE NOT EXISTS (SELECT FROM core_audit_seal k WHERE k.entry_id = e.id)
  AND (e.xid < pg_snapshot_xmin(s.now) OR e.xid >= pg_snapshot_xmax(s.now))
ORDER BY e.xid, e.id LIMIT %s
"""
_LAST = "SELECT position, digest FROM core_audit_seal ORDER BY position DESC LIMIT 1"
_CLUSTER = "SELECT system_identifier::text FROM pg_control_system()"


def as_hashed(values: tuple[Any, ...]) -> dict[str, Any]:
    """Name the columns of an entry in the form that the chain hashes."""
    entry = dict(zip(ENTRY_FIELDS, values, strict=True))
    entry["details_digest"] = bytes(entry["details_digest"]).hex()
    return entry


def seal(limit: int = 1000) -> int:
    """Chain up to `limit` entries below the oldest running transaction; return their number.

    Locks: one sealer at a time; another one does nothing and returns 0.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_LAST)
        position, previous = cursor.fetchone() or (0, GENESIS)
        cursor.execute(_CLUSTER)
        cluster = cursor.fetchone()[0]
        cursor.execute(_DUE, [limit])
        due = cursor.fetchall()
        seals = _chain(due, int(position), bytes(previous), cluster, full=len(due) == limit)
        AuditSeal.objects.bulk_create(seals)
    if seals:
        head = seals[-1]
        anchor = Anchor(head.position, bytes(head.digest))
        transaction.on_commit(lambda: keep(anchor))
        log.info("audit sealed up to %s, head %s", head.position, head.digest.hex())
    return len(seals)


def _chain(
    due: list[tuple[Any, ...]], position: int, previous: bytes, cluster: str, *, full: bool
) -> list[AuditSeal]:
    """Build the links. A full batch may leave entries of its last transaction for the next."""
    seals: list[AuditSeal] = []
    for row in due:
        entry = as_hashed(row[:-1])
        position += 1
        digest = link(previous, position, entry)
        seals.append(
            AuditSeal(
                position=position,
                entry_id=entry["id"],
                previous=previous,
                digest=digest,
                horizon=due[-1][-2] if full else row[-1],
                cluster=cluster,
            )
        )
        previous = digest
    return seals
