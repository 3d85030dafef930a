"""The newest seal, also kept outside the database: an end cut off the chain is then seen.

One small file per database below the data folder. A restored or copied database has another
identity and starts without one.
"""

import logging
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from .models import AuditSeal

log = logging.getLogger(__name__)
_IDENTITY = """
SELECT (SELECT system_identifier FROM pg_control_system())::text || '-' || oid
FROM pg_database WHERE datname = current_database()
"""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A position that the chain had reached, and its digest."""

    position: int
    digest: bytes


def _path() -> Path:
    with connection.cursor() as cursor:
        cursor.execute(_IDENTITY)
        identity: str = cursor.fetchone()[0]
    return Path(settings.DATA_DIR) / "audit" / f"{identity}.anchor"


def keep(anchor: Anchor) -> None:
    """Replace the kept anchor, but only when the chain still goes through it.

    A disk that cannot be written is reported, sealing goes on.
    """
    path = _path()
    try:
        old = kept()
        if old is not None and not _leads_on(old, anchor):
            log.error("the audit's chain does not go through its anchor at %s", old.position)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(f"{anchor.position} {anchor.digest.hex()}\n")
        draft.replace(path)
    except OSError:
        log.exception("the audit's anchor could not be kept")


def _leads_on(old: Anchor, new: Anchor) -> bool:
    seal = AuditSeal.objects.filter(position=old.position).first()
    return old.position < new.position and seal is not None and bytes(seal.digest) == old.digest


def kept() -> Anchor | None:
    """Read the kept anchor; None where this machine never sealed."""
    path = _path()
    if not path.exists():
        return None
    position, digest = path.read_text().split()
    return Anchor(int(position), bytes.fromhex(digest))
