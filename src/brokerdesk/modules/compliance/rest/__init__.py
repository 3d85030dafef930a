"""REST of verification: standing, documents, decisions."""

from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext as _
from ninja import File, Form
from ninja.files import UploadedFile
from ninja.responses import Status
from pydantic import Field

from brokerdesk.core.access import require, scoped
from brokerdesk.core.rest import ApiRequest, In, Out, Page, paginate, router, scope
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import NotFound
from brokerdesk.modules.clients.queries import client_for

from .. import services
from ..files import MAX_BYTES
from ..models import Document
from ..queries import LOADED, document, document_row, documents_of, levels, standing
from ..types import DocumentRow

r = router("verification", tags=["Verification"])


class DocumentOut(Out):
    """A document, without its content."""

    id: str
    client_id: str
    group: str
    type: str
    state: str
    file_name: str
    content_type: str
    size_bytes: int
    sha256: str
    expires_on: date | None
    reason: str
    comment: str
    ask_again: bool
    uploaded_at: datetime
    reviewed_at: datetime | None
    version: int


class LevelOut(Out):
    """A level of the client's brand."""

    index: int
    title: str
    actions: list[str]
    documents: list[str]


class StandingOut(Out):
    """Where a client stands."""

    client_id: str
    level: int
    state: str
    wanted_level: int
    levels: list[LevelOut]
    documents: list[DocumentOut]


class DecisionIn(In):
    """A decision; a rejection names a managed reason."""

    decision: Literal["approve", "reject"]
    expires_on: date | None = None
    reason: str = Field(default="", max_length=40)
    comment: str = Field(default="", max_length=500)
    ask_again: bool = True
    version: int | None = None


def document_out(row: DocumentRow) -> DocumentOut:
    """A document as the API shows it."""
    return DocumentOut(
        id=row.public_id,
        client_id=row.client_id,
        group=row.group_code,
        type=row.type_code,
        state=row.state,
        file_name=row.original_name,
        content_type=row.content_type,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        expires_on=row.expires_on,
        reason=row.reason_title,
        comment=row.comment,
        ask_again=row.ask_again,
        uploaded_at=row.uploaded_at,
        reviewed_at=row.reviewed_at,
        version=row.version,
    )


@r.get("/clients/{client_id}/verification", response=StandingOut)
@scope("verification:read")
def get_verification(request: ApiRequest, client_id: str) -> StandingOut:
    """Read a client's level, standing and documents."""
    row = client_for(request.actor, client_id)
    now_at = standing(row.pk)
    return StandingOut(
        client_id=row.public_id,
        level=now_at.level,
        state=now_at.state,
        wanted_level=now_at.wanted_level,
        levels=[
            LevelOut(
                index=x.index, title=x.title, actions=list(x.actions), documents=list(x.groups)
            )
            for x in levels(row.brand_pk)
        ],
        documents=[document_out(d) for d in documents_of(row.pk)],
    )


@r.get("/documents", response=Page[DocumentOut])
@scope("verification:read")
def list_documents(
    request: ApiRequest, cursor: str = "", limit: int = 50, state: str = ""
) -> Page[DocumentOut]:
    """List documents, newest first."""
    rows = Document.objects.select_related(*LOADED).defer("client__search")
    rows = scoped(request.actor, "compliance.document.view", rows)
    if state:
        rows = rows.filter(state=state)
    return paginate(rows, cursor, limit, out=lambda row: document_out(document_row(row)))


@r.post("/clients/{client_id}/documents", response={201: DocumentOut})
@scope("verification:write")
def upload(
    request: ApiRequest,
    client_id: str,
    type: Form[str],
    file: File[UploadedFile],
) -> Status[DocumentOut]:
    """Upload a document (multipart: `type`, `file`); JPEG, PNG or PDF up to 10 MB."""
    client_for(request.actor, client_id)
    row = services.upload_document(
        client_id,
        type[:30],
        bytes(file.read(MAX_BYTES + 1)),
        name=file.name or "",
        actor=request.actor,
        at=now(),
    )
    return Status(201, document_out(row))


@r.post("/documents/{document_id}/decision", response=DocumentOut)
@scope("verification:write")
def decide(request: ApiRequest, document_id: str, body: DecisionIn) -> DocumentOut:
    """Approve or reject a document."""
    row = document(document_id)
    if request.brand_id not in (None, row.brand_pk):
        raise NotFound(_("There is no such document."))
    require(request.actor, "compliance.document.review", brand_id=row.brand_pk)
    if body.decision == "approve":
        decided = services.approve_document(
            document_id,
            expires_on=body.expires_on,
            version=body.version,
            actor=request.actor,
            at=now(),
        )
    else:
        decided = services.reject_document(
            document_id,
            body.reason,
            comment=body.comment,
            ask_again=body.ask_again,
            version=body.version,
            actor=request.actor,
            at=now(),
        )
    return document_out(decided)
