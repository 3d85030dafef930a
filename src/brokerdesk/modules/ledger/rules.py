"""Pure checks and the canonical form of a request."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Final

from django.utils.translation import gettext as _

from .errors import BadPosting
from .types import DEBIT_NORMAL, TxRequest

_KIND: Final = re.compile(r"[a-z0-9_.]{1,60}", re.ASCII)
_CODE: Final = re.compile(r"[A-Za-z0-9_:.@-]{1,200}", re.ASCII)
_KEY: Final = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)
_TOO_MUCH: Final = Decimal(10) ** 18
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def check_request(request: TxRequest) -> None:
    """Refuse a malformed request before the database sees it.

    Raises:
        BadPosting: naming the key and what is wrong.
    """
    if not _KEY.fullmatch(request.key):
        raise BadPosting(_("a key has 1 to 200 visible ASCII characters"), field="key")
    if not _KIND.fullmatch(request.kind):
        raise BadPosting(
            _("%(kind)s is not a kind such as cashier.deposit") % {"kind": f"{request.kind[:40]!r}"}
        )
    if request.effective_at.tzinfo is None:
        raise BadPosting(_("effective_at has a time zone"), field="effective_at")
    if not request.postings:
        raise BadPosting(_("%(key)s has no posting") % {"key": request.key})
    for posting in request.postings:
        if not _CODE.fullmatch(posting.source) or not _CODE.fullmatch(posting.destination):
            raise BadPosting(
                _("%(key)s names an account that is not a code") % {"key": request.key}
            )
        if posting.source == posting.destination:
            raise BadPosting(
                _("%(source)s cannot be source and destination at once")
                % {"source": posting.source}
            )
        check_amount(posting.amount)


def check_amount(amount: Decimal) -> None:
    """Refuse what is not a positive, finite Decimal of at most 18 whole digits."""
    if not isinstance(amount, Decimal):
        raise TypeError("an amount is a Decimal")
    if not amount.is_finite() or not 0 < amount < _TOO_MUCH:
        raise BadPosting(
            _("%(amount)s is not an amount above 0 and below 10^18") % {"amount": amount},
            field="amount",
        )


def amount_text(amount: Decimal) -> str:
    """Write an amount in its shortest plain form: 1.50 -> 1.5, 1E+2 -> 100."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def instant_text(at: datetime) -> str:
    """Write an instant in UTC with microseconds."""
    return at.astimezone(UTC).isoformat()


def meta_text(meta: Mapping[str, str]) -> str:
    """Write a request's meta in canonical JSON."""
    return _canonical(dict(meta)) if meta else "{}"


def digest(request: TxRequest) -> bytes:
    """Give the SHA-256 of a request's meaning: equal input has an equal digest.

    `effective_at` is a part of it, so a caller that may repeat passes the fact's own time.
    """
    parts = [request.kind, instant_text(request.effective_at), request.reverses or ""]
    for posting in request.postings:
        parts += (posting.source, posting.destination, amount_text(posting.amount), posting.asset)
    parts.append(meta_text(request.meta))
    return sha256("\x1f".join(parts).encode()).digest()


def normal_side(cls: str, amount: Decimal) -> Decimal:
    """Turn an amount in the ledger's sign into the sign of an account class's normal side."""
    return -amount if cls in DEBIT_NORMAL and amount else amount
