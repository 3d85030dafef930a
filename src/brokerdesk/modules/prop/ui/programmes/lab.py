"""Runs of the laboratory in the back office: asked for, watched, read, taken away as a list."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import scoped
from brokerdesk.core.ui import ListPage, Nav, UiRequest, page, register_list, render_page, url
from brokerdesk.core.ui.columns import StateColumn, WhenColumn
from brokerdesk.core.words import choices, words
from brokerdesk.modules.clients.queries import actor_names

from ...errors import LabRunNotFound
from ...lab import LabKind, LabState
from ...lab.kinds import Limit
from ...models import LabCase, LabRun
from .lab_words import FATES, LIMITS, spoken
from .reach import GROUP, MANAGE

LIVE = ("prop.lab_",)
KINDS = {LabKind.DRY_RUN: _("Dry run"), LabKind.SIMULATION: _("Simulation")}
_PASSED = "#2a9d8f"
_ENDED = ("#c95d63", "#e0b04c", "#9db9df", "#3d6fb5", "#8b8fa3")


class RunFilter(filters.FilterSet):
    """Runs by kind and state."""

    kind = filters.ChoiceFilter(choices=list(KINDS.items()), label=_("Kind"))
    state = filters.ChoiceFilter(choices=choices(LabState), label=_("State"))

    class Meta:
        model = LabRun
        fields = ("kind", "state")


class RunTable(tables.Table):
    """Runs, newest first."""

    created_at = WhenColumn(verbose_name=_("Started"))
    title = tables.Column(verbose_name=_("Programme"))
    kind = tables.Column(verbose_name=_("Kind"))
    problem = tables.Column(verbose_name=_("Problem"), orderable=False)
    state = StateColumn(verbose_name=_("State"))

    class Meta:
        model = LabRun
        fields = ("created_at", "title", "kind", "problem", "state")
        order_by = "-created_at"

    def render_title(self, value: str, record: LabRun) -> str:
        return format_html('<a href="{}">{}</a>', to_run(record.public_id), value)

    def render_kind(self, value: str) -> str:
        return str(KINDS[LabKind(value)])


def runs(request: UiRequest) -> QuerySet[LabRun]:
    """Runs of brands whose programmes the actor may write."""
    return scoped(request.actor, MANAGE, LabRun.objects.select_related("brand", "version"))


def the_run(request: UiRequest, run_id: str) -> LabRun:
    """One of them.

    Raises:
        LabRunNotFound: there is none that he may see.
    """
    found = runs(request).filter(public_id=run_id).first()
    if found is None:
        raise LabRunNotFound(_t("There is no such run."))
    return found


def to_run(run_id: str) -> str:
    """The page of a run."""
    return url("backoffice", "prop.lab_run", run_id=run_id)


register_list(
    ListPage(
        surface="backoffice",
        path="prop/lab/",
        name="prop.lab",
        title=_("Laboratory"),
        permission=MANAGE,
        nav=Nav(GROUP, 61, icon="flask"),
        queryset=runs,
        table=RunTable,
        filterset=RunFilter,
        live=LIVE,
        empty=_("Nothing was tried yet: begin on a programme's page"),
        intro=_("Programmes over past accounts, and under simulated traders; nothing is changed."),
    )
)


@page(
    "backoffice", "prop/lab/<str:run_id>/",
    name="prop.lab_run", title=_("Trial of a programme"), permission=MANAGE, live=LIVE,
)  # fmt: skip
def run_page(request: UiRequest, run_id: str) -> HttpResponse:
    """How far it is, and what was found."""
    run = the_run(request, run_id)
    context: dict[str, Any] = {
        "run": run,
        "kind": KINDS[LabKind(run.kind)],
        "by": actor_names([run.started_by]).get(run.started_by, run.started_by),
        "going": run.state in (LabState.WAITING, LabState.RUNNING),
        "result": run.result,
    }
    template = "prop/programmes/dry_run.html"
    if run.kind == LabKind.SIMULATION:
        template = "prop/programmes/simulation.html"
        context |= _simulated(run)
    else:
        context |= _tried(run)
    return render_page(request, template, context, title=run.title)


def _tried(run: LabRun) -> dict[str, Any]:
    found = [row | {"words": words(row["status"]), "why": spoken(row["rule"])}
             for row in run.result.get("outcomes", ())]  # fmt: skip
    limits = {one for case in run.cases.values_list("limits", flat=True).distinct() for one in case}
    return {"outcomes": found, "limits": [LIMITS[Limit(one)] for one in sorted(limits)]}


def _simulated(run: LabRun) -> dict[str, Any]:
    if not run.result:
        return {"groups": []}
    groups = [_group(name, one) for name, one in run.result["traders"].items()]
    whole = _group(_t("All"), run.result["all"])
    return {"groups": [whole, *groups] if len(groups) > 1 else groups,
            "chart": _chart(run.result["all"]), "exact": run.result["exact"]}  # fmt: skip


def _group(name: str, found: Mapping[str, Any]) -> dict[str, Any]:
    phases = [
        phase | {
            "passed": _percent(phase["passed"]) if phase["passed"] else "",
            "ended": [{"what": _fate(one), "share": _percent(one)} for one in phase["ended_by"]],
        }
        for phase in found["phases"]
    ]  # fmt: skip
    return {"name": name, "paths": found["paths"], "phases": phases, "money": found["money"],
            "through": _percent(found["through"]), "days": found["days_to_pass"],
            "rewarded": _percent(found["money"]["rewarded"])}  # fmt: skip


def _fate(one: Mapping[str, Any]) -> str:
    rule = spoken(one["rule"])
    fate = str(FATES[one["fate"]])
    return f"{fate}: {rule}" if rule else fate


def _percent(rate: Mapping[str, Any]) -> str:
    """A rate and its interval: 12.3 % (11.0 to 13.7)."""
    share, low, high = (f"{Decimal(rate[name]) * 100:.1f}" for name in ("share", "low", "high"))
    return _t("%(share)s %% (%(low)s to %(high)s)") % {"share": share, "low": low, "high": high}


def _chart(found: Mapping[str, Any]) -> dict[str, Any]:
    """How the paths of each phase ended."""
    named: dict[str, list[str]] = {}
    phases = found["phases"]
    for n, phase in enumerate(phases):
        parts = {_fate(one): Decimal(one["share"]) for one in phase["ended_by"]}
        if phase["passed"]:
            passed = Decimal(phase["passed"]["share"])
            parts = {name: share * (1 - passed) for name, share in parts.items()}
            parts[_t("Passed")] = passed
        for name, share in parts.items():
            named.setdefault(name, ["0"] * len(phases))[n] = f"{share * 100:.2f}"
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 8, "top": 56, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "category", "data": [phase["name"] for phase in phases]},
        "yAxis": {"type": "value", "max": 100},
        "series": [
            {"type": "bar", "stack": "all", "name": name, "data": data,
             "color": _PASSED if name == _t("Passed") else _ENDED[n % len(_ENDED)]}
            for n, (name, data) in enumerate(
                sorted(named.items(), key=lambda one: (one[0] == _t("Passed"), one[0]))
            )
        ],
    }  # fmt: skip


class CaseTable(tables.Table):
    """Past accounts and what they come to."""

    subject = tables.Column(verbose_name=_("Account or stage"))
    status = StateColumn(verbose_name=_("Under the draft"))
    rule = tables.Column(verbose_name=_("By the rule"))
    ended_at = WhenColumn(verbose_name=_("When"))
    profit = tables.Column(verbose_name=_("Profit"))
    trading_days = tables.Column(verbose_name=_("Trading days"))
    was_status = StateColumn(verbose_name=_("What happened"))
    was_rule = tables.Column(verbose_name=_("By the rule then"))
    was_ended_at = WhenColumn(verbose_name=_("When then"))
    limits = tables.Column(verbose_name=_("Not known"), orderable=False)

    class Meta:
        model = LabCase
        fields = (
            "subject", "status", "rule", "ended_at", "profit", "trading_days", "was_status",
            "was_rule", "was_ended_at", "limits",
        )  # fmt: skip
        order_by = "number"

    def render_rule(self, value: str) -> str:
        return spoken(value)

    def render_was_rule(self, value: str) -> str:
        return spoken(value)

    def render_limits(self, value: list[str]) -> str:
        return "; ".join(str(LIMITS[Limit(one)]) for one in value)


class CaseFilter(filters.FilterSet):
    """Cases by what they come to; those that differ from what happened."""

    status = filters.CharFilter(max_length=12, label=_("Under the draft"))
    differs = filters.BooleanFilter(label=_("Differs from what happened"))

    class Meta:
        model = LabCase
        fields = ("status", "differs")


def cases(request: UiRequest, run_id: str) -> QuerySet[LabCase]:
    """The cases of a run that the actor may see."""
    return LabCase.objects.filter(run=the_run(request, run_id))


register_list(
    ListPage(
        surface="backoffice",
        path="prop/lab/<str:run_id>/cases/",
        name="prop.lab_cases",
        title=_("Cases of the dry run"),
        permission=MANAGE,
        queryset=cases,
        table=CaseTable,
        filterset=CaseFilter,
        empty=_("No account of this period"),
    )
)
