"""All lines of one payout run, as a list with filter and export."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import ListPage, UiRequest, register_list, url
from brokerdesk.core.ui.columns import LinkColumn, MoneyColumn, StateColumn
from brokerdesk.core.words import choices

from ..models import PayoutLine
from ..types import PayoutLineState
from .lists import VIEW
from .runs import LIVE, the_run


def _partner(line: PayoutLine) -> str:
    return url("backoffice", "partners.partner", partner_id=line.partner.public_id)


class RunLineFilter(filters.FilterSet):
    """Lines by state and partner."""

    state = filters.ChoiceFilter(choices=choices(PayoutLineState), label=_("State"))
    partner = filters.CharFilter(
        field_name="partner__code", lookup_expr="iexact", max_length=24, label=_("Referral code")
    )

    class Meta:
        model = PayoutLine
        fields = ("state",)


class RunLineTable(tables.Table):
    """Lines of a run, the largest first."""

    partner = LinkColumn(
        _partner, accessor="partner__client", verbose_name=_("Partner"), orderable=False
    )
    code = tables.Column(accessor="partner__code", verbose_name=_("Referral code"))
    payee = tables.Column(
        accessor="payee__client", verbose_name=_("Paid to"), orderable=False,
        default=_("his own wallet"),
    )  # fmt: skip
    exact = MoneyColumn(verbose_name=_("Payable"))
    amount = MoneyColumn(verbose_name=_("Amount"))
    state = StateColumn(verbose_name=_("State"))
    reason = tables.Column(verbose_name=_("Reason"), orderable=False)

    class Meta:
        model = PayoutLine
        fields = ("partner", "code", "payee", "exact", "amount", "state", "reason")
        order_by = "-amount"


def lines(request: UiRequest, run_id: str) -> QuerySet[PayoutLine]:
    """The lines of a run that the actor may see."""
    found = the_run(request, run_id)
    return found.lines.select_related("partner__client", "payee__client")


register_list(
    ListPage(
        surface="backoffice",
        path="partners/runs/<str:run_id>/lines/",
        name="partners.run_lines",
        title=_("Lines of a payout run"),
        permission=VIEW,
        queryset=lines,
        table=RunLineTable,
        filterset=RunLineFilter,
        live=LIVE,
    )
)
