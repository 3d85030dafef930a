"""The webhook signature: `Street-Signature: t=<seconds>,v1=<hex>[,v1=<hex>]`.

HMAC-SHA256 of `t.body`, as Stripe's scheme; any v1 under any of our secrets may match.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.payments import BadSignature

HEADER = "street-signature"


def verify(
    raw: bytes, headers: Mapping[str, str], secrets: Sequence[str], *, now_s: int, tolerance_s: int
) -> None:
    """Check a webhook's raw body.

    Raises:
        BadSignature: the header is missing or malformed, too old, from the future, or wrong.
    """
    given = next((v for k, v in headers.items() if k.lower() == HEADER), "")
    parts = [part.partition("=") for part in given.split(",")]
    stamps = [value for name, _, value in parts if name == "t"]
    marks = [value for name, _, value in parts if name == "v1"]
    if len(stamps) != 1 or not stamps[0].isascii() or not stamps[0].isdigit() or not marks:
        raise BadSignature(Marked(_("the signature header is missing or malformed")))
    if len(stamps[0]) > 12 or abs(now_s - int(stamps[0])) > tolerance_s:
        raise BadSignature(Marked(_("the signature is too old")))
    signed = stamps[0].encode() + b"." + raw
    for secret in secrets:
        expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        if any(hmac.compare_digest(expected.encode(), mark.encode()) for mark in marks):
            return
    raise BadSignature(Marked(_("the signature does not fit")))
