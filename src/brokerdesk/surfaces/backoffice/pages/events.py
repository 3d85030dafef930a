"""The event browser."""

import json
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import scoped
from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.core.events.types import event_types
from brokerdesk.core.ui import ListPage, Nav, UiRequest, page, register_list, render_page, url
from brokerdesk.core.ui.columns import AgeColumn
from brokerdesk.kit.errors import NotFound

RIGHT = "core.events.view"
RELATED = 20


def _rows(request: UiRequest) -> QuerySet[OutboxEvent]:
    return scoped(request.actor, RIGHT, OutboxEvent.objects.order_by("-id"))


class EventTable(tables.Table):
    """Facts, newest first."""

    sequence = tables.Column(verbose_name=_("Sequence"), orderable=False)
    type = tables.Column(verbose_name=_("Event"), orderable=False)
    aggregate = tables.Column(verbose_name=_("About"), orderable=False)
    payload = tables.Column(verbose_name=_("Data"), orderable=False)
    actor = tables.Column(verbose_name=_("By"), orderable=False)
    recorded_at = AgeColumn(verbose_name=_("Recorded"), orderable=False)

    def render_type(self, value: str, record: OutboxEvent) -> str:
        """Link to the event."""
        href = url("backoffice", "core.event", event_pk=record.pk)
        return format_html('<a href="{}">{}</a>', href, value)

    def render_payload(self, value: dict[str, Any]) -> str:
        """Show the beginning of the data."""
        text = json.dumps(value, ensure_ascii=False)
        return format_html("<code>{}</code>", text[:80] + "…" if len(text) > 80 else text)

    def value_payload(self, value: dict[str, Any]) -> str:
        """Export the data as JSON."""
        return json.dumps(value, ensure_ascii=False)


def _type_choices() -> list[tuple[str, str]]:
    return [(name, name) for name in event_types()]


class EventFilter(django_filters.FilterSet):
    """Events by type, subject, actor, time."""

    type = django_filters.ChoiceFilter(choices=_type_choices, label=_("Event"))
    aggregate = django_filters.CharFilter(label=_("About"), max_length=100)
    actor = django_filters.CharFilter(label=_("By"), max_length=100)
    since = django_filters.DateFilter(field_name="recorded_at", lookup_expr="gte", label=_("From"))

    class Meta:
        model = OutboxEvent
        fields = ("type", "aggregate", "actor")


register_list(
    ListPage(
        surface="backoffice",
        path="events/",
        name="core.events",
        title=_("Events"),
        permission=RIGHT,
        queryset=_rows,
        table=EventTable,
        filterset=EventFilter,
        nav=Nav(_("System"), order=20, icon="list-details"),
        empty=_("Nothing has happened yet"),
    )
)


@page("backoffice", "events/<int:event_pk>/", name="core.event", title=_("Event"), permission=RIGHT)
def event(request: UiRequest, event_pk: int) -> HttpResponse:
    """One event with its data and what else happened to its subject."""
    rows = _rows(request)
    found = rows.filter(pk=event_pk).first()
    if found is None:
        raise NotFound(str(_("There is no such event.")))
    near = rows.filter(aggregate=found.aggregate).exclude(pk=found.pk)[:RELATED]
    context = {
        "event": found,
        "data": json.dumps(found.payload, indent=2, ensure_ascii=False),
        "related": [(e, url("backoffice", "core.event", event_pk=e.pk)) for e in near],
        "all_url": f"{url('backoffice', 'core.events')}?aggregate={found.aggregate}",
    }
    return render_page(request, "backoffice/event.html", context, title=found.type)
