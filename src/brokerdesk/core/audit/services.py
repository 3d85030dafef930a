"""Record what was done; seal and check the record."""

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from brokerdesk.core.actors import Actor
from brokerdesk.core.context import correlation_id
from brokerdesk.core.together import Together
from brokerdesk.kit.canonical import plain
from brokerdesk.kit.clock import now

from .hashing import details_digest
from .models import AuditDetails, AuditEntry
from .sealing import seal
from .verifying import verify

__all__ = ["actors_of", "erase", "record", "seal", "verify"]
SALT_BYTES = 16


def record(
    action: str,
    *,
    subject: str,
    actor: Actor,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    brand_id: int | None = None,
) -> None:
    """Write an entry in the caller's transaction.

    `action` reads like `cashier.withdrawal.approve`, `subject` is a public id. Personal values
    belong into before, after and reason, which can be erased; secrets belong nowhere.
    """
    salt = os.urandom(SALT_BYTES)
    old, new = plain(before), plain(after)
    entry = AuditEntry(
        action=action,
        subject=subject,
        actor=actor.ref,
        brand_id=brand_id if brand_id is not None else actor.brand_id,
        correlation_id=correlation_id(),
        details_digest=details_digest(
            salt, actor_label=actor.label, reason=reason, before=old, after=new
        ),
        occurred_at=now(),
    )
    details = AuditDetails(salt=salt, actor_label=actor.label, reason=reason, before=old, after=new)
    _ENTRIES.put((entry, details))


def _write(rows: list[tuple[AuditEntry, AuditDetails]]) -> None:
    with transaction.atomic(savepoint=False):
        AuditEntry.objects.bulk_create([entry for entry, _ in rows])
        for entry, details in rows:
            details.entry = entry
        AuditDetails.objects.bulk_create([details for _, details in rows])


_ENTRIES = Together(_write)


def actors_of(action: str, subject: str) -> set[str]:
    """The references of all who did something to a subject."""
    rows = AuditEntry.objects.filter(action=action, subject=subject)
    return set(rows.values_list("actor", flat=True))


def erase(subject: str, *, actor: Actor, reason: str, at: datetime) -> int:
    """Erase the personal details of all entries about a subject; return their number.

    The entries and the chain stay. The erasure is itself recorded.
    """
    with transaction.atomic():
        count = AuditDetails.objects.filter(entry__subject=subject, erased_at__isnull=True).update(
            salt=None, actor_label="", reason="", before=None, after=None, erased_at=at
        )
        record("audit.erase", subject=subject, actor=actor, after={"count": count}, reason=reason)
    return count
