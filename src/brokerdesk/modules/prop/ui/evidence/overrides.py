"""Overrides in the back office: what waits for a second person, and what was decided."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require, scoped
from brokerdesk.core.access.queries import person_behind
from brokerdesk.core.ui import (
    ListPage,
    Nav,
    UiRequest,
    counter,
    page,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.acting import acted
from brokerdesk.core.ui.columns import AgeColumn, CodeColumn, StateColumn
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import actor_names

from ...errors import OverrideNotFound
from ...models import Override, Report
from ...services.overrides import approve_override
from ...types import OverrideKind, OverrideState
from .appeals import GROUP
from .reports import LIVE, VIEW

APPROVE = "prop.override.approve"
_CLIENT = "stage__attempt__client"


class OverrideFilter(filters.FilterSet):
    """Overrides by state and kind."""

    state = filters.ChoiceFilter(choices=choices(OverrideState), label=_("State"))
    kind = filters.ChoiceFilter(choices=choices(OverrideKind), label=_("Kind"))

    class Meta:
        model = Override
        fields = ("state", "kind")


class OverrideTable(tables.Table):
    """Overrides: what, of whom, by whom, why."""

    public_id = tables.Column(verbose_name=_("Override"), orderable=False)
    client = tables.Column(accessor=_CLIENT, verbose_name=_("Client"), orderable=False)
    kind = CodeColumn(verbose_name=_("Kind"))
    reason = tables.Column(
        verbose_name=_("Reason"), orderable=False, attrs={"td": {"class": "text-break"}}
    )
    proposed_name = tables.Column(verbose_name=_("Proposed by"), orderable=False)
    proposed_at = AgeColumn(verbose_name=_("Age"))
    state = StateColumn(verbose_name=_("State"))

    class Meta:
        model = Override
        fields = (
            "public_id", "client", "kind", "reason", "proposed_name", "proposed_at", "state",
        )  # fmt: skip
        order_by = "-proposed_at"

    def render_public_id(self, value: str) -> str:
        href = url("backoffice", "prop.override", override_id=value)
        return format_html('<a href="{}">…{}</a>', href, value[-6:])

    def value_public_id(self, value: str) -> str:
        return value


def overrides(request: UiRequest, permission: str = VIEW) -> QuerySet[Override]:
    """Overrides on which the actor holds a permission."""
    rows = Override.objects.select_related(_CLIENT, "decision", "appeal")
    return scoped(request.actor, permission, rows, brand="stage__attempt__brand_id")


def the_override(request: UiRequest, override_id: str, permission: str = VIEW) -> Override:
    """One override on which the actor holds a permission.

    Raises:
        OverrideNotFound: there is none, or not for him.
    """
    found = overrides(request).filter(public_id=override_id).first()
    if found is None:
        raise OverrideNotFound(_t("There is no such override."))
    require(request.actor, permission, brand_id=found.stage.attempt.brand_id)
    return found


def to_override(override_id: str) -> str:
    """The page of an override."""
    return url("backoffice", "prop.override", override_id=override_id)


register_list(
    ListPage(
        surface="backoffice",
        path="prop/overrides/",
        name="prop.overrides",
        title=_("Overrides"),
        permission=VIEW,
        nav=Nav(GROUP, 62, icon="gavel"),
        queryset=overrides,
        table=OverrideTable,
        filterset=OverrideFilter,
        live=LIVE,
        empty=_("No verdict was changed"),
    )
)


@counter(
    "prop_overrides_waiting",
    title=_("Overrides that wait for a second person"),
    url_name="prop.overrides",
    permission=APPROVE,
    live=LIVE,
)
def waiting(request: UiRequest) -> int:
    """Overrides that wait for a second person."""
    return overrides(request, APPROVE).filter(state=OverrideState.PROPOSED).count()


@page(
    "backoffice", "prop/overrides/<str:override_id>/", name="prop.override",
    title=_("Override"), permission=VIEW, live=LIVE,
)  # fmt: skip
def override_page(request: UiRequest, override_id: str) -> HttpResponse:
    """What is proposed, why, against which decision, and what came of it."""
    found = the_override(request, override_id)
    proposed = found.state == OverrideState.PROPOSED
    other = person_behind(found.proposed_by) != person_behind(request.actor.ref)
    holds = allowed(request.actor, APPROVE, brand_id=found.stage.attempt.brand_id)
    context = {
        "head_live": "prop.",
        "override": found,
        "client": found.stage.attempt.client,
        "report": Report.objects.filter(decision=found.decision).first(),
        "decided_name": actor_names([found.decided_by]).get(found.decided_by, ""),
        "may_decide": proposed and other and holds,
        "waits": proposed and not other,
    }
    return render_page(request, "prop/evidence/override.html", context)


@page(
    "backoffice", "prop/overrides/<str:override_id>/approve/", name="prop.override_approve",
    title=_("Approve override"), permission=APPROVE,
)  # fmt: skip
def approve_page(request: UiRequest, override_id: str) -> HttpResponse:
    """Carry it out."""
    found = the_override(request, override_id, APPROVE)
    return acted(
        request,
        to_override(override_id),
        _t("Approved."),
        lambda: approve_override(found.public_id, actor=request.actor, at=now()),
    )
