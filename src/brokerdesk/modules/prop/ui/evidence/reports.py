"""Reports in the back office."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, scoped
from brokerdesk.core.ui import UiRequest, page, render_page

from ...errors import ReportNotFound
from ...models import Appeal, Override, Report
from .shown import shown

VIEW = "prop.attempt.view"
LIVE = ("prop.",)
_WITH = ("decision__stage__attempt__client", "decision__stage__account", "key")


def reports(request: UiRequest) -> QuerySet[Report]:
    """Reports of challenges that the actor may see."""
    rows = Report.objects.select_related(*_WITH)
    return scoped(request.actor, VIEW, rows, brand="decision__stage__attempt__brand_id")


def the_report(request: UiRequest, report_id: str) -> Report:
    """One report that the actor may see.

    Raises:
        ReportNotFound: there is none, or not for him.
    """
    found = reports(request).filter(public_id=report_id).first()
    if found is None:
        raise ReportNotFound(_t("There is no such report."))
    return found


@page(
    "backoffice", "prop/reports/<str:report_id>/", name="prop.report",
    title=_("Report"), permission=VIEW, live=LIVE,
)  # fmt: skip
def report_page(request: UiRequest, report_id: str) -> HttpResponse:
    """Verdict, formula, positions, ticks, clocks, states: as sealed, and checked now."""
    found = the_report(request, report_id)
    context = report_context(found) | {
        "appeals": Appeal.objects.filter(decision=found.decision).order_by("-pk"),
        "overrides": Override.objects.filter(stage=found.decision.stage_id).order_by("-pk"),
        "may_propose": allowed(
            request.actor, "prop.override.propose", brand_id=found.decision.stage.attempt.brand_id
        ),
    }
    return render_page(request, "prop/evidence/report.html", context)


def report_context(found: Report) -> dict[str, Any]:
    """What both surfaces show of a report."""
    return {
        "head_live": "prop.",
        "report": found,
        "decision": found.decision,
        "stage": found.decision.stage,
        "attempt": found.decision.stage.attempt,
        "shown": shown(found),
    }
