"""The partner cabinet in the portal."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Nav, UiRequest, absolute_url, page, render_page, url
from brokerdesk.core.ui.forms import redirect_after
from brokerdesk.kit.clock import now

from ..errors import AccrualNotFound, PartnerNotFound
from ..models import Accrual, ClientPartner, Partner, Payout
from ..queries import accruals_of, months_of
from ..queries.accruals import accrual_row
from ..queries.earnings import earned_in, earned_lately
from ..queries.tree import nodes_below
from ..services import pay_out
from ..services.explaining import explain_line
from ..services.payout_terms import by_calendar
from ..services.programme.campaigns import link_path
from .explained import explained, explained_file
from .joining import application_page, awaited_agreement
from .money import payables
from .period import Asked, asked_period

SHOWN = 20


def own_partner(request: UiRequest) -> Partner | None:
    """The partner that the signed-in client is."""
    return Partner.objects.select_related("client").filter(client_id=request.client.pk).first()


@page(
    "portal", "partner/", name="partners.cabinet", title=_("Partner"),
    nav=Nav(_("Partner"), 60, "affiliate"), live=("commission.", "partner."),
)  # fmt: skip
def cabinet(request: UiRequest) -> HttpResponse:
    """Link, tree, what is payable, and every line with its reason."""
    found = own_partner(request)
    if found is None or found.status == "applied":
        return application_page(request, found)
    at, zone = now(), request.brand.reporting_zone
    period, owed = asked_period(request, zone), payables(found)
    context = {
        "partner": found,
        "link": absolute_url(request.brand.host, link_path(found)),
        "agreement": awaited_agreement(found),
        "earned": earned_lately(found.pk, zone, at),
        "period": period,
        **_sums(request, found, period, [currency for currency, _amount in owed]),
        "tree": nodes_below(found.pk, period.span, at=at, after=0, limit=SHOWN),
        "clients": ClientPartner.objects.filter(partner=found, valid__contains=at).count(),
        "payables": owed,
        "by_calendar": by_calendar(found, at),
        "accruals": accruals_of(found.pk, limit=SHOWN),
        "payouts": Payout.objects.filter(partner=found).order_by("-pk")[:10],
    }
    return render_page(request, "partners/portal_cabinet.html", context)


def _sums(
    request: UiRequest, partner: Partner, period: Asked, currencies: Sequence[str]
) -> dict[str, Any]:
    """What he earned in the period: in each currency, or in the one asked for."""
    sums = earned_in(partner.pk, *period.span)
    known = sorted({*currencies, *(one.currency for one in sums)})
    asked = request.GET.get("currency", "")
    wanted = asked if asked in known else ""
    return {
        "sums": [one for one in sums if wanted in ("", one.currency)],
        "currencies": known,
        "currency": wanted,
    }


@page("portal", "partner/pay/", name="partners.pay_me", title=_("Pay out"))
def pay_me(request: UiRequest) -> HttpResponse:
    """Move what is payable into the partner's own wallet."""
    found = own_partner(request)
    if found is None:
        raise PartnerNotFound(_t("You are not a partner."))
    if request.method == "POST":
        currency = request.POST.get("currency", "")[:8]
        row = pay_out(found.public_id, currency, actor=request.actor, at=now())
        messages.success(
            request, _t("%(sum)s is in your wallet.") % {"sum": f"{row.amount:f} {currency}"}
        )
    return redirect_after(request, url("portal", "partners.cabinet"))


@page(
    "portal", "partner/months/", name="partners.own_months", title=_("By month"),
    live=("commission.",),
)  # fmt: skip
def months_part(request: UiRequest) -> HttpResponse:
    """Earnings by month: a part of the cabinet that comes after it."""
    found = own_partner(request)
    if found is None or found.status == "applied":
        raise PartnerNotFound(_t("You are not a partner."))
    return render(request, "partners/months.html", {"months": months_of(found.pk)})


def _own_line(request: UiRequest, accrual_id: str) -> Accrual:
    found, number = own_partner(request), accrual_id.removeprefix("acr_")
    rows = Accrual.objects.select_related("deal", "partner", "plan_version__plan")
    line = rows.filter(pk=int(number)).first() if number.isdigit() and len(number) < 19 else None
    if found is None or line is None or line.partner_id != found.pk:
        raise AccrualNotFound(_t("There is no such accrual."))
    return line


@page(
    "portal", "partner/accruals/<str:accrual_id>/", name="partners.accrual", title=_("Derivation")
)
def accrual_page(request: UiRequest, accrual_id: str) -> HttpResponse:
    """Why one deal gave what it gave."""
    line = _own_line(request, accrual_id)
    lines = Accrual.objects.select_related("deal", "partner").filter(
        deal_id=line.deal_id, partner=line.partner
    )
    context = {
        **explained(explain_line(line, at=now()), own=True),
        "lines": [accrual_row(row) for row in lines.order_by("pk")],
    }
    return render_page(request, "partners/portal_accrual.html", context)


@page(
    "portal", "partner/accruals/<str:accrual_id>/explained.json",
    name="partners.accrual_json", title=_("Derivation"),
)  # fmt: skip
def accrual_file(request: UiRequest, accrual_id: str) -> HttpResponse:
    """The derivation as JSON."""
    line = _own_line(request, accrual_id)
    return explained_file(line, explain_line(line, at=now()), own=True)
