"""Documents come in, and are looked at."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from brokerdesk.core import audit
from brokerdesk.core.access import require
from brokerdesk.core.actors import Actor
from brokerdesk.core.events import emit
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.clients.types import ClientRow

from .. import events, files
from ..errors import ClientBlocked, FileSentTwice
from ..locks import lock_document, lock_standing
from ..models import Document, DocumentAccess, DocumentType
from ..queries import document as document_of
from ..queries import document_row
from ..types import OPEN_STATES, DocumentRow
from . import notices
from .level import refresh_standing


def _type(client: ClientRow, code: str) -> DocumentType:
    rows = DocumentType.objects.select_related("group").filter(active=True, code=code)
    found = rows.filter(group__brand_id=client.brand_pk).first()
    if found is None:
        raise InvalidInput(_("Choose a kind of document."), field="type")
    return found


def upload_document(
    client_id: str,
    type_code: str,
    content: bytes,
    *,
    name: str,
    actor: Actor,
    at: datetime,
) -> DocumentRow:
    """Take a document in for review; an earlier one of its group that waits is superseded.

    Locks: standing, then the group's open documents. Emits: DocumentUploaded.
    Raises:
        BadFile: the content is not acceptable.
        FileSentTwice: the same file waits already.
        ClientBlocked: the client is closed.
        InvalidInput, NotFound, Forbidden.
    """
    client = client_of(client_id)
    require(actor, "compliance.document.upload", brand_id=client.brand_pk, owner=client.public_id)
    if client.status == "closed":
        raise ClientBlocked(_("This profile is closed."))
    kind = _type(client, type_code)
    file = files.check_file(content, name)
    stored = files.store(file, at)
    try:
        with transaction.atomic():
            lock_standing(client.pk, client.brand_pk, at)
            row = _insert(client, kind, file, stored=stored, actor=actor, at=at)
            _announce(row, client, actor, at)
            refresh_standing(client.public_id, actor=actor, at=at)
    except BaseException:
        files.forget(stored)
        raise
    return document_row(row)


def _insert(
    client: ClientRow,
    kind: DocumentType,
    file: files.CheckedFile,
    *,
    stored: str,
    actor: Actor,
    at: datetime,
) -> Document:
    waiting = Document.objects.filter(client_id=client.pk, state__in=OPEN_STATES)
    if waiting.filter(sha256=file.sha256).exists():
        raise FileSentTwice(_("We have this very file already; it waits for review."), field="file")
    waiting.filter(type__group_id=kind.group_id).update(state="superseded")
    try:
        with transaction.atomic():
            row = Document.objects.create(
                brand_id=client.brand_pk,
                client_id=client.pk,
                type=kind,
                name=stored,
                original_name=file.original_name,
                content_type=file.content_type,
                size_bytes=len(file.content),
                sha256=file.sha256,
                uploaded_by=actor.ref,
                uploaded_at=at,
            )
    except IntegrityError:
        raise FileSentTwice(
            _("We have this very file already; it waits for review."), field="file"
        ) from None
    return Document.objects.select_related("client", "type__group", "reason").get(pk=row.pk)


def _announce(row: Document, client: ClientRow, actor: Actor, at: datetime) -> None:
    emit(
        events.DocumentUploaded(document_id=row.public_id, client_id=client.public_id),
        aggregate=client.public_id,
        brand_id=row.brand_id,
        actor=actor,
    )
    audit.record(
        "compliance.document.upload",
        subject=row.public_id,
        actor=actor,
        after={"client": client.public_id, "type": row.type.code, "sha256": row.sha256},
        brand_id=row.brand_id,
    )
    notices.received(client, row)


@transaction.atomic
def begin_review(document_id: str, *, actor: Actor, at: datetime) -> DocumentRow:
    """Mark a waiting document as being looked at; any other state stays.

    Locks: standing, then document.
    """
    _standing, row = lock_document(document_id, at)
    if row.state == "uploaded":
        row.state, row.reviewer = "in_review", actor.ref
        row.save(update_fields=["state", "reviewer"])
        refresh_standing(row.client.public_id, actor=actor, at=at)
    return document_row(row)


@transaction.atomic
def open_document(
    document_id: str, *, actor: Actor, ip: str | None, at: datetime
) -> tuple[DocumentRow, bytes]:
    """Give out a document's content to somebody who may see it, and record who took it.

    Raises:
        NotFound, Forbidden.
    """
    row = document_of(document_id)
    require(actor, "compliance.document.view", brand_id=row.brand_pk, owner=row.client_id)
    content = files.read(Document.objects.values_list("name", flat=True).get(pk=row.pk))
    DocumentAccess.objects.create(
        document_id=row.pk, actor=actor.ref, actor_label=actor.label[:120], ip=ip, at=at
    )
    audit.record(
        "compliance.document.open",
        subject=row.public_id,
        actor=actor,
        after={"client": row.client_id},
        brand_id=row.brand_pk,
    )
    return row, content
