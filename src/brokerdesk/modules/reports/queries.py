"""Figures for dashboards."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Max, Sum

from .models import DailyFigure
from .types import FigureRow, Metric


def figures(
    brand_pks: Sequence[int] | None, metric: Metric, since: date, until: date
) -> list[FigureRow]:
    """A metric by day and currency over some brands (None: all), both days included."""
    rows = DailyFigure.objects.filter(metric=metric, day__gte=since, day__lte=until)
    if brand_pks is not None:
        rows = rows.filter(brand_id__in=brand_pks)
    grouped = rows.values("day", "currency").annotate(
        n=Sum("count"), total=Sum("amount"), at=Max("updated_at")
    )
    return [
        FigureRow(g["day"], metric, g["currency"], g["n"], g["total"], g["at"])
        for g in grouped.order_by("day", "currency")
    ]
