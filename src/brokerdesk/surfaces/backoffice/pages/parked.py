"""Events that could not be handled: inspect, retry, give up."""

import json
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from brokerdesk.core import audit
from brokerdesk.core.access import scoped
from brokerdesk.core.events.models import ParkedEvent
from brokerdesk.core.events.retrying import discard, retry
from brokerdesk.core.ui import (
    Action,
    FormPage,
    ListPage,
    Nav,
    UiRequest,
    counter,
    page,
    register_form,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.columns import AgeColumn
from brokerdesk.core.ui.templatetags.ui import status
from brokerdesk.core.words import choices
from brokerdesk.kit.errors import NotFound

RIGHT = "core.events.parked"
AT_ONCE = 200


def _rows(request: UiRequest) -> QuerySet[ParkedEvent]:
    rows = ParkedEvent.objects.select_related("outbox").order_by("-id")
    return scoped(request.actor, RIGHT, rows, brand="outbox__brand_id")


def _row(request: UiRequest, parked_pk: int) -> ParkedEvent:
    found = _rows(request).filter(pk=parked_pk).first()
    if found is None:
        raise NotFound(str(_("The event is not parked any more.")))
    return found


class ParkedTable(tables.Table):
    """Parked events, newest first."""

    type = tables.Column(accessor="outbox__type", verbose_name=_("Event"), orderable=False)
    group = tables.Column(verbose_name=_("For"), orderable=False)
    aggregate = tables.Column(verbose_name=_("About"), orderable=False)
    state = tables.Column(verbose_name=_("State"), orderable=False)
    attempts = tables.Column(verbose_name=_("Attempts"), orderable=False)
    error = tables.Column(verbose_name=_("Error"), orderable=False)
    parked_at = AgeColumn(verbose_name=_("Parked"), orderable=False)

    def render_type(self, value: str, record: ParkedEvent) -> str:
        """Link to the parked event."""
        href = url("backoffice", "core.parked_event", parked_pk=record.pk)
        return format_html('<a href="{}">{}</a>', href, value)

    def render_state(self, record: ParkedEvent) -> str:
        """Show the state in words."""
        return status(record.state)

    def value_state(self, record: ParkedEvent) -> str:
        """Export the state's code."""
        return record.state


class ParkedFilter(django_filters.FilterSet):
    """Parked events by state, group, subject."""

    state = django_filters.ChoiceFilter(choices=choices(ParkedEvent.State), label=_("State"))
    group = django_filters.CharFilter(label=_("For"), max_length=100)
    aggregate = django_filters.CharFilter(label=_("About"), max_length=100)

    class Meta:
        model = ParkedEvent
        fields = ("state", "group", "aggregate")


register_list(
    ListPage(
        surface="backoffice",
        path="events/parked/",
        name="core.parked",
        title=_("Parked events"),
        permission=RIGHT,
        queryset=_rows,
        table=ParkedTable,
        filterset=ParkedFilter,
        nav=Nav(_("System"), order=21, icon="alert-triangle"),
        actions=(Action(_("Retry all"), "core.parked_retry_all", RIGHT, "refresh"),),
        empty=_("Every event was handled"),
    )
)


@counter("parked_events", title=_("Parked events"), url_name="core.parked", permission=RIGHT)
def parked_count(request: UiRequest) -> int:
    """Count what needs a person."""
    return _rows(request).filter(state=ParkedEvent.State.STUCK).count()


@page(
    "backoffice",
    "events/parked/<int:parked_pk>/",
    name="core.parked_event",
    title=_("Parked event"),
    permission=RIGHT,
)
def parked_event(request: UiRequest, parked_pk: int) -> HttpResponse:
    """One parked event with its data and the last fault."""
    row = _row(request, parked_pk)
    context = {
        "row": row,
        "data": json.dumps(row.outbox.payload, indent=2, ensure_ascii=False),
        "retry_url": url("backoffice", "core.parked_retry", parked_pk=row.pk),
        "discard_url": url("backoffice", "core.parked_discard", parked_pk=row.pk),
    }
    return render_page(request, "backoffice/parked.html", context, title=row.outbox.type)


class RetryForm(forms.Form):
    """Nothing to fill in: the button is the decision."""


class DiscardForm(forms.Form):
    """Why an event is given up."""

    reason = forms.CharField(label=_("Reason"), max_length=500, min_length=5)


def _note(request: UiRequest, action: str, row: ParkedEvent, reason: str = "") -> None:
    audit.record(
        action,
        subject=row.aggregate,
        actor=request.actor,
        after={"event": row.outbox.event_id, "type": row.outbox.type, "group": row.group},
        reason=reason,
        brand_id=row.outbox.brand_id,
    )


def _retry(request: UiRequest, form: forms.Form, *, parked_pk: int) -> str:
    row = _row(request, parked_pk)
    _note(request, "core.events.retry", row)
    retry(row.pk)
    still = ParkedEvent.objects.filter(pk=row.pk).exists()
    name, given = ("core.parked_event", {"parked_pk": row.pk}) if still else ("core.parked", {})
    return url("backoffice", name, **given)


def _retry_all(request: UiRequest, form: forms.Form) -> str:
    """Retry each line once, from its first event."""
    lines: dict[tuple[str, str], ParkedEvent] = {}
    for row in _rows(request).order_by("id")[:AT_ONCE]:
        lines.setdefault((row.group, row.aggregate), row)
    for row in lines.values():
        _note(request, "core.events.retry", row)
        retry(row.pk)
    return url("backoffice", "core.parked")


def _discard(request: UiRequest, form: forms.Form, *, parked_pk: int) -> str:
    row = _row(request, parked_pk)
    _note(request, "core.events.discard", row, reason=form.cleaned_data["reason"])
    discard(row.pk)
    return url("backoffice", "core.parked")


def _back(request: UiRequest, **given: Any) -> str:
    return url("backoffice", "core.parked")


for _path, _name, _title, _form, _submit, _danger in (
    ("retry-all/", "core.parked_retry_all", _("Retry all"), RetryForm, _retry_all, False),
    ("<int:parked_pk>/retry/", "core.parked_retry", _("Retry"), RetryForm, _retry, False),
    ("<int:parked_pk>/discard/", "core.parked_discard", _("Give up"), DiscardForm, _discard, True),
):
    register_form(
        FormPage(
            surface="backoffice",
            path=f"events/parked/{_path}",
            name=_name,
            title=_title,
            permission=RIGHT,
            form=_form,
            submit=_submit,
            submit_label=_title,
            back=_back,
            danger=_danger,
        )
    )
