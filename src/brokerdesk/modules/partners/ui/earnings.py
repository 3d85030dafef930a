"""What partners earn without a deal: lists and derivations, in the office and the cabinet."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import scoped
from brokerdesk.core.registry import Surface
from brokerdesk.core.ui import (
    Action,
    ListPage,
    Nav,
    Panel,
    UiRequest,
    page,
    panel,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.columns import CodeColumn, MoneyColumn, WhenColumn
from brokerdesk.core.ui.templatetags.ui import money
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now

from ..errors import EarningNotFound
from ..models import Earning, RevenueSettlement
from ..services.programme.masking import Mask
from ..types import EarningKind
from .earning_words import parts, steps
from .lists import PARTNERS, VIEW
from .own_numbers import own

LIVE = ("commission.earned",)
PANEL = 8


class OwnEarningFilter(filters.FilterSet):
    """Earnings by kind and day."""

    kind = filters.ChoiceFilter(choices=choices(EarningKind), label=_("Kind"))
    since = filters.DateFilter(field_name="occurred_at", lookup_expr="date__gte", label=_("From"))
    until = filters.DateFilter(field_name="occurred_at", lookup_expr="date__lte", label=_("To"))

    class Meta:
        model = Earning
        fields = ("kind",)


class EarningFilter(OwnEarningFilter):
    """The same by partner."""

    partner = filters.CharFilter(
        field_name="partner__code", lookup_expr="iexact", max_length=24, label=_("Referral code")
    )


class EarningTable(tables.Table):
    """Earnings of partners; the amount leads to its derivation."""

    occurred_at = WhenColumn(verbose_name=_("Time"))
    partner = tables.Column(accessor="partner__client", verbose_name=_("Partner"), orderable=False)
    kind = CodeColumn(verbose_name=_("Kind"))
    amount = MoneyColumn(verbose_name=_("Amount"))
    formula = tables.Column(accessor="why__formula", verbose_name=_("Derivation"), orderable=False)
    payable_at = WhenColumn(verbose_name=_("Payable from"), orderable=False)
    surface: Surface = "backoffice"

    class Meta:
        model = Earning
        fields = ("occurred_at", "partner", "kind", "amount", "formula", "payable_at")
        order_by = "-pk"

    def render_amount(self, value: Any, record: Earning) -> str:
        href = url(self.surface, "partners.earning", earning_id=record.public_id)
        return format_html('<a href="{}">{}</a>', href, money(value.normalize(), record.currency))


class OwnEarningTable(EarningTable):
    """A partner's own."""

    surface: Surface = "portal"

    class Meta(EarningTable.Meta):
        exclude = ("partner",)


def earnings(request: UiRequest) -> QuerySet[Earning]:
    """Earnings of partners that the actor may see."""
    rows = Earning.objects.select_related("partner__client", "client")
    return scoped(request.actor, VIEW, rows, brand="partner__brand_id")


def own_earnings(request: UiRequest) -> QuerySet[Earning]:
    """The signed-in partner's."""
    return Earning.objects.select_related("partner", "client").filter(partner=own(request))


_EMPTY = _("Nothing yet: clients who qualify, shares of revenue and tiers are booked here.")
register_list(
    ListPage(
        surface="backoffice",
        path="partners/earnings/",
        name="partners.earnings",
        title=_("Earned without a deal"),
        permission=VIEW,
        nav=Nav(PARTNERS, 22, "coins"),
        queryset=earnings,
        table=EarningTable,
        filterset=EarningFilter,
        live=LIVE,
        empty=_EMPTY,
    )
)
register_list(
    ListPage(
        surface="portal",
        path="partner/earnings/",
        name="partners.own_earnings",
        title=_("Earned without a deal"),
        queryset=own_earnings,
        table=OwnEarningTable,
        filterset=OwnEarningFilter,
        live=LIVE,
        actions=(
            Action(_("Clients paid for"), "partners.own_qualifications", icon="user-check"),
            Action(_("Shares of revenue"), "partners.own_revenue", icon="chart-pie"),
        ),
        empty=_EMPTY,
    )
)


@panel(
    "partner_page", title=_("Earned without a deal"), order=25, permission=VIEW, live=LIVE, width=6
)
def earnings_panel(request: UiRequest, partner_id: str) -> Panel | None:
    """The newest earnings of a partner; nothing where there is none."""
    rows = earnings(request).filter(partner__public_id=partner_id)
    newest = list(rows.order_by("-pk")[:PANEL])
    if not newest:
        return None
    everything = f"{url('backoffice', 'partners.earnings')}?partner={newest[0].partner.code}"
    return Panel(
        "partners/panels/earnings.html", {"rows": newest}, actions=((_("All"), everything),)
    )


def _shown(found: Earning) -> dict[str, Any]:
    """What both pages show of one earning."""
    head, rows = parts(found.why)
    reversed_by = Earning.objects.filter(reverses=found).first()
    return {
        "earning": found,
        "steps": steps(found.why),
        "head": head,
        "rows": rows,
        "reversed_by": reversed_by,
        "settlement": RevenueSettlement.objects.filter(earning=found).first(),
    }


def _one(rows: QuerySet[Earning], earning_id: str) -> Earning:
    found = rows.filter(public_id=earning_id).select_related("reverses").first()
    if found is None:
        raise EarningNotFound(_t("There is no such earning."))
    return found


@page(
    "backoffice", "partners/earnings/<str:earning_id>/", name="partners.earning",
    title=_("Earned without a deal"), permission=VIEW, live=LIVE,
)  # fmt: skip
def office_page(request: UiRequest, earning_id: str) -> HttpResponse:
    """One earning with its derivation."""
    found = _one(earnings(request), earning_id)
    context = {**_shown(found), "office": True, "client": found.client}
    return render_page(request, "partners/earning.html", context, title=earning_id)


@page(
    "portal", "partner/earnings/<str:earning_id>/", name="partners.earning",
    title=_("Earned without a deal"), live=LIVE,
)  # fmt: skip
def portal_page(request: UiRequest, earning_id: str) -> HttpResponse:
    """One earning of the partner; the client is masked as the programme says."""
    found = _one(own_earnings(request), earning_id)
    mask: Any = None
    if found.client is not None:
        mask = Mask(found.partner.brand_id, now()).of(found.client, found.partner.public_id)
    context = {**_shown(found), "office": False, "client": mask}
    return render_page(request, "partners/earning.html", context)
