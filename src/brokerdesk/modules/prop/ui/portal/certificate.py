"""A certificate of what was passed and paid: one page to print."""

from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import UiRequest, page
from brokerdesk.kit.errors import NotFound
from brokerdesk.modules.brands.queries import brand as brand_of

from .reach import own_attempt


@page(
    "portal", "challenges/attempts/<str:attempt_id>/certificate.pdf",
    name="prop.portal_certificate", title=_("Certificate"),
)  # fmt: skip
def certificate_page(request: UiRequest, attempt_id: str) -> HttpResponse:
    """The certificate of one who passed a phase or was paid."""
    attempt = own_attempt(request, attempt_id)
    passed = list(attempt.stages.filter(outcome="passed").order_by("pk"))
    if not passed and not attempt.rewards:
        raise NotFound(_t("Nothing was passed yet."))
    # Whoever prints none need not load a font library.
    from .certificate_pdf import certificate_pdf

    response = HttpResponse(
        certificate_pdf(attempt, passed, brand_of(attempt.brand_id)),
        content_type="application/pdf",
    )
    response["Content-Disposition"] = f'attachment; filename="{attempt.public_id}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
