"""The digests of the chain."""

import hashlib
from collections.abc import Mapping
from typing import Any

from brokerdesk.kit.canonical import canonical

GENESIS = bytes(32)


def details_digest(salt: bytes, *, actor_label: str, reason: str, before: Any, after: Any) -> bytes:
    """Digest personal details. Without the salt nobody can guess them from it."""
    content = {"actor_label": actor_label, "reason": reason, "before": before, "after": after}
    return hashlib.sha256(salt + canonical(content)).digest()


def link(previous: bytes, position: int, entry: Mapping[str, Any]) -> bytes:
    """Digest of a link: SHA-256 of the previous digest, then the position and the entry."""
    return hashlib.sha256(previous + canonical({"position": position, **entry})).digest()
