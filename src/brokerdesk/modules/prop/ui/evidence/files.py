"""A report as a file: JSON as sealed, and a PDF to read."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from brokerdesk.core import audit
from brokerdesk.core.ui import UiRequest, page
from brokerdesk.modules.brands.queries import brand

from ...models import Report
from ...services.reports import file_of
from .own import own_report
from .reports import VIEW, the_report


def _file(request: UiRequest, report: Report, kind: str) -> HttpResponse:
    if kind == "pdf":
        # Whoever prints none need not load a font library.
        from .report_pdf import report_pdf

        body = report_pdf(report, brand(report.decision.stage.attempt.brand_id))
        content_type = "application/pdf"
    else:
        body, content_type = file_of(report), "application/json"
    if request.actor.kind == "staff":
        audit.record(
            "staff.exported",
            subject=report.public_id,
            actor=request.actor,
            after={"format": kind},
            brand_id=report.decision.stage.attempt.brand_id,
        )
    response = HttpResponse(body, content_type=content_type)
    name = f"report-{report.public_id}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page(
    "backoffice", "prop/reports/<str:report_id>/report.json", name="prop.report_file",
    title=_("Report"), permission=VIEW,
)  # fmt: skip
def report_file(request: UiRequest, report_id: str) -> HttpResponse:
    """The sealed file."""
    return _file(request, the_report(request, report_id), "json")


@page(
    "backoffice", "prop/reports/<str:report_id>/report.pdf", name="prop.report_pdf",
    title=_("Report"), permission=VIEW,
)  # fmt: skip
def report_print(request: UiRequest, report_id: str) -> HttpResponse:
    """To read and print."""
    return _file(request, the_report(request, report_id), "pdf")


@page(
    "portal", "challenges/reports/<str:report_id>/report.json", name="prop.portal_report_file",
    title=_("Report"),
)  # fmt: skip
def own_file(request: UiRequest, report_id: str) -> HttpResponse:
    """The trader's own sealed file."""
    return _file(request, own_report(request, report_id), "json")


@page(
    "portal", "challenges/reports/<str:report_id>/report.pdf", name="prop.portal_report_pdf",
    title=_("Report"),
)  # fmt: skip
def own_print(request: UiRequest, report_id: str) -> HttpResponse:
    """The trader's own, to read and print."""
    return _file(request, own_report(request, report_id), "pdf")
