"""A document's content, for those who may see it; every look is recorded."""

from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import UiRequest, page
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import NotFound

from ..queries import document as document_of
from ..services import open_document

# Nothing in a document may run or load; Chromium's PDF viewer does not work in a sandbox.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
SANDBOX = "; sandbox"


def _answer(request: UiRequest, document_id: str) -> HttpResponse:
    row, content = open_document(
        document_id, actor=request.actor, ip=request.META.get("REMOTE_ADDR"), at=now()
    )
    response = HttpResponse(content, content_type=row.content_type)
    kind = "attachment" if request.GET.get("download") else "inline"
    name = quote(row.original_name, safe="")
    response["Content-Disposition"] = f"{kind}; filename*=UTF-8''{name}"
    response["Content-Security-Policy"] = POLICY + (
        "" if row.content_type == "application/pdf" else SANDBOX
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@page(
    "backoffice",
    "verification/documents/<str:document_id>/content/",
    name="compliance.content",
    title=_("Document"),
    permission="compliance.document.view",
)
def content(request: UiRequest, document_id: str) -> HttpResponse:
    """Give a document to staff."""
    return _answer(request, document_id)


@page(
    "portal",
    "verification/documents/<str:document_id>/content/",
    name="compliance.content",
    title=_("Document"),
)
def own_content(request: UiRequest, document_id: str) -> HttpResponse:
    """Give a client his own document; another's does not exist for him."""
    if document_of(document_id).client_id != request.client.public_id:
        raise NotFound(_t("There is no such document."))
    return _answer(request, document_id)
