"""Prices: every symbol's last, its age, what was wrong with quotes, and what stands still."""

from datetime import timedelta

import django_tables2 as tables
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import everywhere
from brokerdesk.core.ui import Action, ListPage, Nav, UiRequest, page, register_list, render_page
from brokerdesk.core.ui.columns import RIGHT, AgeColumn, CodeColumn
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.queries import servers_enabled

from ..models import QuoteFaultSeen
from ..queries import price_rows, standing_stops
from ..services.stops import MANAGE

VALUATION = _("Valuation")
VIEW = "valuation.price.view"
# Of more symbols the page asks for a part of the name.
MOST = 300
SILENT = timedelta(minutes=5)
EVERY_MS = 5_000


@page(
    "backoffice", "valuation/prices/",
    name="valuation.prices", title=_("Prices"), permission=VIEW,
    nav=Nav(VALUATION, 10, "chart-line"),
)  # fmt: skip
def prices(request: UiRequest) -> HttpResponse:
    """The last price of every symbol."""
    text = request.GET.get("q", "").strip()[:64]
    at = now()
    rows = price_rows(at, text=text)
    named = {row.pk: row.title for row in servers_enabled()}
    context = {
        "rows": rows[:MOST],
        "more": max(len(rows) - MOST, 0),
        "text": text,
        "stops": [(stop, named.get(stop.server_pk or 0, "")) for stop in standing_stops()],
        "silent_since": at - SILENT,
        "may_stop": everywhere(request.actor, MANAGE),
        "every_ms": EVERY_MS,
    }
    return render_page(request, "valuation/prices.html", context, title=_("Prices"))


class FaultTable(tables.Table):
    """Runs of quotes with one fault."""

    server = tables.Column(accessor="server__code", verbose_name=_("Server"))
    symbol = tables.Column(verbose_name=_("Symbol"))
    fault = CodeColumn(verbose_name=_("Fault"))
    count = tables.Column(verbose_name=_("Quotes"), attrs=RIGHT)
    first_at = AgeColumn(verbose_name=_("First"))
    last_at = AgeColumn(verbose_name=_("Last"))
    bid = tables.Column(verbose_name=_("Last bid"), attrs=RIGHT)
    ask = tables.Column(verbose_name=_("Last ask"), attrs=RIGHT)
    believed_bid = tables.Column(verbose_name=_("Believed bid"), attrs=RIGHT)
    believed_ask = tables.Column(verbose_name=_("Believed ask"), attrs=RIGHT)

    class Meta:
        model = QuoteFaultSeen
        fields = (
            "server", "symbol", "fault", "count", "first_at", "last_at", "bid", "ask",
            "believed_bid", "believed_ask",
        )  # fmt: skip


register_list(
    ListPage(
        surface="backoffice",
        path="valuation/faults/",
        name="valuation.faults",
        title=_("Faulty quotes"),
        permission=VIEW,
        nav=Nav(VALUATION, 20, "alert-triangle"),
        queryset=lambda request: QuoteFaultSeen.objects.select_related("server").order_by(
            "-last_at"
        ),
        table=FaultTable,
        search=lambda rows, text: rows.filter(symbol__icontains=text),
        empty=_("No quote was refused yet"),
        every_ms=EVERY_MS,
        intro=_("Quotes in a row with one fault. Such quotes decide nothing by themselves."),
        actions=(
            Action(
                label=_("Which quotes are believed"),
                url_name="valuation.rules",
                permission="valuation.rule.manage",
                icon="adjustments",
            ),
        ),
    )
)
