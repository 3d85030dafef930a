"""Figures for dashboards and for the API."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db.models import Max, Min, Sum

from brokerdesk.modules.brands.queries import brands

from .models import DailyFigure
from .rules import day_of
from .types import FigureRow, Metric


def todays_of(brand_pks: Collection[int] | None, at: datetime) -> dict[int, date]:
    """Today of each brand (None: all) in its own reporting zone; they may differ at any instant."""
    return {
        b.pk: day_of(at, b.reporting_zone)
        for b in brands()
        if brand_pks is None or b.pk in brand_pks
    }


def latest_day(brand_pks: Collection[int] | None, at: datetime) -> date:
    """The latest day that is today for one of some brands (None: all)."""
    return max(todays_of(brand_pks, at).values(), default=at.date())


def first_day(brand_pks: Collection[int], metrics: Collection[Metric]) -> date | None:
    """The day of the first figure of some brands and metrics."""
    rows = DailyFigure.objects.filter(brand_id__in=brand_pks, metric__in=metrics)
    first: date | None = rows.aggregate(first=Min("day"))["first"]
    return first


def figures(
    brand_pks: Sequence[int] | None, metric: Metric, since: date, until: date
) -> list[FigureRow]:
    """A metric by day and currency over some brands (None: all), both days included."""
    return all_figures(brand_pks, since, until, metrics=(metric,))[metric]


def all_figures(
    brand_pks: Sequence[int] | None,
    since: date,
    until: date,
    *,
    metrics: Iterable[Metric] = tuple(Metric),
) -> dict[Metric, list[FigureRow]]:
    """Several metrics by day and currency over some brands (None: all), in one query."""
    rows = DailyFigure.objects.filter(metric__in=list(metrics), day__gte=since, day__lte=until)
    if brand_pks is not None:
        rows = rows.filter(brand_id__in=brand_pks)
    grouped = rows.values("metric", "day", "currency").annotate(
        n=Sum("count"), total=Sum("amount"), at=Max("updated_at")
    )
    found: dict[Metric, list[FigureRow]] = defaultdict(list)
    for g in grouped.order_by("metric", "day", "currency"):
        metric = Metric(g["metric"])
        found[metric].append(
            FigureRow(g["day"], metric, g["currency"], g["n"], g["total"], g["at"])
        )
    return found
