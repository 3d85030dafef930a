"""Do a thing once per key."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _t

from brokerdesk.kit.canonical import canonical, plain
from brokerdesk.kit.errors import InvalidInput

from .errors import IdempotencyConflict
from .models import IdempotencyKey

KEY_LIMIT = 255
_CLAIM = """
INSERT INTO core_idempotency_key (scope, key, request_digest) VALUES (%s, %s, %s)
ON CONFLICT (scope, key) DO NOTHING RETURNING id
"""
_READ = """
SELECT id, request_digest, status, answer FROM core_idempotency_key
WHERE scope = %s AND key = %s
"""


class Once:
    """One use of a key. When `replay` is true the thing was done: give back `answer`."""

    def __init__(self, pk: int, *, replay: bool, status: int | None, answer: Any) -> None:
        self.pk = pk
        self.replay = replay
        self.status = status
        self.answer = answer

    def save(self, answer: Any, *, status: int = 200) -> None:
        """Remember the answer, in the transaction of the effect."""
        self.answer, self.status = plain(answer), status
        IdempotencyKey.objects.filter(pk=self.pk).update(answer=self.answer, status=status)


def once(scope: str, key: str, request: Mapping[str, Any]) -> Once:
    """Claim a key inside the caller's transaction, or find what it did before.

    A second call at the same moment waits until the first has committed or failed. A failed
    transaction leaves no claim. `scope` names the caller and the operation.

    Raises:
        InvalidInput: the key is empty or longer than 255 characters.
        IdempotencyConflict: the key was used with other input.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("once() needs the transaction of the effect")
    if not key or len(key) > KEY_LIMIT or not key.isprintable():
        raise InvalidInput(
            _t("Idempotency-Key must have 1 to 255 printable characters"), field="key"
        )
    digest = hashlib.sha256(canonical(request)).digest()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [scope, key, digest])
        claimed = cursor.fetchone()
        if claimed is not None:
            return Once(int(claimed[0]), replay=False, status=None, answer=None)
        cursor.execute(_READ, [scope, key])
        pk, known, status, _ = cursor.fetchone()
    if bytes(known) != digest:
        raise IdempotencyConflict(_t("this Idempotency-Key was used with other input"), key=key)
    answer = IdempotencyKey.objects.values_list("answer", flat=True).get(pk=pk)
    return Once(int(pk), replay=True, status=status, answer=answer)


def forget_before(at: datetime, *, limit: int = 10_000) -> int:
    """Delete keys older than an instant, at most `limit` at once; return their number."""
    old = IdempotencyKey.objects.filter(created_at__lt=at).order_by("created_at")
    pks = list(old.values_list("pk", flat=True)[:limit])
    deleted, _ = IdempotencyKey.objects.filter(pk__in=pks).delete()
    return deleted
