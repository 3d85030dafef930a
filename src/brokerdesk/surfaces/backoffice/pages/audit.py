"""The audit browser."""

import json

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import scoped
from brokerdesk.core.audit.models import AuditEntry
from brokerdesk.core.ui import ListPage, Nav, UiRequest, page, register_list, render_page, url
from brokerdesk.core.ui.columns import AgeColumn
from brokerdesk.kit.errors import NotFound

RIGHT = "core.audit.view"


def _rows(request: UiRequest) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.select_related("details", "seal").order_by("-id")
    return scoped(request.actor, RIGHT, rows)


class AuditTable(tables.Table):
    """What was done, newest first."""

    occurred_at = AgeColumn(verbose_name=_("When"), orderable=False)
    action = tables.Column(verbose_name=_("Action"), orderable=False)
    subject = tables.Column(verbose_name=_("About"), orderable=False)
    actor = tables.Column(verbose_name=_("By"), orderable=False)
    actor_label = tables.Column(
        accessor="details__actor_label", verbose_name=_("Name"), orderable=False
    )
    reason = tables.Column(accessor="details__reason", verbose_name=_("Reason"), orderable=False)
    position = tables.Column(accessor="seal__position", verbose_name=_("Seal"), orderable=False)

    def render_action(self, value: str, record: AuditEntry) -> str:
        """Link to the entry."""
        href = url("backoffice", "core.audit_entry", entry_pk=record.pk)
        return format_html('<a href="{}">{}</a>', href, value)


class AuditFilter(django_filters.FilterSet):
    """Entries by action, subject, actor, time."""

    action = django_filters.CharFilter(lookup_expr="startswith", label=_("Action"), max_length=100)
    subject = django_filters.CharFilter(label=_("About"), max_length=100)
    actor = django_filters.CharFilter(label=_("By"), max_length=100)
    since = django_filters.DateFilter(field_name="occurred_at", lookup_expr="gte", label=_("From"))

    class Meta:
        model = AuditEntry
        fields = ("action", "subject", "actor")


register_list(
    ListPage(
        surface="backoffice",
        path="audit/",
        name="core.audit",
        title=_("Audit"),
        permission=RIGHT,
        queryset=_rows,
        table=AuditTable,
        filterset=AuditFilter,
        nav=Nav(_("System"), order=30, icon="shield-check"),
        empty=_("Nothing was recorded yet"),
    )
)


@page(
    "backoffice",
    "audit/<int:entry_pk>/",
    name="core.audit_entry",
    title=_("Audit entry"),
    permission=RIGHT,
)
def entry(request: UiRequest, entry_pk: int) -> HttpResponse:
    """One entry with what was before and after, and its seal."""
    found = _rows(request).filter(pk=entry_pk).first()
    if found is None:
        raise NotFound(str(_("There is no such entry.")))
    seal = getattr(found, "seal", None)
    context = {
        "entry": found,
        "before": _pretty(found.details.before),
        "after": _pretty(found.details.after),
        "seal": seal,
        "digest": bytes(seal.digest).hex() if seal else "",
    }
    return render_page(request, "backoffice/audit_entry.html", context, title=found.action)


def _pretty(value: object) -> str:
    return "" if value is None else json.dumps(value, indent=2, ensure_ascii=False)
