"""The reconciliation page: checks, each difference by item."""

from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, everywhere
from brokerdesk.core.ui import Nav, UiRequest, page, render_page, url
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brands
from brokerdesk.modules.trading.services.asking import compare_now

from .. import services
from ..models import StatementFetch
from .scope import acted, psps

VIEW = "cashier.reconcile.view"


def sections(request: UiRequest) -> list[dict[str, object]]:
    """The checks with their titles; the ledger as a whole is for who sees all brands."""
    at, mine = now(), _brands(request)
    found: list[dict[str, object]] = [
        {
            "title": _t("Ledger and platforms"),
            "what": _t("trading accounts; mirror compared with platform"),
            "check": services.check_platforms(at, mine),
        },
        {
            "title": _t("Ledger and payment providers"),
            "what": _t("movements; booked here and on the provider's statement"),
            "check": services.reconcile_psp(at, mine),
        },
    ]
    if mine is not None:
        return found
    whole = {
        "title": _t("Ledger in itself"),
        "what": _t("accounts; all entries of each entity and asset sum to zero"),
        "check": services.check_trial_balance(),
    }
    return [whole, *found]


def _brands(request: UiRequest) -> list[int] | None:
    """The brands whose items the actor may see; None: all there are."""
    if everywhere(request.actor, VIEW):
        return None
    return [b.pk for b in brands() if allowed(request.actor, VIEW, brand_id=b.pk)]


@page(
    "backoffice",
    "money/reconciliation/",
    name="cashier.reconciliation",
    title=_("Reconciliation"),
    permission=VIEW,
    nav=Nav(_("Money"), 40, icon="scale"),
)
def reconciliation_page(request: UiRequest) -> HttpResponse:
    """Compare with the statements as read last."""
    fetches = StatementFetch.objects.select_related("psp").order_by("psp__title")
    context = {
        "sections": sections(request),
        "fetches": fetches.filter(psp__in=psps(request)),
    }
    return render_page(request, "cashier/reconciliation.html", context)


@page(
    "backoffice",
    "money/reconciliation/ask/",
    name="cashier.reconciliation_ask",
    title=_("Compare now"),
    permission=VIEW,
)
def ask_page(request: UiRequest) -> HttpResponse:
    """Compare with the platforms now, and read the statements of the actor's brands' providers."""

    def read() -> list[str]:
        silent = compare_now()
        for psp in services.statement_psps(_brands(request)):
            services.read_statement(psp, at=now())
        return silent

    return acted(request, url("backoffice", "cashier.reconciliation"), _compared, read)


def _compared(silent: list[str]) -> str:
    """What was compared; a server whose gateway does not answer is named."""
    if not silent:
        return _t("Compared with the platforms and with the providers' statements of now.")
    said = _t(
        "Statements are of now. Gateways that do not answer, compared as read last: %(codes)s."
    )
    return said % {"codes": ", ".join(silent)}
