"""Today's figures and the queues on the office dashboard."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.registry import registry
from brokerdesk.core.ui import Panel, UiRequest, panel, url
from brokerdesk.core.ui.panels import may_see
from brokerdesk.modules.brands.queries import brands
from brokerdesk.modules.clients.queries import clients_by_pk
from brokerdesk.modules.trading.queries import top_clients, top_symbols

from ..queries import all_figures
from ..rules import bounds
from ..types import FigureRow, Metric
from .seen import VIEW, today_of, visible_brands, zone_of

MOST = 8
TITLES = {
    Metric.REGISTRATIONS: _("Registrations"),
    Metric.DEPOSITS: _("Deposits"),
    Metric.WITHDRAWALS: _("Withdrawals"),
    Metric.REFUNDS: _("Refunds and chargebacks"),
    Metric.VOLUME: _("Volume, lots"),
    Metric.CLIENT_RESULT: _("Clients' result"),
    Metric.CHARGED: _("Charged to clients"),
    Metric.COMMISSIONS: _("Partners' commission"),
}
TINTED = frozenset({Metric.CLIENT_RESULT})
Sums = list[tuple[str, Decimal]]


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of today beside yesterday's, per currency."""

    title: Any
    today: Sums
    yesterday: Sums
    at: datetime | None
    plain: bool = False
    tinted: bool = False


def _sums(rows: Iterable[FigureRow], day: date, *, count: bool) -> Sums:
    return [
        (row.currency, Decimal(row.count) if count else row.amount)
        for row in rows
        if row.day == day
    ]


def _tile(metric: Metric, rows: list[FigureRow], today: date) -> Tile:
    count = metric is Metric.REGISTRATIONS
    nothing: Sums = [("", Decimal(0))]
    return Tile(
        TITLES[metric],
        _sums(rows, today, count=count) or nothing,
        _sums(rows, today - timedelta(days=1), count=count) or nothing,
        max((row.updated_at for row in rows), default=None),
        plain=count or metric is Metric.VOLUME,
        tinted=metric in TINTED,
    )


def net_of(inflow: Tile, *outflows: Tile) -> Tile:
    """Net new money: deposits less withdrawals, refunds and chargebacks, per currency."""

    def net(of: Sums, less: list[Sums]) -> Sums:
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for currency, amount in of:
            sums[currency] += amount
        for currency, amount in (pair for each in less for pair in each):
            sums[currency] -= amount
        return [(c, a) for c, a in sorted(sums.items()) if a] or [("", Decimal(0))]

    ages = [tile.at for tile in (inflow, *outflows) if tile.at is not None]
    return Tile(
        _("Net new money"),
        net(inflow.today, [tile.today for tile in outflows]),
        net(inflow.yesterday, [tile.yesterday for tile in outflows]),
        max(ages, default=None),
        tinted=True,
    )


def tiles_of(brand_pks: list[int], today: date) -> list[Tile]:
    """The tiles of a day, with the net of money after what makes it."""
    found = all_figures(brand_pks, today - timedelta(days=1), today)
    tiles = {metric: _tile(metric, found[metric], today) for metric in Metric}
    money = [tiles.pop(m) for m in (Metric.DEPOSITS, Metric.WITHDRAWALS, Metric.REFUNDS)]
    shown = money if found[Metric.REFUNDS] else money[:2]
    return [tiles.pop(Metric.REGISTRATIONS), *shown, net_of(*money), *tiles.values()]


@panel(
    "office_dashboard", title=_("Today"), order=10, permission=VIEW, live=("report.updated",),
    icon="chart-bar",
)  # fmt: skip
def today_panel(request: UiRequest) -> Panel:
    """Today's figures beside yesterday's, with their age."""
    seen = visible_brands(request)
    today = today_of(seen)
    names = [b.name for b in brands() if b.pk in set(seen)]
    subtitle = f"{', '.join(names)} · {today} · {zone_of(seen)}"
    return Panel("reports/panels/today.html", {"tiles": tiles_of(seen, today)}, subtitle=subtitle)


@panel(
    "office_dashboard", title=_("Waiting"), order=20, permission=None, width=4,
    live=("withdrawal.", "deposit.", "document.", "reconciliation.", "partner.", "account."),
    icon="inbox",
)  # fmt: skip
def queues_panel(request: UiRequest) -> Panel:
    """Every queue that the actor may work on, with its count; those with work first."""
    queues = [
        (spec.title, spec.count(request), url("backoffice", spec.url_name))
        for spec in registry.counters.values()
        if may_see(request, spec.permission)
    ]
    queues.sort(key=lambda queue: queue[1] == 0)
    return Panel("reports/panels/queues.html", {"queues": queues})


@panel(
    "office_dashboard", title=_("Most traded today"), order=42, permission=VIEW, width=6,
    live=("deal.received",), icon="chart-candle",
)  # fmt: skip
def symbols_panel(request: UiRequest) -> Panel:
    """Today's symbols by volume."""
    seen = visible_brands(request)
    since, _until = bounds(today_of(seen), zone_of(seen))
    return Panel("reports/panels/symbols.html", {"rows": top_symbols(seen, since, limit=MOST)})


@panel(
    "office_dashboard", title=_("Most active clients today"), order=43, permission=VIEW, width=6,
    live=("deal.received",), icon="users",
)  # fmt: skip
def clients_panel(request: UiRequest) -> Panel | None:
    """Today's clients by volume, for those who may see clients."""
    if not may_see(request, "clients.view"):
        return None
    seen = visible_brands(request)
    since, _until = bounds(today_of(seen), zone_of(seen))
    rows = top_clients(seen, since, limit=MOST)
    names = clients_by_pk(row.client_pk for row in rows)
    return Panel(
        "reports/panels/clients.html",
        {"rows": [(names[row.client_pk], row) for row in rows if row.client_pk in names]},
    )
