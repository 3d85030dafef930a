"""What was decided of all challenges: breaches, what is held for a person, passes, expiries."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import F, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import scoped
from brokerdesk.core.ui import ListPage, Nav, UiRequest, counter, register_list, url
from brokerdesk.core.ui.columns import RIGHT, CodeColumn, LinkColumn, StateColumn, WhenColumn
from brokerdesk.core.ui.days import days
from brokerdesk.core.ui.texts import lines_html
from brokerdesk.core.words import words

from ...engine.programme import RuleName
from ...models import Decision
from ...types import AttemptState, DecisionType, StageState
from .reach import GROUP, LIVE, REVIEW, VIEW, attempts, to_attempt
from .told import decision_text

SHOWN = (
    DecisionType.BREACH, DecisionType.HELD, DecisionType.PHASE_PASSED, DecisionType.EXPIRED,
    DecisionType.PAUSED,
)  # fmt: skip


class VerdictFilter(filters.FilterSet):
    """Verdicts by kind and rule; those that are held now."""

    type = filters.ChoiceFilter(
        choices=lambda: [(str(one), words(one)) for one in SHOWN], label=_("Verdict")
    )
    rule = filters.ChoiceFilter(
        choices=lambda: [(str(one), words(one)) for one in RuleName], label=_("Rule")
    )
    waits = filters.ChoiceFilter(
        choices=[("yes", _("Yes"))], method="only_waiting", label=_("Waits for a person")
    )
    at = filters.DateFromToRangeFilter(label=_("At"), widget=days())

    class Meta:
        model = Decision
        fields = ("type", "rule")

    def only_waiting(self, rows: QuerySet[Decision], name: str, value: str) -> QuerySet[Decision]:
        return rows.filter(type=DecisionType.HELD, stage__state=StageState.HELD)


class VerdictTable(tables.Table):
    """Verdicts: whose, by which rule, with which numbers, how fast, with what evidence."""

    at = WhenColumn(verbose_name=_("At"), orderable=False)
    client = LinkColumn(
        lambda row: to_attempt(row.stage.attempt.public_id),
        accessor="stage__attempt__client", verbose_name=_("Client"), orderable=False,
    )  # fmt: skip
    title = tables.Column(
        accessor="stage__attempt__title", verbose_name=_("Programme"), orderable=False
    )
    phase = tables.Column(accessor="stage__name", verbose_name=_("Phase"), visible=False)
    type = StateColumn(verbose_name=_("Verdict"), orderable=False)
    rule = CodeColumn(verbose_name=_("Rule"), visible=False)
    line = tables.Column(
        verbose_name=_("In words"), orderable=False, attrs={"td": {"class": "text-break in-words"}}
    )
    took = tables.Column(verbose_name=_("Decided after, s"), orderable=False, attrs=RIGHT)
    state = StateColumn(accessor="stage__state", verbose_name=_("Phase now"), orderable=False)
    report = tables.Column(verbose_name=_("Evidence"), orderable=False)

    class Meta:
        model = Decision
        fields = (
            "at", "client", "title", "phase", "type", "rule", "line", "took", "state", "report",
        )  # fmt: skip

    def render_title(self, value: str, record: Decision) -> str:
        return lines_html(value, record.stage.name)

    def render_line(self, record: Decision) -> str:
        return decision_text(record.line, record.stage.currency)

    def render_took(self, value: object) -> str:
        return f"{value.total_seconds():.3f}" if hasattr(value, "total_seconds") else ""

    def render_report(self, record: Decision) -> str:
        href = url("backoffice", "prop.report", report_id=record.report.public_id)
        return format_html('<a href="{}">{}</a>', href, _t("Report"))

    def value_report(self, record: Decision) -> str:
        return str(record.report.public_id)


def verdicts(request: UiRequest) -> QuerySet[Decision]:
    """Verdicts that the actor may see, newest first, with how long each took."""
    rows = Decision.objects.filter(type__in=SHOWN).select_related(
        "stage__attempt__client", "report"
    )
    own = scoped(request.actor, VIEW, rows, brand="stage__attempt__brand_id")
    return (
        own.annotate(took=F("recorded_at") - F("received_at"))
        .defer(
            "before", "after", "valued", "stage__engine", "stage__document",
            "stage__attempt__document", "stage__attempt__terms", "report__body", "report__ticks",
        )
        .order_by("-pk")
    )  # fmt: skip


register_list(
    ListPage(
        surface="backoffice",
        path="prop/verdicts/",
        name="prop.verdicts",
        title=_("Verdicts"),
        permission=VIEW,
        nav=Nav(GROUP, 15, icon="gavel"),
        queryset=verdicts,
        table=VerdictTable,
        filterset=VerdictFilter,
        live=LIVE,
        empty=_("Nothing was decided yet"),
    )
)


@counter(
    "prop_held",
    title=_("Challenges that are held for a person"),
    url_name="prop.verdicts",
    permission=REVIEW,
    live=LIVE,
)
def held(request: UiRequest) -> int:
    """Challenges that are held."""
    return attempts(request, REVIEW).filter(state=AttemptState.HELD).count()
