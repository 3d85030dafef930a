"""A trader's own reports and appeals in the portal."""

from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import UiRequest, page, render_page, url
from brokerdesk.core.ui.acting import acted
from brokerdesk.kit.clock import now

from ...errors import AppealNotFound, DecisionNotFound, ReportNotFound
from ...models import Appeal, Decision, Report
from ...services.appeals import APPEALABLE, UNDECIDED, appeal_until, withdraw
from .reports import LIVE, report_context

_OF = "stage__attempt__client"


def own_report(request: UiRequest, report_id: str) -> Report:
    """A trader's own report; another's looks as if it were not there."""
    rows = Report.objects.select_related(f"decision__{_OF}", "decision__stage__account", "key")
    mine = {f"decision__{_OF}_id": request.client.pk}
    found = rows.filter(public_id=report_id, **mine).first()
    if found is None:
        raise ReportNotFound(_t("There is no such report."))
    return found


def own_decision(request: UiRequest, decision_id: str) -> Decision:
    """A trader's own decision."""
    rows = Decision.objects.select_related(_OF)
    found = rows.filter(public_id=decision_id, **{f"{_OF}_id": request.client.pk}).first()
    if found is None:
        raise DecisionNotFound(_t("There is no such decision."))
    return found


def own_appeal(request: UiRequest, appeal_id: str) -> Appeal:
    """A trader's own appeal."""
    rows = Appeal.objects.select_related(f"decision__{_OF}", "decision__report")
    mine = {f"decision__{_OF}_id": request.client.pk}
    found = rows.filter(public_id=appeal_id, **mine).first()
    if found is None:
        raise AppealNotFound(_t("There is no such appeal."))
    return found


def may_contest(decision: Decision) -> bool:
    """Whether a trader may still contest a decision that he has not contested yet."""
    if decision.type not in APPEALABLE or now() > appeal_until(decision):
        return False
    return not Appeal.objects.filter(decision=decision).exclude(state="withdrawn").exists()


@page(
    "portal", "challenges/reports/<str:report_id>/", name="prop.portal_report",
    title=_("Report"), live=LIVE,
)  # fmt: skip
def report_page(request: UiRequest, report_id: str) -> HttpResponse:
    """Why and when, with everything that it rests on."""
    found = own_report(request, report_id)
    decision = found.decision
    context = report_context(found) | {
        "may_contest": may_contest(decision),
        "until": appeal_until(decision) if decision.type in APPEALABLE else None,
        "appeals": Appeal.objects.filter(decision=decision).order_by("-pk"),
    }
    return render_page(request, "prop/evidence/portal_report.html", context)


@page(
    "portal", "challenges/appeals/", name="prop.portal_appeals", title=_("Your appeals"),
    live=LIVE,
)  # fmt: skip
def appeals_page(request: UiRequest) -> HttpResponse:
    """What he contested, newest first."""
    rows = Appeal.objects.select_related("decision__stage__attempt")
    mine = rows.filter(**{f"decision__{_OF}_id": request.client.pk}).order_by("-pk")[:100]
    return render_page(request, "prop/evidence/portal_appeals.html", {"appeals": mine})


@page(
    "portal", "challenges/appeals/<str:appeal_id>/", name="prop.portal_appeal",
    title=_("Appeal"), live=LIVE,
)  # fmt: skip
def appeal_page(request: UiRequest, appeal_id: str) -> HttpResponse:
    """Claim, what was said, and what was decided."""
    found = own_appeal(request, appeal_id)
    context = {
        "head_live": "prop.",
        "appeal": found,
        "decision": found.decision,
        "report": Report.objects.filter(decision=found.decision).first(),
        "undecided": found.state in UNDECIDED,
    }
    return render_page(request, "prop/evidence/portal_appeal.html", context)


@page(
    "portal", "challenges/appeals/<str:appeal_id>/withdraw/", name="prop.portal_appeal_withdraw",
    title=_("Take back"),
)  # fmt: skip
def withdraw_page(request: UiRequest, appeal_id: str) -> HttpResponse:
    """Take an appeal back."""
    own = own_appeal(request, appeal_id)
    return acted(
        request,
        url("portal", "prop.portal_appeal", appeal_id=own.public_id),
        _t("Taken back."),
        lambda: withdraw(own.public_id, client_pk=request.client.pk, actor=request.actor, at=now()),
    )
