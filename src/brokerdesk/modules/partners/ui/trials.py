"""Trials of plans in the back office: the list, one trial with its tables, its sums as a list."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require, scoped
from brokerdesk.core.ui import (
    Action,
    ListPage,
    Nav,
    UiRequest,
    page,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.acting import acted
from brokerdesk.core.ui.columns import MoneyColumn, StateColumn, WhenColumn
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import actor_names

from ..errors import TrialNotFound
from ..models import Partner, Trial, TrialSum
from ..queries.trial_sums import trial_sums
from ..services.trials import save_trial
from ..types import TrialState
from .lists import PARTNERS, VIEW
from .money import about

MANAGE = "partners.plan.manage"
LIVE = ("trial.",)
SHOWN = 20
DIMENSIONS = {"partner": _("Partner"), "symbol": _("Symbol"), "month": _("Month")}
BARS = (("#9db9df", "accrued"), ("#3d6fb5", "drafted"), ("#2a9d8f", "revenue"))


class TrialFilter(filters.FilterSet):
    """Trials by state."""

    state = filters.ChoiceFilter(choices=choices(TrialState), label=_("State"))

    class Meta:
        model = Trial
        fields = ("state",)


class TrialTable(tables.Table):
    """Trials, newest first."""

    created_at = WhenColumn(verbose_name=_("Started"))
    name = tables.Column(verbose_name=_("Plan"))
    since = WhenColumn(verbose_name=_("Deals from"))
    until = WhenColumn(verbose_name=_("To"))
    deals = tables.Column(verbose_name=_("Deals"))
    problem = tables.Column(verbose_name=_("Found"), orderable=False)
    state = StateColumn(verbose_name=_("State"))

    class Meta:
        model = Trial
        fields = ("created_at", "name", "since", "until", "deals", "problem", "state")
        order_by = "-created_at"

    def render_name(self, value: str, record: Trial) -> str:
        return format_html('<a href="{}">{}</a>', to_trial(record.public_id), value)


def trials(request: UiRequest) -> QuerySet[Trial]:
    """Trials of brands whose plans the actor may see."""
    rows = Trial.objects.select_related("brand", "plan", "partner__client", "saved_as")
    return scoped(request.actor, VIEW, rows)


def the_trial(request: UiRequest, trial_id: str) -> Trial:
    """One trial that the actor may see.

    Raises:
        TrialNotFound: there is none.
    """
    found = trials(request).filter(public_id=trial_id).first()
    if found is None:
        raise TrialNotFound(_t("There is no such trial."))
    return found


def to_trial(trial_id: str) -> str:
    """The page of a trial."""
    return url("backoffice", "partners.trial", trial_id=trial_id)


register_list(
    ListPage(
        surface="backoffice",
        path="partners/trials/",
        name="partners.trials",
        title=_("Trials of plans"),
        permission=VIEW,
        nav=Nav(PARTNERS, 31, icon="flask"),
        queryset=trials,
        table=TrialTable,
        filterset=TrialFilter,
        live=LIVE,
        actions=(Action(_("Try a plan"), "partners.trial_new", MANAGE),),
        empty=_("No plan was tried yet"),
        intro=_("A draft is run over past deals, beside what was accrued; nothing is posted."),
    )
)


def _rows(trial: Trial, dimension: str) -> QuerySet[TrialSum]:
    return trial_sums(trial).filter(dimension=dimension)


def _named(rows: Iterable[TrialSum]) -> list[TrialSum]:
    """Rows of partners with the name of each."""
    found = list(rows)
    partners = Partner.objects.select_related("client").filter(
        public_id__in=[row.key for row in found]
    )
    names = {partner.public_id: f"{partner.client} ({partner.code})" for partner in partners}
    for row in found:
        vars(row)["title"] = names.get(row.key, row.key)
    return found


def _table(trial: Trial, dimension: str) -> dict[str, Any]:
    rows = _rows(trial, dimension)
    if dimension == "month":
        rows = rows.order_by("key", "currency")
    return {
        "dimension": dimension,
        "title": DIMENSIONS[dimension],
        "rows": _named(rows[:SHOWN]),
        "more": rows.count() > SHOWN,
    }


def _chart(trial: Trial) -> dict[str, Any] | None:
    """By month: what stands, what the draft gives, and the revenue, in the draft's currency."""
    rows = list(_rows(trial, "month").filter(currency=trial.currency).order_by("key"))
    if not rows:
        return None
    titles = {
        "accrued": _t("Accrued"),
        "drafted": _t("By the draft"),
        "revenue": _t("Revenue"),
    }
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 8, "top": 32, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "category", "data": [row.key for row in rows]},
        "yAxis": {"type": "value"},
        "series": [
            {
                "type": "bar",
                "name": titles[name],
                "color": colour,
                "data": [f"{getattr(row, name):f}" for row in rows],
            }
            for colour, name in BARS
        ],
    }


@page(
    "backoffice", "partners/trials/<str:trial_id>/",
    name="partners.trial", title=_("Trial of a plan"), permission=VIEW, live=LIVE,
)  # fmt: skip
def trial_page(request: UiRequest, trial_id: str) -> HttpResponse:
    """What the draft gives beside what stands, the margin, and the case that speaks against it."""
    found = the_trial(request, trial_id)
    case = found.findings.get("case")
    lines = case["lines"] if case else []
    names = dict(
        Partner.objects.filter(public_id__in=[line["partner"] for line in lines]).values_list(
            "public_id", "code"
        )
    )
    may_save = allowed(request.actor, MANAGE, brand_id=found.brand_id)
    context = {
        "trial": found,
        "by": actor_names([found.started_by]).get(found.started_by, found.started_by),
        "findings": found.findings,
        "case": case,
        "case_lines": [
            line | {"code": names.get(line["partner"], ""), "amount": Decimal(line["amount"])}
            for line in lines
        ],
        "case_sums": (Decimal(case["revenue"]), Decimal(case["drafted"])) if case else None,
        "totals": _rows(found, "all"),
        "tables": [_table(found, dimension) for dimension in DIMENSIONS],
        "chart": _chart(found),
        "going": found.state in (TrialState.WAITING, TrialState.RUNNING),
        "may_save": may_save and found.state == TrialState.PASSED and found.saved_as is None,
    }
    return render_page(request, "partners/trial.html", context, title=found.name)


@page(
    "backoffice", "partners/trials/<str:trial_id>/save/",
    name="partners.trial_save", title=_("Save"), permission=MANAGE,
)  # fmt: skip
def save(request: UiRequest, trial_id: str) -> HttpResponse:
    """Make what was tried the plan's next version, from now on."""
    require(request.actor, MANAGE, brand_id=the_trial(request, trial_id).brand_id)
    return acted(
        request,
        to_trial(trial_id),
        _t("Saved: deals from now on are paid by it where the plan holds."),
        lambda: save_trial(trial_id, actor=request.actor, at=now()),
    )


class AboutColumn(MoneyColumn):
    """An amount that is only compared: shown to its asset's unit, exported whole."""

    def render(self, value: Decimal, record: Any) -> str:
        """Show the rounded amount with its asset."""
        return about(value, self.asset_of(record))


class SumTable(tables.Table):
    """A trial's sums."""

    dimension = tables.Column(verbose_name=_("By"))
    key = tables.Column(verbose_name=_("Of"))
    deals = tables.Column(verbose_name=_("Deals"))
    accrued = AboutColumn(verbose_name=_("Accrued"))
    drafted = AboutColumn(verbose_name=_("By the draft"))
    difference = AboutColumn(verbose_name=_("Difference"))
    unknown = tables.Column(verbose_name=_("Of unknown revenue"))
    brought = AboutColumn(verbose_name=_("Revenue"))
    margin = AboutColumn(verbose_name=_("Margin then"))

    class Meta:
        model = TrialSum
        fields = (
            "dimension", "key", "deals", "accrued", "drafted", "difference", "unknown",
            "brought", "margin",
        )  # fmt: skip
        order_by = "-difference"

    def render_dimension(self, value: str) -> str:
        return str(DIMENSIONS.get(value, value))

    def value_dimension(self, value: str) -> str:
        return value


class SumFilter(filters.FilterSet):
    """Sums of one dimension."""

    dimension = filters.ChoiceFilter(choices=list(DIMENSIONS.items()), label=_("By"))

    class Meta:
        model = TrialSum
        fields = ("dimension",)


def sums_list(request: UiRequest, trial_id: str) -> QuerySet[TrialSum]:
    """The sums of a trial that the actor may see."""
    return trial_sums(the_trial(request, trial_id)).exclude(dimension="all")


register_list(
    ListPage(
        surface="backoffice",
        path="partners/trials/<str:trial_id>/sums/",
        name="partners.trial_sums",
        title=_("Sums of the trial"),
        permission=VIEW,
        queryset=sums_list,
        table=SumTable,
        filterset=SumFilter,
        live=LIVE,
        empty=_("No deals in the period"),
    )
)
