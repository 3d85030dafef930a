"""Lists of the partners room in the back office."""

import django_filters as filters
from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import scoped
from brokerdesk.core.ui import Action, ListPage, Nav, UiRequest, register_list
from brokerdesk.core.words import choices

from ..models import Accrual, Partner, PlanVersion
from ..types import AccrualKind, PartnerStatus
from .tables import AccrualTable, PartnerTable, PlanTable
from .words import REASONS

PARTNERS = _("Partners")
VIEW = "partners.partner.view"


class PartnerFilter(filters.FilterSet):
    """Partners by status."""

    status = filters.ChoiceFilter(choices=choices(PartnerStatus), label=_("Status"))

    class Meta:
        model = Partner
        fields = ("status",)


class AccrualFilter(filters.FilterSet):
    """Accruals by kind, reason, partner and the deal's day."""

    kind = filters.ChoiceFilter(choices=choices(AccrualKind), label=_("Kind"))
    reason = filters.ChoiceFilter(
        choices=[(code, words) for code, words in REASONS.items()], label=_("Reason of zero")
    )
    ticket = filters.NumberFilter(field_name="deal__ticket", label=_("Deal"))
    partner = filters.CharFilter(
        field_name="partner__code", lookup_expr="iexact", max_length=24, label=_("Referral code")
    )
    since = filters.DateFilter(field_name="occurred_at", lookup_expr="date__gte", label=_("From"))
    until = filters.DateFilter(field_name="occurred_at", lookup_expr="date__lte", label=_("To"))

    class Meta:
        model = Accrual
        fields = ("kind", "reason")


def partners(request: UiRequest) -> QuerySet[Partner]:
    """Partners that the actor may see."""
    return scoped(request.actor, VIEW, Partner.objects.select_related("client", "brand"))


def accruals(request: UiRequest) -> QuerySet[Accrual]:
    """Accruals of partners that the actor may see."""
    rows = Accrual.objects.select_related("deal", "partner", "partner__client")
    return scoped(request.actor, VIEW, rows, brand="deal__account__brand_id")


def plans(request: UiRequest) -> QuerySet[PlanVersion]:
    """Plan versions of brands that the actor may see."""
    rows = PlanVersion.objects.select_related("plan", "plan__brand")
    return scoped(request.actor, VIEW, rows, brand="plan__brand_id")


def search_partners(rows: QuerySet[Partner], text: str) -> QuerySet[Partner]:
    """By name, e-mail or referral code."""
    words = Q(client__search=SearchQuery(text, config="simple"))
    return rows.filter(words | Q(code=text.lower()))


register_list(
    ListPage(
        surface="backoffice",
        path="partners/",
        name="partners.partners",
        title=_("Partners"),
        permission=VIEW,
        nav=Nav(PARTNERS, 10, icon="affiliate"),
        queryset=partners,
        table=PartnerTable,
        filterset=PartnerFilter,
        search=search_partners,
        live=("partner.",),
        empty=_("No partners yet"),
    )
)
register_list(
    ListPage(
        surface="backoffice",
        path="partners/accruals/",
        name="partners.accruals",
        title=_("Accruals"),
        permission=VIEW,
        nav=Nav(PARTNERS, 20, icon="receipt"),
        queryset=accruals,
        table=AccrualTable,
        filterset=AccrualFilter,
        sorts_large=False,
        live=("commission.",),
        actions=(Action(_("Compute a period again"), "partners.recompute", VIEW, "refresh"),),
        empty=_("No accruals yet: they appear with the first closed trade"),
    )
)
register_list(
    ListPage(
        surface="backoffice",
        path="partners/plans/",
        name="partners.plans",
        title=_("Commission plans"),
        permission=VIEW,
        nav=Nav(PARTNERS, 30, icon="percentage"),
        queryset=plans,
        table=PlanTable,
        live=("plan.",),
        actions=(Action(_("Add plan"), "partners.plan_new", "partners.plan.manage"),),
        empty=_("No plans yet"),
    )
)
