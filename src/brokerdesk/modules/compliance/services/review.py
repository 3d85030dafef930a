"""A reviewer decides about a document."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core import audit
from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events import emit
from brokerdesk.core.words import words
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.modules.clients.queries import client as client_of

from .. import events
from ..errors import DocumentChanged, DocumentDecided, FourEyesNeeded
from ..locks import lock_document
from ..models import Document, RejectionReason
from ..queries import document_row
from ..types import OPEN_STATES, DocumentRow
from . import notices
from .level import refresh_standing


def _check(row: Document, actor: Actor, version: int | None, states: tuple[str, ...]) -> None:
    if row.state not in states:
        raise DocumentDecided(
            _("The document's state is “%(state)s” already.") % {"state": words(row.state)}
        )
    if version is not None and row.version != version:
        raise DocumentChanged(_("The document was changed meanwhile. Load the page again."))
    if row.uploaded_by == actor.ref:
        raise FourEyesNeeded(_("You uploaded this document: a colleague must decide."))


def _decide(row: Document, state: str, actor: Actor, at: datetime) -> None:
    row.state, row.reviewer, row.reviewed_at = state, actor.ref, at
    row.version += 1
    row.save()


@transaction.atomic
def approve_document(
    document_id: str,
    *,
    actor: Actor,
    at: datetime,
    expires_on: date | None = None,
    version: int | None = None,
) -> DocumentRow:
    """Approve a document; the client's level rises when it was the last one needed.

    Locks: standing, document, client. Emits: DocumentApproved, ClientLevelChanged.
    Raises:
        DocumentDecided, DocumentChanged, FourEyesNeeded, NotFound.
        InvalidInput: the last valid day is missing or past.
    """
    _standing, row = lock_document(document_id, at)
    _check(row, actor, version, OPEN_STATES)
    if row.type.needs_expiry and expires_on is None:
        raise InvalidInput(_("Give the document's last valid day."), field="expires_on")
    if expires_on is not None and expires_on < at.date():
        raise InvalidInput(_("The document has expired."), field="expires_on")
    row.expires_on, row.reason, row.comment, row.ask_again = expires_on, None, "", False
    _supersede_others(row)
    _decide(row, "approved", actor, at)
    _record(row, "approve", actor)
    emit(
        events.DocumentApproved(document_id=row.public_id, client_id=row.client.public_id),
        aggregate=row.client.public_id,
        brand_id=row.brand_id,
        actor=actor,
    )
    notices.approved(client_of(row.client_id), row)
    refresh_standing(row.client.public_id, actor=actor, at=at)
    return document_row(row)


def _supersede_others(row: Document) -> None:
    """One approved document per group: the newer proof replaces the older."""
    others = Document.objects.filter(
        client_id=row.client_id, type__group_id=row.type.group_id, state__in=("approved", "expired")
    )
    others.exclude(pk=row.pk).update(state="superseded")


@transaction.atomic
def reject_document(
    document_id: str,
    reason_code: str,
    *,
    actor: Actor,
    at: datetime,
    comment: str = "",
    ask_again: bool = True,
    version: int | None = None,
) -> DocumentRow:
    """Reject a document, also an approved one; `ask_again`: the client may send another.

    The client reads the managed reason and the comment. A level that rested on it is lost.

    Locks: standing, document, client. Emits: DocumentRejected, ClientLevelChanged.
    Raises:
        DocumentDecided, DocumentChanged, FourEyesNeeded, NotFound, InvalidInput.
    """
    _standing, row = lock_document(document_id, at)
    _check(row, actor, version, (*OPEN_STATES, "approved"))
    reason = RejectionReason.objects.filter(
        brand_id=row.brand_id, code=reason_code, active=True
    ).first()
    if reason is None:
        raise InvalidInput(_("Choose a reason."), field="reason")
    if len(comment) > 500:
        raise InvalidInput(_("At most 500 characters."), field="comment")
    lost = row.state == "approved"
    row.reason, row.comment, row.ask_again = reason, comment.strip(), ask_again
    _decide(row, "rejected", actor, at)
    _record(row, "reject", actor)
    emit(
        events.DocumentRejected(
            document_id=row.public_id,
            client_id=row.client.public_id,
            reason=reason.code,
            ask_again=ask_again,
        ),
        aggregate=row.client.public_id,
        brand_id=row.brand_id,
        actor=actor,
    )
    notices.rejected(client_of(row.client_id), row)
    refresh_standing(row.client.public_id, actor=actor, at=at, lost=lost)
    return document_row(row)


def expire_documents(*, at: datetime, limit: int = 500) -> int:
    """Expire approved documents past their last valid day; their clients are asked again.

    Each in its own transaction. Emits: DocumentExpired, ClientLevelChanged.
    """
    due = Document.objects.filter(state="approved", expires_on__lt=at.date())
    ids = list(due.order_by("expires_on", "pk").values_list("public_id", flat=True)[:limit])
    return sum(_expire(document_id, at) for document_id in ids)


@transaction.atomic
def _expire(document_id: str, at: datetime) -> bool:
    _standing, row = lock_document(document_id, at)
    if row.state != "approved" or row.expires_on is None or row.expires_on >= at.date():
        return False
    row.state = "expired"
    row.version += 1
    row.save(update_fields=["state", "version"])
    _record(row, "expire", SYSTEM)
    emit(
        events.DocumentExpired(document_id=row.public_id, client_id=row.client.public_id),
        aggregate=row.client.public_id,
        brand_id=row.brand_id,
    )
    notices.expired(client_of(row.client_id), row)
    refresh_standing(row.client.public_id, actor=SYSTEM, at=at, lost=True)
    return True


def _record(row: Document, act: str, actor: Actor) -> None:
    audit.record(
        f"compliance.document.{act}",
        subject=row.public_id,
        actor=actor,
        after={
            "client": row.client.public_id,
            "state": row.state,
            "reason": row.reason.code if row.reason else "",
            "ask_again": row.ask_again,
            "expires_on": row.expires_on,
        },
        reason=row.comment,
        brand_id=row.brand_id,
    )
