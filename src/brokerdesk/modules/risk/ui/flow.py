"""How accounts trade: figures to rank by, and one account's figures over time."""

from decimal import Decimal
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import ListPage, Nav, UiRequest, register_list, url
from brokerdesk.core.ui.columns import RIGHT, MoneyColumn
from brokerdesk.core.ui.texts import number_text

from ..models import FlowStat
from ..queries.scope import VIEW
from .common import RISK, seen


class FlowFilter(filters.FilterSet):
    """Accounts by how much, and how quickly, they trade."""

    login = filters.NumberFilter(field_name="account__login", label=_("Login"))
    group = filters.CharFilter(
        field_name="account__group", lookup_expr="icontains", max_length=128, label=_("Group")
    )
    trades = filters.NumberFilter(lookup_expr="gte", label=_("Trades, at least"))
    quick = filters.NumberFilter(method="by_percent", label=_("Under 60 s, % at least"))

    class Meta:
        model = FlowStat
        fields = ("trades",)

    def by_percent(self, rows: QuerySet[FlowStat], name: str, value: Any) -> QuerySet[FlowStat]:
        return rows.filter(under_60s_share__gte=Decimal(value) / 100)


class ShareColumn(tables.Column):
    """A share in percent; exports the share itself."""

    def render(self, value: Decimal) -> str:
        return f"{value * 100:.1f} %"

    def value(self, value: Decimal) -> Decimal:
        return value


class FlowTable(tables.Table):
    """Figures of the 30 days before; they describe and accuse nobody."""

    account = tables.Column(accessor="account__login", verbose_name=_("Account"))
    on = tables.Column(verbose_name=_("Up to"))
    trades = tables.Column(verbose_name=_("Trades"), attrs=RIGHT)
    median_hold_s = tables.Column(verbose_name=_("Median hold, s"), attrs=RIGHT)
    under_10s = tables.Column(verbose_name=_("< 10 s"), attrs=RIGHT)
    under_3min = tables.Column(verbose_name=_("10 s – 3 min"), attrs=RIGHT)
    longer = tables.Column(verbose_name=_("≥ 3 min"), attrs=RIGHT)
    under_60s_share = ShareColumn(verbose_name=_("Under 60 s"), attrs=RIGHT)
    same_second = tables.Column(verbose_name=_("Same-second openings"), attrs=RIGHT)
    lots_raised = tables.Column(verbose_name=_("Lots ≥ 1.5 × before"), attrs=RIGHT)
    both_sides_share = ShareColumn(verbose_name=_("Both sides open"), attrs=RIGHT)
    win_rate = ShareColumn(verbose_name=_("Won"), attrs=RIGHT)
    net_profit = MoneyColumn(verbose_name=_("Net result"), signed=True)
    markouts = tables.Column(verbose_name=_("Mark-out 1 / 10 / 60 s"), orderable=False, attrs=RIGHT)

    class Meta:
        model = FlowStat
        fields = (
            "account", "on", "trades", "median_hold_s", "under_10s", "under_3min", "longer",
            "under_60s_share", "same_second", "lots_raised", "both_sides_share", "win_rate",
            "net_profit", "markouts",
        )  # fmt: skip
        order_by = "-under_60s_share"

    def render_account(self, value: int, record: FlowStat) -> str:
        href = url("backoffice", "trading.account", account_id=record.account.public_id)
        return format_html('<a href="{}">{}</a>', href, value)

    def render_on(self, value: Any) -> str:
        return f"{value:%Y-%m-%d}"

    def render_markouts(self, value: dict[str, str | None]) -> str:
        return " / ".join(
            "?" if known is None else number_text(Decimal(known), 2) for known in value.values()
        )


def newest(request: UiRequest) -> QuerySet[FlowStat]:
    """Each account's newest figures, of accounts whose risk the actor may see."""
    brand_pks = seen(request)
    last = FlowStat.objects.filter(account_id=OuterRef("account_id")).order_by("-on")
    rows = FlowStat.objects.filter(pk=Subquery(last.values("pk")[:1])).select_related("account")
    return rows if brand_pks is None else rows.filter(account__brand_id__in=brand_pks)


register_list(
    ListPage(
        surface="backoffice",
        path="risk/flow/",
        name="risk.flow",
        title=_("Flow in figures"),
        permission=VIEW,
        nav=Nav(RISK, 70, icon="chart-bar"),
        queryset=newest,
        table=FlowTable,
        filterset=FlowFilter,
        intro=_(
            "Statistics of closed trades of 30 days, computed once a day; no label follows from"
            " them. Mark-outs: what the price gave the account's trades so many seconds later, in"
            " its currency; “?”: none of them could be measured."
        ),
        empty=_("No figures yet: they are computed once a day of each legal entity"),
    )
)
