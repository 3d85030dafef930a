"""The keys that reports are sealed with: made on first use, replaced by people, kept for ever."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from brokerdesk.core.access import require_everywhere
from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record

from ..evidence import Key, pem
from ..locks import lock_seal_keys
from ..models import SealKey

REPLACE = "prop.seal.replace"


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """The public half of a key, as anybody may have it."""

    key_id: str
    pem: str
    created_at: datetime
    retired_at: datetime | None


@transaction.atomic
def present_key(*, at: datetime) -> SealKey:
    """The key that seals now; the first is made here.

    Locks: the seal keys.
    """
    found = SealKey.objects.filter(retired_at=None).order_by("-pk").first()
    if found is not None:
        return found
    lock_seal_keys()
    return SealKey.objects.filter(retired_at=None).order_by("-pk").first() or _make(at)


@transaction.atomic
def replace_key(*, actor: Actor, at: datetime) -> SealKey:
    """Seal with a new key from now on; what was sealed before keeps its own.

    Locks: the seal keys.
    Raises:
        Forbidden: the actor may not do so for all brands.
    """
    require_everywhere(actor, REPLACE)
    lock_seal_keys()
    SealKey.objects.filter(retired_at=None).update(retired_at=at)
    made = _make(at)
    record("prop.seal_key_replaced", subject=made.key_id, actor=actor)
    return made


def signing(key: SealKey) -> Key:
    """The secret half, for a signature."""
    return Key(bytes.fromhex(key.private["ed25519"]), digits=len(key.key_id))


def published_keys() -> list[PublishedKey]:
    """All keys that ever sealed, the present one first."""
    return [
        PublishedKey(row.key_id, pem(bytes(row.public)), row.created_at, row.retired_at)
        for row in SealKey.objects.order_by("-pk")
    ]


def _make(at: datetime) -> SealKey:
    key = Key.new()
    return SealKey.objects.create(
        key_id=key.key_id,
        public=key.public,
        private={"ed25519": key.private.hex()},
        created_at=at,
    )
