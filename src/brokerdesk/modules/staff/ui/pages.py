"""Staff list and card."""

import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require
from brokerdesk.core.access.queries import assignments_of
from brokerdesk.core.identity.services import has_mfa
from brokerdesk.core.ui import (
    Action,
    ListPage,
    Nav,
    UiRequest,
    page,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.forms import redirect_after
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brands

from .. import services
from ..models import Staff
from ..queries import staff_row


class StaffTable(tables.Table):
    """Members of staff."""

    name = tables.Column(
        verbose_name=_("Name"),
        linkify=lambda record: url("backoffice", "staff.card", staff_id=record.public_id),
    )
    email = tables.Column(verbose_name=_("E-mail"), accessor="user__email")
    roles = tables.Column(
        verbose_name=_("Roles"), accessor="public_id", orderable=False, empty_values=()
    )
    office = tables.Column(verbose_name=_("Office"), accessor="office__name")
    active = tables.BooleanColumn(verbose_name=_("Active"))
    joined_at = tables.DateTimeColumn(verbose_name=_("Joined"), format="Y-m-d H:i")

    class Meta:
        order_by = "name"

    def before_render(self, request: UiRequest) -> None:
        """Fetch the roles of the shown rows at once."""
        self.held = assignments_of([record.public_id for record in self.data])

    def render_roles(self, value: str) -> str:
        """Show role titles."""
        held = getattr(self, "held", {}).get(value) or assignments_of([value])[value]
        return ", ".join(dict.fromkeys(a.role_title for a in held))


def members(request: UiRequest) -> QuerySet[Staff]:
    """All staff: rights over staff are not narrowed to brands."""
    require(request.actor, "staff.view")
    return Staff.objects.select_related("user", "office")


def _search(rows: QuerySet[Staff], text: str) -> QuerySet[Staff]:
    return rows.filter(name__icontains=text) | rows.filter(user__email__icontains=text)


register_list(
    ListPage(
        surface="backoffice",
        path="settings/staff/",
        name="staff.list",
        title=_("Staff"),
        permission="staff.view",
        queryset=members,
        table=StaffTable,
        search=_search,
        nav=Nav(_("Settings"), order=20, icon="users"),
        live=("staff.",),
        actions=(Action(_("Invite"), "staff.invite", "staff.invite"),),
        empty=_("No staff yet"),
    )
)


@page(
    "backoffice",
    "settings/staff/<str:staff_id>/",
    name="staff.card",
    title=_("Member of staff"),
    permission="staff.view",
)
def card(request: UiRequest, staff_id: str) -> HttpResponse:
    """Show a member of staff, his roles and what may be done."""
    row = staff_row(staff_id)
    names = {b.pk: b.name for b in brands()}
    held = [(a, names.get(a.brand_id or 0, "")) for a in assignments_of([staff_id])[staff_id]]
    return render_page(
        request,
        "staff/card.html",
        {
            "member": row,
            "held": held,
            "has_mfa": has_mfa(row.user_pk),
            "myself": request.actor.id == staff_id,
            "may": {
                act: allowed(request.actor, f"staff.{act}")
                for act in ("invite", "roles", "suspend", "mfa")
            },
        },
        title=row.name,
    )


@page(
    "backoffice",
    "settings/staff/<str:staff_id>/invite-again/",
    name="staff.invite_again",
    title=_("Invite again"),
    permission="staff.invite",
)
def invite_again(request: UiRequest, staff_id: str) -> HttpResponse:
    """Send a fresh invitation."""
    if request.method != "POST":
        return HttpResponse(status=405)
    services.resend_invitation(staff_id, actor=request.actor, at=now())
    return redirect_after(request, url("backoffice", "staff.card", staff_id=staff_id))
