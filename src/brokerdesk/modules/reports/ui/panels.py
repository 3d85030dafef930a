"""The office dashboard's figures."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed
from brokerdesk.core.registry import registry
from brokerdesk.core.ui import Panel, UiRequest, panel, url
from brokerdesk.core.ui.panels import may_see
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brands

from ..queries import figures
from ..rules import day_of
from ..types import FigureRow, Metric

VIEW = "reports.figures.view"
DAYS = 30
TITLES = {
    Metric.REGISTRATIONS: _("Registrations"),
    Metric.DEPOSITS: _("Deposits"),
    Metric.WITHDRAWALS: _("Withdrawals"),
    Metric.VOLUME: _("Volume, lots"),
    Metric.CLIENT_RESULT: _("Clients' result"),
    Metric.CHARGED: _("Charged to clients"),
    Metric.COMMISSIONS: _("Partners' commission"),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of today beside yesterday's, per currency."""

    title: Any
    today: list[tuple[str, Decimal]]
    yesterday: list[tuple[str, Decimal]]
    at: datetime | None
    plain: bool = False


def visible_brands(request: UiRequest) -> list[int]:
    """The brands whose figures the actor may see."""
    return [b.pk for b in brands() if allowed(request.actor, VIEW, brand_id=b.pk)]


def _today(request: UiRequest) -> date:
    """Today in the reporting zone of the first visible brand."""
    seen = set(visible_brands(request))
    zone = next((b.reporting_zone for b in brands() if b.pk in seen), "UTC")
    return day_of(now(), zone)


def _sums(rows: list[FigureRow], day: date, *, count: bool) -> list[tuple[str, Decimal]]:
    return [
        (row.currency, Decimal(row.count) if count else row.amount)
        for row in rows
        if row.day == day
    ]


def _tile(metric: Metric, rows: list[FigureRow], today: date) -> Tile:
    count = metric is Metric.REGISTRATIONS
    at = max((row.updated_at for row in rows), default=None)
    return Tile(
        TITLES[metric],
        _sums(rows, today, count=count) or [("", Decimal(0))],
        _sums(rows, today - timedelta(days=1), count=count) or [("", Decimal(0))],
        at,
        plain=count or metric is Metric.VOLUME,
    )


def _net(inflow: Tile, outflow: Tile) -> Tile:
    """Net new money: deposits less withdrawals, per currency."""

    def net(of: list[tuple[str, Decimal]], less: list[tuple[str, Decimal]]) -> list[Any]:
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for currency, amount in of:
            sums[currency] += amount
        for currency, amount in less:
            sums[currency] -= amount
        shown = [(c, a) for c, a in sorted(sums.items()) if c]
        return shown or [("", Decimal(0))]

    ages = [tile.at for tile in (inflow, outflow) if tile.at is not None]
    return Tile(
        _("Net new money"),
        net(inflow.today, outflow.today),
        net(inflow.yesterday, outflow.yesterday),
        max(ages, default=None),
    )


@panel(
    "office_dashboard", title=_("Today"), order=10, permission=VIEW, live=("report.updated",),
    icon="chart-bar",
)  # fmt: skip
def today_panel(request: UiRequest) -> Panel:
    """Today's figures beside yesterday's, with their age."""
    seen, today = visible_brands(request), _today(request)
    since = today - timedelta(days=1)
    tiles = {m: _tile(m, figures(seen, m, since, today), today) for m in Metric}
    net = _net(tiles[Metric.DEPOSITS], tiles[Metric.WITHDRAWALS])
    shown = [*list(tiles.values())[:3], net, *list(tiles.values())[3:]]
    zone = next((b.reporting_zone for b in brands() if b.pk in set(seen)), "UTC")
    return Panel("reports/panels/today.html", {"tiles": shown}, subtitle=f"{today} · {zone}")


@panel(
    "office_dashboard", title=_("Waiting"), order=20, permission=None, width=4,
    live=("withdrawal.", "deposit.", "document.", "reconciliation.", "partner.", "account."),
    icon="inbox",
)  # fmt: skip
def queues_panel(request: UiRequest) -> Panel:
    """Every queue that the actor may work on, with its count."""
    queues = [
        (spec.title, spec.count(request), url("backoffice", spec.url_name))
        for spec in registry.counters.values()
        if may_see(request, spec.permission)
    ]
    return Panel("reports/panels/queues.html", {"queues": queues})


def _series(rows: list[FigureRow], days: list[date], sign: int) -> list[float]:
    sums: dict[date, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row.day] += row.amount
    return [float(sign * sums[day]) for day in days]


@panel(
    "office_dashboard", title=_("Money in and out, 30 days"), order=30, permission=VIEW, width=8,
    live=("report.updated",), icon="chart-bar",
)  # fmt: skip
def money_chart(request: UiRequest) -> Panel:
    """Deposits and withdrawals by day, all currencies as they are."""
    seen, today = visible_brands(request), _today(request)
    days = [today - timedelta(days=n) for n in range(DAYS - 1, -1, -1)]
    names = [(Metric.DEPOSITS, 1, "#2fb344"), (Metric.WITHDRAWALS, -1, "#d63939")]
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"bottom": 0},
        "grid": {"left": 56, "right": 12, "top": 12, "bottom": 44},
        "xAxis": {"type": "category", "data": [f"{day:%d %b}" for day in days]},
        "yAxis": {"type": "value"},
        "series": [
            {
                "type": "bar",
                "stack": "money",
                "name": str(TITLES[metric]),
                "color": colour,
                "data": _series(figures(seen, metric, days[0], today), days, sign),
            }
            for metric, sign, colour in names
        ],
    }
    return Panel(
        "reports/panels/chart.html", {"option": option, "label": _t("Deposits and withdrawals")}
    )
