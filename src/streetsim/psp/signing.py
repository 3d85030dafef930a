"""The webhook signature: `Street-Signature: t=<seconds>,v1=<hex>[,v1=<hex>]`."""

import hashlib
import hmac
from collections.abc import Sequence

HEADER = "Street-Signature"


def sign(body: bytes, secrets: Sequence[str], at_s: int) -> str:
    """Sign `t.body` with HMAC-SHA256 under each secret."""
    signed = str(at_s).encode() + b"." + body
    marks = [hmac.new(s.encode(), signed, hashlib.sha256).hexdigest() for s in secrets]
    return ",".join([f"t={at_s}", *(f"v1={mark}" for mark in marks)])
