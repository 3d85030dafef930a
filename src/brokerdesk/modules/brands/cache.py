"""Brands by host, kept for some seconds per process and database."""

import time

from django.db import connection

from .types import BrandRow

KEEP_S = 5.0
_by_host: dict[tuple[str, str], tuple[float, BrandRow | None]] = {}


def _key(host: str) -> tuple[str, str]:
    return str(connection.settings_dict["NAME"]), host


def get(host: str) -> tuple[bool, BrandRow | None]:
    """Return (known, row). Inside a transaction nothing is known: there the database decides."""
    if connection.in_atomic_block:
        return False, None
    kept = _by_host.get(_key(host))
    if kept is None or kept[0] < time.monotonic():
        return False, None
    return True, kept[1]


def put(host: str, row: BrandRow | None) -> None:
    """Keep an answer, unless it was read inside a transaction that may be undone."""
    if connection.in_atomic_block:
        return
    if len(_by_host) > 1_000:
        _by_host.clear()
    _by_host[_key(host)] = (time.monotonic() + KEEP_S, row)


def clear() -> None:
    """Forget all answers."""
    _by_host.clear()
