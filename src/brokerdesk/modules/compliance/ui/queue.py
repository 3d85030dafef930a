"""The review queue."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import scoped
from brokerdesk.core.ui import ListPage, Nav, UiRequest, counter, register_list, url
from brokerdesk.core.ui.columns import AgeColumn, StateColumn
from brokerdesk.core.words import choices
from brokerdesk.modules.brands.queries import brand_choices

from ..models import Document
from ..types import DOCUMENT_STATES, OPEN_STATES

RIGHT = "compliance.document.view"


class DocumentTable(tables.Table):
    """Documents, the longest waiting first."""

    client = tables.Column(verbose_name=_("Client"), accessor="client__full_name", orderable=False)
    type = tables.Column(verbose_name=_("Document"), accessor="type__title", orderable=False)
    group = tables.Column(verbose_name=_("Proves"), accessor="type__group__title", orderable=False)
    brand = tables.Column(verbose_name=_("Brand"), accessor="brand__name", orderable=False)
    state = StateColumn(verbose_name=_("State"))
    uploaded_at = AgeColumn(verbose_name=_("Uploaded"))
    expires_on = tables.DateColumn(verbose_name=_("Valid until"), format="Y-m-d")

    class Meta:
        order_by = "uploaded_at"

    def render_client(self, value: str, record: Document) -> str:
        """Link to the review."""
        href = url("backoffice", "compliance.review", document_id=record.public_id)
        return format_html('<a href="{}">{}</a>', href, value)


class DocumentFilter(django_filters.FilterSet):
    """Documents by state and brand; those that wait unless another state is asked for."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=choices(DOCUMENT_STATES))
    brand = django_filters.ChoiceFilter(
        field_name="brand_id", label=_("Brand"), choices=brand_choices
    )


def visible(request: UiRequest) -> QuerySet[Document]:
    """Documents that the actor may see."""
    rows: QuerySet[Document] = Document.objects.select_related("client", "brand", "type__group")
    rows = rows.defer("client__search", "brand__terms_text")
    return scoped(
        request.actor,
        RIGHT,
        rows,
        office="client__office_id",
        owner="client__owner_staff_id",
    )


def waiting(request: UiRequest) -> QuerySet[Document]:
    """Visible documents, waiting ones only unless a state is asked for."""
    rows = visible(request)
    return rows if request.GET.get("state") else rows.filter(state__in=OPEN_STATES)


def _search(rows: QuerySet[Document], text: str) -> QuerySet[Any]:
    from brokerdesk.modules.clients.queries import matching_ids

    return rows.filter(client_id__in=matching_ids(text, rows))


register_list(
    ListPage(
        surface="backoffice",
        path="verification/",
        name="compliance.queue",
        title=_("Verification"),
        permission=RIGHT,
        queryset=waiting,
        table=DocumentTable,
        filterset=DocumentFilter,
        search=_search,
        nav=Nav(_("Compliance"), order=10, icon="id"),
        live=("document.",),
        empty=_("No document waits for review"),
    )
)


@counter(
    "documents_waiting",
    title=_("Documents to review"),
    url_name="compliance.queue",
    permission="compliance.document.review",
    live=("document.",),
)
def documents_waiting(request: UiRequest) -> int:
    """Documents that wait."""
    return visible(request).filter(state__in=OPEN_STATES).count()
