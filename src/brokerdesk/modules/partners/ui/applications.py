"""Applications of those who want to be partners: the queue, and one with its answers."""

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
    page,
    register_form,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.acting import acted
from brokerdesk.core.ui.columns import AgeColumn, StateColumn
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import actor_names

from ..errors import ApplicationNotFound
from ..models import Acceptance, Application
from ..services import approve_partner
from ..services.programme.applying import reject_application
from ..types import ApplicationState
from .lists import PARTNERS, VIEW

MANAGE = "partners.partner.manage"
LIVE = ("partner.applied", "partner.approved")


class ApplicationFilter(filters.FilterSet):
    """Applications by state."""

    state = filters.ChoiceFilter(choices=choices(ApplicationState), label=_("State"))

    class Meta:
        model = Application
        fields = ("state",)


class ApplicationTable(tables.Table):
    """Who wants to be a partner."""

    client = tables.Column(accessor="partner__client", verbose_name=_("Applicant"), orderable=False)
    brand = tables.Column(accessor="partner__brand__name", verbose_name=_("Brand"))
    inviter = tables.Column(
        accessor="inviter__client", verbose_name=_("Invited by"), orderable=False
    )
    sent_at = AgeColumn(verbose_name=_("Age"))
    state = StateColumn(verbose_name=_("State"))

    class Meta:
        model = Application
        fields = ("client", "brand", "inviter", "sent_at", "state")
        order_by = "-sent_at"

    def render_client(self, value: Any, record: Application) -> str:
        href = url("backoffice", "partners.application", application_id=record.public_id)
        return format_html('<a href="{}">{}</a>', href, value)


def applications(request: UiRequest) -> QuerySet[Application]:
    """Applications to brands that the actor may see."""
    rows = Application.objects.select_related(
        "partner__client", "partner__brand", "inviter__client"
    )
    return scoped(request.actor, VIEW, rows, brand="partner__brand_id")


def the_application(request: UiRequest, application_id: str, permission: str = VIEW) -> Application:
    """One application on which the actor holds a permission."""
    found = applications(request).filter(public_id=application_id).first()
    if found is None:
        raise ApplicationNotFound(_t("There is no such application."))
    require(request.actor, permission, brand_id=found.partner.brand_id)
    return found


def _to(application_id: str) -> str:
    return url("backoffice", "partners.application", application_id=application_id)


register_list(
    ListPage(
        surface="backoffice",
        path="partners/applications/",
        name="partners.applications",
        title=_("Applications"),
        permission=VIEW,
        nav=Nav(PARTNERS, 15, icon="inbox"),
        queryset=applications,
        table=ApplicationTable,
        filterset=ApplicationFilter,
        live=LIVE,
        empty=_("Nobody has applied yet"),
    )
)


@page(
    "backoffice", "partners/applications/<str:application_id>/",
    name="partners.application", title=_("Application"), permission=VIEW, live=LIVE,
)  # fmt: skip
def application_page(request: UiRequest, application_id: str) -> HttpResponse:
    """What he answered, which agreement he accepted, who invited him."""
    found = the_application(request, application_id)
    waits = found.state == ApplicationState.WAITING
    accepted = Acceptance.objects.select_related("agreement").filter(partner=found.partner)
    context = {
        "application": found,
        "accepted": accepted.order_by("-agreement__version"),
        "decided_by": actor_names([found.decided_by]).get(found.decided_by, ""),
        "may_decide": waits and allowed(request.actor, MANAGE, brand_id=found.partner.brand_id),
    }
    title = str(found.partner.client)
    return render_page(request, "partners/programme_application.html", context, title=title)


@page(
    "backoffice", "partners/applications/<str:application_id>/approve/",
    name="partners.application_approve", title=_("Approve"), permission=MANAGE,
)  # fmt: skip
def approve_page(request: UiRequest, application_id: str) -> HttpResponse:
    """Make an applicant a partner."""
    found = the_application(request, application_id, MANAGE)
    return acted(
        request,
        _to(application_id),
        _t("Approved."),
        lambda: approve_partner(found.partner.public_id, actor=request.actor, at=now()),
    )


class RejectForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        max_length=500, label=_("Reason"), help_text=_("The applicant reads it"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


def _reject_form(request: UiRequest, *, data: Any, files: Any, application_id: str) -> forms.Form:
    the_application(request, application_id, MANAGE)
    return RejectForm(data=data)


def _reject(request: UiRequest, form: forms.Form, application_id: str) -> str:
    the_application(request, application_id, MANAGE)
    reason = form.cleaned_data["reason"]
    reject_application(application_id, reason=reason, actor=request.actor, at=now())
    messages.success(request, _t("Rejected; he may apply again."))
    return _to(application_id)


register_form(
    FormPage(
        surface="backoffice",
        path="partners/applications/<str:application_id>/reject/",
        name="partners.application_reject",
        title=_("Reject application"),
        permission=MANAGE,
        form=_reject_form,
        submit=_reject,
        submit_label=_("Reject"),
        danger=True,
        back=lambda request, application_id: _to(application_id),
    )
)
