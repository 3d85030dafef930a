"""The last days as charts on the office dashboard. Amounts go to the page as exact text."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Panel, UiRequest, panel
from brokerdesk.kit.clock import now

from ..queries import all_figures, first_day, latest_day
from ..types import FigureRow, Metric
from .panels import TITLES
from .seen import VIEW, visible_brands

DAYS, FEWEST = 30, 7
GREENS, REDS, BLUES = ("#2a9d8f", "#8ac6bd"), ("#d1495b", "#e79aa4"), ("#3d6fb5", "#9db9df")
MONEY = (Metric.DEPOSITS, Metric.WITHDRAWALS, Metric.REFUNDS)
TRADING = (Metric.VOLUME, Metric.CLIENT_RESULT)
Series = dict[str, Any]


def days_of(brand_pks: list[int], metrics: tuple[Metric, ...]) -> list[date]:
    """The days up to the latest that is today for a brand: a young one's from its first figure."""
    today = latest_day(brand_pks, now())
    first = first_day(brand_pks, metrics) or today
    count = min(max((today - first).days + 1, FEWEST), DAYS)
    return [today - timedelta(days=n) for n in range(count - 1, -1, -1)]


def points(rows: Iterable[FigureRow], days: list[date], *, sign: int = 1) -> dict[str, list[str]]:
    """A metric's amounts by currency, one text per day."""
    sums: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        sums[row.currency][row.day] += sign * row.amount
    return {
        currency: [f"{by_day[day]:f}" for day in days] for currency, by_day in sorted(sums.items())
    }


def _series(
    rows: Iterable[FigureRow], days: list[date], style: Series, colours: tuple[str, ...]
) -> list[Series]:
    """One series per currency, named by it."""
    title, sign = str(style.pop("title")), style.pop("sign", 1)
    return [
        {
            "name": f"{title} {currency}".strip(),
            "color": colours[n % len(colours)],
            "data": data,
            **style,
            # Bars of two currencies beside each other: their sum would mean nothing.
            **({"stack": f"{style['stack']} {currency}"} if "stack" in style else {}),
        }
        for n, (currency, data) in enumerate(points(rows, days, sign=sign).items())
    ]


def _option(days: list[date], series: list[Series], *, axes: int = 1) -> dict[str, Any]:
    right = {"type": "value", "splitLine": {"show": False}}
    return {
        "tooltip": {"trigger": "axis", "confine": True},
        "legend": {"type": "scroll", "bottom": 0},
        "grid": {"left": 4, "right": 8, "top": 12, "bottom": 34, "containLabel": True},
        "xAxis": {"type": "category", "data": [f"{day.day} {day:%b}" for day in days]},
        "yAxis": [{"type": "value"}, right][:axes],
        "series": series,
    }


def money_option(found: dict[Metric, list[FigureRow]], days: list[date]) -> dict[str, Any]:
    """Money in above the line, money out below it, a bar per day and currency."""
    bar = {"type": "bar", "barMaxWidth": 18}
    series = _series(
        found[Metric.DEPOSITS],
        days,
        bar | {"stack": "money", "title": TITLES[Metric.DEPOSITS]},
        GREENS,
    )
    for metric in (Metric.WITHDRAWALS, Metric.REFUNDS):
        style = bar | {"stack": "money", "title": TITLES[metric], "sign": -1}
        series += _series(found[metric], days, style, REDS)
    return _option(days, series)


def trading_option(found: dict[Metric, list[FigureRow]], days: list[date]) -> dict[str, Any]:
    """Lots as bars on the left axis, the clients' result per currency as lines on the right."""
    bars = {"type": "bar", "barMaxWidth": 18, "title": TITLES[Metric.VOLUME]}
    lines = {
        "type": "line",
        "yAxisIndex": 1,
        "symbolSize": 5,
        "title": TITLES[Metric.CLIENT_RESULT],
    }
    series = _series(found[Metric.VOLUME], days, bars, BLUES)
    return _option(
        days, series + _series(found[Metric.CLIENT_RESULT], days, lines, GREENS + REDS), axes=2
    )


@panel(
    "office_dashboard", title=_("Money in and out"), order=30, permission=VIEW, width=8,
    live=("report.updated",), icon="chart-bar",
)  # fmt: skip
def money_chart(request: UiRequest) -> Panel:
    """Deposits, withdrawals and refunds of the last days."""
    seen = visible_brands(request)
    days = days_of(seen, MONEY)
    found = all_figures(seen, days[0], days[-1], metrics=MONEY)
    return _chart(money_option(found, days), found, days, _t("Money in and out by day"))


@panel(
    "office_dashboard", title=_("Volume and clients' result"), order=40, permission=VIEW, width=12,
    live=("report.updated",), icon="chart-bar",
)  # fmt: skip
def trading_chart(request: UiRequest) -> Panel:
    """Lots and clients' result of the last days."""
    seen = visible_brands(request)
    days = days_of(seen, TRADING)
    found = all_figures(seen, days[0], days[-1], metrics=TRADING)
    return _chart(trading_option(found, days), found, days, _t("Lots and clients' result by day"))


def _chart(
    option: dict[str, Any], found: dict[Metric, list[FigureRow]], days: list[date], label: str
) -> Panel:
    return Panel(
        "reports/panels/chart.html",
        {"option": option, "label": label, "any": any(found.values())},
        subtitle=_t("%(n)s days") % {"n": len(days)},
    )
