"""A partner's terms and plans through time, on his page; giving him another plan."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed
from brokerdesk.core.ui import FormPage, Panel, UiRequest, page, panel, register_form, url
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand

from ..models import Partner, PartnerTerms, Plan, PlanAssignment
from ..queries import months_of
from ..services import assign_plan
from .lists import VIEW
from .lists import partners as visible_partners
from .office import the_partner
from .own_numbers import tree_level

MANAGE = "partners.plan.manage"
SHOWN = 30


@panel("partner_page", title=_("Terms and plan"), order=10, permission=VIEW, live=("partner.",))
def terms_panel(request: UiRequest, partner_id: str) -> Panel | None:
    """Rank, rate and multiplier, and the plan, as they held."""
    partner = visible_partners(request).filter(public_id=partner_id).first()
    if partner is None:
        return None
    may = allowed(request.actor, MANAGE, brand_id=partner.brand_id)
    ways = ((_("Terms"), "partners.terms"), (_("Plan"), "partners.assign"))
    actions = [(label, url("backoffice", name, partner_id=partner_id)) for label, name in ways]
    plans = PlanAssignment.objects.select_related("plan").filter(partner=partner)
    return Panel(
        "partners/panels/terms.html",
        {
            "terms": PartnerTerms.objects.filter(partner=partner).order_by("-id")[:SHOWN],
            "plans": plans.order_by("-id")[:SHOWN],
        },
        actions=tuple(actions) if may else (),
    )


class AssignForm(forms.Form):
    """The plan of a partner from now on."""

    plan_id = forms.ChoiceField(label=_("Plan"))

    def __init__(self, partner: Partner, **given: Any) -> None:
        super().__init__(**given)
        rows = Plan.objects.filter(brand_id=partner.brand_id).order_by("name")
        set_choices(self, "plan_id", [(p.public_id, f"{p.name}, {p.currency}") for p in rows])


def _form(request: UiRequest, *, data: Any, files: Any, partner_id: str) -> AssignForm:
    partner = the_partner(request, partner_id, MANAGE)
    held = PlanAssignment.objects.filter(partner=partner, valid__contains=now())
    shown = held.values_list("plan__public_id", flat=True).first()
    return AssignForm(partner, data=data, initial={"plan_id": shown})


def _assign(request: UiRequest, form: AssignForm, partner_id: str) -> str:
    the_partner(request, partner_id, MANAGE)
    plan_id = form.cleaned_data["plan_id"]
    assign_plan(partner_id, plan_id, actor=request.actor, at=now())
    return url("backoffice", "partners.partner", partner_id=partner_id)


register_form(
    FormPage(
        surface="backoffice",
        path="partners/<str:partner_id>/plan/",
        name="partners.assign",
        title=_("Plan of the partner"),
        permission=MANAGE,
        form=_form,
        submit=_assign,
        submit_label=_("Give from now on"),
        intro=lambda request, partner_id: _(
            "It pays him and all below him who have no plan of their own. A first plan holds for "
            "earlier deals too that are not computed yet; others hold from now on."
        ),
        back=lambda request, partner_id: url(
            "backoffice", "partners.partner", partner_id=partner_id
        ),
    )
)


@page(
    "backoffice", "partners/<str:partner_id>/tree/",
    name="partners.tree", title=_("Tree"), permission=VIEW, live=("commission.", "partner."),
)  # fmt: skip
def tree_page(request: UiRequest, partner_id: str) -> HttpResponse:
    """One level of the tree below a partner, with a period's numbers of each node."""
    found = the_partner(request, partner_id)
    zone = brand(found.brand_id).reporting_zone
    return tree_level(request, found, "partners/office_tree.html", zone)


@page(
    "backoffice", "partners/<str:partner_id>/months/",
    name="partners.months", title=_("By month"), permission=VIEW, live=("commission.",),
)  # fmt: skip
def months_part(request: UiRequest, partner_id: str) -> HttpResponse:
    """Earnings by month: a part of the partner's page that comes after it."""
    found = the_partner(request, partner_id)
    return render(request, "partners/months.html", {"months": months_of(found.pk)})
