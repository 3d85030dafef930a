"""The reconciliation page: three checks, each difference by item."""

from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Nav, UiRequest, page, render_page, url
from brokerdesk.kit.clock import now

from .. import services
from ..models import StatementFetch
from ..types import ReconcileReport
from .scope import acted, psps

VIEW = "cashier.reconcile.view"


def sections(report: ReconcileReport) -> list[dict[str, object]]:
    """The three checks with their titles."""
    return [
        {
            "title": _t("Ledger in itself"),
            "what": _t("accounts; all entries of each entity and asset sum to zero"),
            "check": report.trial_balance,
        },
        {
            "title": _t("Ledger and platforms"),
            "what": _t("trading accounts; mirror and platform agree"),
            "check": report.ledger_vs_platform,
        },
        {
            "title": _t("Ledger and payment providers"),
            "what": _t("movements; booked here and on the provider's statement"),
            "check": report.ledger_vs_psp,
        },
    ]


@page(
    "backoffice",
    "money/reconciliation/",
    name="cashier.reconciliation",
    title=_("Reconciliation"),
    permission=VIEW,
    nav=Nav(_("Money"), 40, "scale"),
)
def reconciliation_page(request: UiRequest) -> HttpResponse:
    """Compare with the statements as read last."""
    report = services.reconcile(now(), refresh=False)
    fetches = StatementFetch.objects.select_related("psp").order_by("psp__title")
    context = {
        "report": report,
        "sections": sections(report),
        "fetches": fetches.filter(psp__in=psps(request)),
    }
    return render_page(request, "cashier/reconciliation.html", context)


@page(
    "backoffice",
    "money/reconciliation/ask/",
    name="cashier.reconciliation_ask",
    title=_("Read statements"),
    permission=VIEW,
)
def ask_page(request: UiRequest) -> HttpResponse:
    """Read all providers' statements now."""

    def read() -> None:
        for psp in services.statement_psps():
            services.read_statement(psp, at=now())

    to = url("backoffice", "cashier.reconciliation")
    return acted(request, to, _t("The statements were read."), read)
