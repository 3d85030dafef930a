"""Challenges between phases: in review, waiting for identity or contract, refused accounts."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import ListPage, Nav, UiRequest, counter, register_list
from brokerdesk.core.ui.columns import AgeColumn, LinkColumn, StateColumn
from brokerdesk.core.words import words
from brokerdesk.modules.trading.types import AccountState

from ...models import Attempt, Decision
from ...types import AttemptState, StageState
from .reach import GROUP, LIVE, REVIEW, VIEW, attempts, to_attempt

WAITING = (AttemptState.PASSED, AttemptState.KYC, AttemptState.CONTRACT)


class WaitingFilter(filters.FilterSet):
    """By what they wait for."""

    state = filters.ChoiceFilter(
        choices=lambda: [(str(one), words(one)) for one in (*WAITING, AttemptState.PROVISIONING)],
        label=_("State"),
    )

    class Meta:
        model = Attempt
        fields = ("state",)


class WaitingTable(tables.Table):
    """Who waits, for what, since when."""

    client = LinkColumn(
        lambda row: to_attempt(row.public_id), verbose_name=_("Client"), orderable=False
    )
    brand = tables.Column(accessor="brand__name", verbose_name=_("Brand"), orderable=False)
    title = tables.Column(verbose_name=_("Programme"), orderable=False)
    phase = tables.Column(verbose_name=_("Phase"), orderable=False)
    state = StateColumn(verbose_name=_("State"))
    since = AgeColumn(verbose_name=_("Since"))

    class Meta:
        model = Attempt
        fields = ("client", "brand", "title", "phase", "state", "since")
        order_by = "since"

    def render_phase(self, record: Attempt) -> str:
        return str(record.document["phases"][record.phase]["name"])


def waiting(request: UiRequest) -> QuerySet[Attempt]:
    """Attempts that wait for somebody between two phases."""
    passed = Decision.objects.filter(stage__attempt=OuterRef("pk"), type="phase_passed")
    refused = Q(
        state=AttemptState.PROVISIONING,
        stages__state=StageState.PROVISIONING,
        stages__account__state=AccountState.FAILED,
    )
    rows = attempts(request).filter(Q(state__in=WAITING) | refused)
    return rows.annotate(since=Subquery(passed.order_by("-id").values("recorded_at")[:1]))


register_list(
    ListPage(
        surface="backoffice",
        path="prop/waiting/",
        name="prop.waiting",
        title=_("Between phases"),
        permission=VIEW,
        nav=Nav(GROUP, 20, icon="hourglass"),
        queryset=waiting,
        table=WaitingTable,
        filterset=WaitingFilter,
        live=LIVE,
        intro=_("In review, waiting for identity or contract, or refused by the platform."),
        empty=_("Nobody waits"),
    )
)


@counter(
    "prop_reviews",
    title=_("Challenges that wait for a review"),
    url_name="prop.waiting",
    permission=REVIEW,
    live=LIVE,
)
def reviews(request: UiRequest) -> int:
    """Attempts that a person has to let go on."""
    return attempts(request, REVIEW).filter(state=AttemptState.PASSED).count()
