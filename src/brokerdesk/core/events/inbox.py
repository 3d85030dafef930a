"""Messages from outside: kept once per source and external id, worked on later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from brokerdesk.kit.errors import InvalidInput

from .models import InboxMessage

HIDDEN = frozenset({"authorization", "cookie", "proxy-authorization", "x-api-key"})
LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A message as it came."""

    pk: int
    source: str
    external_id: str
    body: bytes
    headers: dict[str, str]
    signature_ok: bool
    received_at: datetime
    handled_at: datetime | None
    error: str


def receive(
    *,
    source: str,
    external_id: str,
    body: bytes,
    headers: Mapping[str, str],
    signature_ok: bool,
) -> tuple[InboxRow, bool]:
    """Keep a message unless it is known; tell whether it is new. Secret headers are dropped.

    Raises:
        InvalidInput: no id, or more than 1 MiB.
    """
    if not external_id or len(external_id) > 255:
        raise InvalidInput(_("the message has no usable id"), field="external_id")
    if len(body) > LIMIT:
        raise InvalidInput(
            _("the message has more than %(limit)s bytes") % {"limit": LIMIT}, field="body"
        )
    message, created = InboxMessage.objects.get_or_create(
        source=source,
        external_id=external_id,
        defaults={
            "body": body,
            "headers": {k.lower(): v for k, v in headers.items() if k.lower() not in HIDDEN},
            "signature_ok": signature_ok,
        },
    )
    return _row(message), created


def message(pk: int) -> InboxRow:
    """Read a kept message."""
    return _row(InboxMessage.objects.get(pk=pk))


def mark_handled(pk: int, *, at: datetime, error: str = "") -> None:
    """Note that the work for a message is done, or why it cannot be."""
    InboxMessage.objects.filter(pk=pk).update(handled_at=None if error else at, error=error)


def _row(kept: InboxMessage) -> InboxRow:
    return InboxRow(
        pk=kept.pk,
        source=kept.source,
        external_id=kept.external_id,
        body=bytes(kept.body),
        headers=dict(kept.headers),
        signature_ok=kept.signature_ok,
        received_at=kept.received_at,
        handled_at=kept.handled_at,
        error=kept.error,
    )
