"""Cases of what looks like abuse: the queue, one with its evidence, and the decision."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require, scoped
from brokerdesk.core.ui import (
    FormPage,
    ListPage,
    Nav,
    UiRequest,
    counter,
    page,
    register_form,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.columns import AgeColumn, CodeColumn, StateColumn
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import actor_names, client_names

from ..errors import CaseNotFound
from ..models import PartnerCase, SelfReferral
from ..services.abuse.deciding import confirm_case, dismiss_case
from ..types import AbuseRule, CaseState
from .lists import PARTNERS, VIEW

DECIDE = "partners.case.decide"
LIVE = ("partner_case.",)
EVIDENCE = {
    "shared": _("They share"),
    "other": _("Other client"),
    "times": _("Pairs of opposite trades"),
    "tickets": _("First pairs of tickets"),
    "day": _("Day"),
    "trades": _("Closed trades on the day"),
    "median_s": _("Held at the median, seconds"),
    "commission": _("Commission in the days looked at"),
    "net_deposit": _("Net deposit"),
    "revenue": _("Revenue in the days looked at"),
    "paid_in": _("Paid in"),
    "paid_out": _("Paid out"),
    "currency": _("Currency"),
    "first_at": _("First deposit"),
    "registrations": _("Registrations of one origin"),
    "clients": _("Clients"),
}
SHARED = {
    "email": _("e-mail address"),
    "phone": _("phone number"),
    "identity": _("name and date of birth"),
    "document": _("the same document"),
}


class CaseFilter(filters.FilterSet):
    """Cases by rule and state."""

    rule = filters.ChoiceFilter(choices=choices(AbuseRule), label=_("Rule"))
    state = filters.ChoiceFilter(choices=choices(CaseState), label=_("State"))

    class Meta:
        model = PartnerCase
        fields = ("rule", "state")


class CaseTable(tables.Table):
    """What looks like abuse."""

    public_id = tables.Column(verbose_name=_("Case"), orderable=False)
    rule = CodeColumn(verbose_name=_("Rule"))
    partner = tables.Column(accessor="partner__client", verbose_name=_("Partner"), orderable=False)
    client = tables.Column(verbose_name=_("Client"), orderable=False)
    opened_at = AgeColumn(verbose_name=_("Age"))
    state = StateColumn(verbose_name=_("State"))

    class Meta:
        model = PartnerCase
        fields = ("public_id", "rule", "partner", "client", "opened_at", "state")
        order_by = "-opened_at"

    def render_public_id(self, value: str) -> str:
        href = url("backoffice", "partners.case", case_id=value)
        return format_html('<a href="{}">{}</a>', href, value)


def cases(request: UiRequest) -> QuerySet[PartnerCase]:
    """Cases of brands that the actor may see."""
    rows = PartnerCase.objects.select_related("partner__client", "client", "hold", "brand")
    return scoped(request.actor, VIEW, rows)


def the_case(request: UiRequest, case_id: str, permission: str = VIEW) -> PartnerCase:
    """One case on which the actor holds a permission."""
    found = cases(request).filter(public_id=case_id).first()
    if found is None:
        raise CaseNotFound(_t("There is no such case."))
    require(request.actor, permission, brand_id=found.brand_id)
    return found


def _to(case_id: str) -> str:
    return url("backoffice", "partners.case", case_id=case_id)


register_list(
    ListPage(
        surface="backoffice",
        path="partners/cases/",
        name="partners.cases",
        title=_("Cases of abuse"),
        permission=VIEW,
        nav=Nav(PARTNERS, 45, "alert-triangle"),
        queryset=cases,
        table=CaseTable,
        filterset=CaseFilter,
        live=LIVE,
        empty=_("Nothing looks like abuse"),
    )
)


@counter(
    "partner_cases_open",
    title=_("Cases of abuse by partners"),
    url_name="partners.cases",
    permission=DECIDE,
    live=LIVE,
)
def open_cases_count(request: UiRequest) -> int:
    """Cases that wait for a decision."""
    rows = PartnerCase.objects.filter(state=CaseState.OPEN)
    return scoped(request.actor, DECIDE, rows).count()


@page(
    "backoffice", "partners/cases/<str:case_id>/",
    name="partners.case", title=_("Case of abuse"), permission=VIEW, live=LIVE,
)  # fmt: skip
def case_page(request: UiRequest, case_id: str) -> HttpResponse:
    """Evidence, what is held back, how it was decided."""
    found = the_case(request, case_id)
    context = {
        "case": found,
        "evidence": _evidence(found),
        "barred": SelfReferral.objects.filter(case=found).exists(),
        "decided_by": actor_names([found.decided_by]).get(found.decided_by, ""),
        "may_decide": found.state == CaseState.OPEN
        and allowed(request.actor, DECIDE, brand_id=found.brand_id),
    }
    return render_page(request, "partners/case.html", context)


def _evidence(case: PartnerCase) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Each fact with its words, and what it says as (text, address) pairs."""
    return [(EVIDENCE.get(name, name), _said(name, value)) for name, value in case.evidence.items()]


def _said(name: str, value: Any) -> list[tuple[str, str]]:
    if name in {"clients", "other"}:
        ids = value if isinstance(value, list) else [value]
        names = client_names(ids)
        return [(names.get(i) or i, url("backoffice", "clients.card", client_id=i)) for i in ids]
    if name == "shared":
        return [(str(SHARED.get(part, part)), "") for part in value]
    if name == "tickets":
        return [(" / ".join(str(ticket) for ticket in pair), "") for pair in value]
    return [(str(value), "")]


class ConfirmForm(forms.Form):
    """Why it is abuse, and whether the client stays."""

    reason = forms.CharField(
        max_length=500, label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3})
    )
    detach = forms.BooleanField(
        required=False, label=_("From now on the client belongs to no partner")
    )


class DismissForm(forms.Form):
    """Why it is none."""

    reason = forms.CharField(
        max_length=500, label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3})
    )


def _confirm_form(request: UiRequest, *, data: Any, files: Any, case_id: str) -> forms.Form:
    found = the_case(request, case_id, DECIDE)
    form = ConfirmForm(data=data)
    if found.client_id is None:
        del form.fields["detach"]
    return form


def _dismiss_form(request: UiRequest, *, data: Any, files: Any, case_id: str) -> forms.Form:
    the_case(request, case_id, DECIDE)
    return DismissForm(data=data)


def _confirm(request: UiRequest, form: forms.Form, case_id: str) -> str:
    the_case(request, case_id, DECIDE)
    values = form.cleaned_data
    confirm_case(
        case_id,
        reason=values["reason"],
        detach=values.get("detach", False),
        actor=request.actor,
        at=now(),
    )
    messages.success(request, _t("Confirmed: what is held back stays so."))
    return _to(case_id)


def _dismiss(request: UiRequest, form: forms.Form, case_id: str) -> str:
    the_case(request, case_id, DECIDE)
    dismiss_case(case_id, reason=form.cleaned_data["reason"], actor=request.actor, at=now())
    messages.success(request, _t("Dismissed: what was held back is free again."))
    return _to(case_id)


def _register(path: str, title: Any, form: Any, submit: Any, *, danger: bool) -> None:
    register_form(
        FormPage(
            surface="backoffice",
            path=f"partners/cases/<str:case_id>/{path}/",
            name=f"partners.case_{path}",
            title=title,
            permission=DECIDE,
            form=form,
            submit=submit,
            submit_label=title,
            danger=danger,
            back=lambda request, case_id: _to(case_id),
        )
    )


_register("confirm", _("Confirm"), _confirm_form, _confirm, danger=True)
_register("dismiss", _("Dismiss"), _dismiss_form, _dismiss, danger=False)
