"""A stage's journal: each event as the engine was told it, with what it came from."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import ListPage, UiRequest, register_list
from brokerdesk.core.ui.columns import RIGHT, CodeColumn, WhenColumn
from brokerdesk.core.words import words

from ...models import JournalEntry
from .reach import LIVE, VIEW, stages, the_row
from .told import cause_text, event_text

TYPES = (
    "state", "position_opened", "position_closed", "deposit", "withdrawal", "charge", "news",
    "clock", "review",
)  # fmt: skip


class JournalFilter(filters.FilterSet):
    """Entries by what they are."""

    kind = filters.ChoiceFilter(
        field_name="event__type",
        choices=lambda: [(one, words(one)) for one in TYPES],
        label=_("What"),
    )

    class Meta:
        model = JournalEntry
        fields = ("kind",)


class JournalTable(tables.Table):
    """Entries, newest first."""

    seq = tables.Column(verbose_name=_("No."), attrs=RIGHT)
    at = WhenColumn(verbose_name=_("At"), orderable=False)
    kind = CodeColumn(accessor="event__type", verbose_name=_("What"), orderable=False)
    event = tables.Column(
        verbose_name=_("In words"), orderable=False, attrs={"td": {"class": "text-break"}}
    )
    cause = tables.Column(verbose_name=_("Came from"), orderable=False)
    recorded_at = WhenColumn(verbose_name=_("Recorded"), orderable=False)

    class Meta:
        model = JournalEntry
        fields = ("seq", "at", "kind", "event", "cause", "recorded_at")
        order_by = "-seq"

    def render_event(self, record: JournalEntry) -> str:
        return event_text(record.event, record.stage.currency)

    def render_cause(self, record: JournalEntry) -> str:
        return cause_text(record.cause)


def journal(request: UiRequest, stage_id: str) -> QuerySet[JournalEntry]:
    """The journal of a stage that the actor may see."""
    stage = the_row(request, stages(request), stage_id)
    rows = JournalEntry.objects.filter(stage=stage).select_related("stage")
    return rows.defer("stage__engine", "stage__document")


register_list(
    ListPage(
        surface="backoffice",
        path="prop/stages/<str:stage_id>/journal/",
        name="prop.journal",
        title=_("Journal"),
        permission=VIEW,
        queryset=journal,
        table=JournalTable,
        filterset=JournalFilter,
        live=LIVE,
        intro=_("What the engine was told, in order; nothing is ever changed or left out."),
        empty=_("The engine was told nothing yet"),
    )
)
