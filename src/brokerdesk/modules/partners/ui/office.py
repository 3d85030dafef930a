"""One partner in the back office."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require
from brokerdesk.core.ui import FormPage, UiRequest, counter, page, register_form, render_page, url
from brokerdesk.core.ui.forms import redirect_after
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand

from ..errors import CodeUnknown, PartnerNotFound
from ..models import ClientPartner, Partner
from ..queries import accruals_of
from ..queries.earnings import earned_lately
from ..queries.partners import partner_by_code, partner_row
from ..queries.tree import nodes_below
from ..services import approve_partner, move_partner, pay_out, set_status
from ..services.payout_terms import terms_of
from ..types import ApplicationState, PartnerStatus
from .lists import VIEW
from .lists import partners as visible_partners
from .money import payables
from .period import asked_period

SHOWN = 30
MANAGE, PAY = "partners.partner.manage", "partners.payout.pay"


def the_partner(request: UiRequest, partner_id: str, permission: str = VIEW) -> Partner:
    """A partner on whom the actor holds a permission.

    Raises:
        PartnerNotFound: there is none, or not for him.
    """
    found = visible_partners(request).filter(public_id=partner_id).first()
    if found is None:
        raise PartnerNotFound(_t("There is no such partner."))
    require(request.actor, permission, brand_id=found.brand_id)
    return found


def _to(partner_id: str) -> str:
    return url("backoffice", "partners.partner", partner_id=partner_id)


@page(
    "backoffice", "partners/<str:partner_id>/",
    name="partners.partner", title=_("Partner"), permission=VIEW,
)  # fmt: skip
def partner_page(request: UiRequest, partner_id: str) -> HttpResponse:
    """Tree below him, what is payable, his newest accruals."""
    found = the_partner(request, partner_id)
    at, zone = now(), brand(found.brand_id).reporting_zone
    terms = terms_of(found, at)
    period = asked_period(request, zone)
    context = {
        "partner": partner_row(found),
        "tree": nodes_below(found.pk, period.span, at=at, after=0, limit=SHOWN),
        "earned": earned_lately(found.pk, zone, at),
        "clients": ClientPartner.objects.filter(partner=found, valid__contains=at).count(),
        "payables": payables(found),
        "by_run": terms is not None and terms.needs_approval,
        "accruals": accruals_of(found.pk, limit=SHOWN),
        "parents": found.parents.select_related("parent__client").order_by("-id"),
    }
    return render_page(request, "partners/partner.html", context, title=str(found.client))


@page(
    "backoffice", "partners/<str:partner_id>/approve/",
    name="partners.approve", title=_("Approve"), permission=MANAGE,
)  # fmt: skip
def approve(request: UiRequest, partner_id: str) -> HttpResponse:
    """Make an applicant a partner."""
    the_partner(request, partner_id, MANAGE)
    if request.method == "POST":
        approve_partner(partner_id, actor=request.actor, at=now())
        messages.success(request, _t("Approved."))
    return redirect_after(request, _to(partner_id))


@page(
    "backoffice", "partners/<str:partner_id>/pay/",
    name="partners.pay", title=_("Pay out"), permission=PAY,
)  # fmt: skip
def pay(request: UiRequest, partner_id: str) -> HttpResponse:
    """Move what is payable into the partner's wallet."""
    the_partner(request, partner_id, PAY)
    if request.method == "POST":
        currency = request.POST.get("currency", "")[:8]
        row = pay_out(partner_id, currency, actor=request.actor, at=now())
        messages.success(request, _t("Paid %(sum)s.") % {"sum": f"{row.amount:f} {currency}"})
    return redirect_after(request, _to(partner_id))


class MoveForm(forms.Form):
    """Another parent from now on."""

    code = forms.CharField(
        max_length=24,
        required=False,
        label=_("Referral code of the new parent"),
        help_text=_("Empty: none"),
    )
    reason = forms.CharField(max_length=200, label=_("Reason"))


class StatusForm(forms.Form):
    """Whether a partner earns."""

    status = forms.ChoiceField(
        choices=choices(s for s in PartnerStatus if s != "applied"),
        label=_("Status"),
    )
    reason = forms.CharField(max_length=200, label=_("Reason"))


def _move(request: UiRequest, form: forms.Form, partner_id: str) -> str:
    found = the_partner(request, partner_id, MANAGE)
    values = form.cleaned_data
    parent = partner_by_code(found.brand_id, values["code"]) if values["code"] else None
    if values["code"] and parent is None:
        raise CodeUnknown(_t("There is no partner with this code."), field="code")
    move_partner(
        partner_id,
        parent.public_id if parent else None,
        actor=request.actor,
        at=now(),
        reason=values["reason"],
    )
    return _to(partner_id)


def _status(request: UiRequest, form: forms.Form, partner_id: str) -> str:
    the_partner(request, partner_id, MANAGE)
    values = form.cleaned_data
    set_status(
        partner_id,
        PartnerStatus(values["status"]),
        actor=request.actor,
        at=now(),
        reason=values["reason"],
    )
    return _to(partner_id)


def _register(path: str, name: str, title: Any, form: type[forms.Form], submit: Any) -> None:
    def build(request: UiRequest, *, data: Any, files: Any, partner_id: str) -> forms.Form:
        the_partner(request, partner_id, MANAGE)
        return form(data=data)

    register_form(
        FormPage(
            surface="backoffice",
            path=f"partners/<str:partner_id>/{path}/",
            name=name,
            title=title,
            permission=MANAGE,
            form=build,
            submit=submit,
            back=lambda request, partner_id: _to(partner_id),
        )
    )


_register("move", "partners.move", _("Move below another partner"), MoveForm, _move)
_register("status", "partners.status", _("Status of the partner"), StatusForm, _status)


@counter(
    "partner_applications",
    title=_("Partners to approve"),
    url_name="partners.partners",
    permission=MANAGE,
    live=("partner.",),
)
def applications(request: UiRequest) -> int:
    """Applicants that wait; those who were rejected do not."""
    rows = visible_partners(request).filter(status=PartnerStatus.APPLIED)
    waits = Q(applications=None) | Q(applications__state=ApplicationState.WAITING)
    return rows.filter(waits).distinct().count()
