"""Public ids: a prefix that names the kind, then 26 time-ordered base-32 characters."""

import os
import re
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_REFERENCE = re.compile(r"\b[A-Z]{1,3}[0-9a-hjkmnp-tv-z]{13}\b")


def new_id(prefix: str) -> str:
    """Make an id such as `wdr_01k…`: 48 bits of milliseconds, then 80 random bits (ULID layout)."""
    value = (int(time.time() * 1000) << 80) | int.from_bytes(os.urandom(10))
    digits = [_ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5)]
    return f"{prefix}_{''.join(digits)}"


def new_reference(prefix: str) -> str:
    """Make a reference of at most 16 characters for a platform's comment: prefix + 13 random."""
    if len(prefix) > 3:
        raise ValueError("a reference prefix has at most 3 characters")
    value = int.from_bytes(os.urandom(9))
    return prefix + "".join(_ALPHABET[(value >> (5 * i)) & 31] for i in range(13))


def reference_in(comment: str) -> str | None:
    """Find a reference of ours in a platform's comment, as `new_reference` makes it."""
    match = _REFERENCE.search(comment)
    return match.group() if match else None
