"""Today's figures and the queues on the office dashboard."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.registry import registry
from brokerdesk.core.ui import Panel, UiRequest, panel, url
from brokerdesk.core.ui.panels import may_see
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import clients_by_pk
from brokerdesk.modules.trading.queries import top_clients, top_symbols

from ..queries import all_figures, todays_of
from ..types import FigureRow, Metric
from .seen import VIEW, began_of, boundary_of, visible_brands

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


def _sums(rows: Iterable[FigureRow], *, count: bool) -> Sums:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row.currency] += row.count if count else row.amount
    return sorted(sums.items()) or [("", Decimal(0))]


def _tile(metric: Metric, today: list[FigureRow], yesterday: list[FigureRow]) -> Tile:
    count = metric is Metric.REGISTRATIONS
    return Tile(
        TITLES[metric],
        _sums(today, count=count),
        _sums(yesterday, count=count),
        max((row.updated_at for row in (*today, *yesterday)), default=None),
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


def tiles_of(todays: Mapping[int, date]) -> list[Tile]:
    """The tiles of each brand's own today, with the net of money after what makes it."""
    today: dict[Metric, list[FigureRow]] = defaultdict(list)
    yesterday: dict[Metric, list[FigureRow]] = defaultdict(list)
    for day in sorted(set(todays.values())):
        brand_pks = [pk for pk, its in todays.items() if its == day]
        for metric, rows in all_figures(brand_pks, day - timedelta(days=1), day).items():
            for row in rows:
                (today if row.day == day else yesterday)[metric].append(row)
    tiles = {metric: _tile(metric, today[metric], yesterday[metric]) for metric in Metric}
    money = [tiles.pop(m) for m in (Metric.DEPOSITS, Metric.WITHDRAWALS, Metric.REFUNDS)]
    refunded = today[Metric.REFUNDS] or yesterday[Metric.REFUNDS]
    shown = money if refunded else money[:2]
    return [tiles.pop(Metric.REGISTRATIONS), *shown, net_of(*money), *tiles.values()]


@panel(
    "office_dashboard", title=_("Today"), order=10, permission=VIEW, live=("report.updated",),
    icon="chart-bar",
)  # fmt: skip
def today_panel(request: UiRequest) -> Panel:
    """Today's figures beside yesterday's, with their age."""
    todays = todays_of(visible_brands(request), now())
    return Panel(
        "reports/panels/today.html", {"tiles": tiles_of(todays)}, subtitle=boundary_of(todays)
    )


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
    rows = top_symbols(began_of(visible_brands(request)), limit=MOST)
    return Panel("reports/panels/symbols.html", {"rows": rows})


@panel(
    "office_dashboard", title=_("Most active clients today"), order=43, permission=VIEW, width=6,
    live=("deal.received",), icon="users",
)  # fmt: skip
def clients_panel(request: UiRequest) -> Panel | None:
    """Today's clients by volume, for those who may see clients."""
    if not may_see(request, "clients.view"):
        return None
    rows = top_clients(began_of(visible_brands(request)), limit=MOST)
    names = clients_by_pk(row.client_pk for row in rows)
    return Panel(
        "reports/panels/clients.html",
        {"rows": [(names[row.client_pk], row) for row in rows if row.client_pk in names]},
    )
