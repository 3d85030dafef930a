"""The equity curve of a stage with its balance, floors and target."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.db import read_rows
from brokerdesk.core.ui import UiRequest, page
from brokerdesk.kit.clock import now

from ...models import Decision, Stage
from ...services.lines import Part, counting, line_of
from ...types import DecisionType
from .reach import LIVE, own_attempt
from .standing import Standing, latest_stage, standing_of

POINTS: Final = 400
_MINUTE: Final = timedelta(minutes=1)
_THINNED: Final = """
SELECT max(at), (array_agg(balance ORDER BY at DESC))[1], min(low), max(high),
    (array_agg(close ORDER BY at DESC))[1]
FROM prop_equitypoint
WHERE stage_id = %s AND at < coalesce(date_trunc('minute', %s::timestamptz), 'infinity')
GROUP BY date_bin(%s, at, %s) ORDER BY 1
"""


class Point(NamedTuple):
    """Where a stage stood over a while; at: its last minute."""

    at: datetime
    balance: Any
    low: Any
    high: Any
    close: Any


def points_of(stage: Stage) -> list[Point]:
    """What is known of a stage's equity: our marks, thinned, and what was decided at resets."""
    line, until = line_of(stage), stage.ended_at or now()
    began = line[0].started_at
    if began is None:
        return []
    width = max((until - began) / POINTS, _MINUTE)
    found = [
        Point(*row)
        for part in line
        for row in read_rows(_THINNED, [part.stage_pk, part.until and part.ended_at, width, began])
    ]
    found += [Point(row.at, row.line["balance"], *[row.line["equity"]] * 3) for row in _days(line)]
    return sorted(found, key=lambda point: point.at)


def _days(line: Collection[Part]) -> Sequence[Decision]:
    rows = Decision.objects.filter(counting(line), type=DecisionType.DAY_STARTED)
    return list(rows.order_by("stage_id", "seq", "place"))


def _judged(found: Standing) -> list[Decision]:
    """Breaches by equity: between two minutes the market may have been far away, and back."""
    cards = [found.card("max_daily_loss"), found.card("max_overall_loss")]
    rules = [one.rule for one in cards if one is not None and one.measure == "equity"]
    rows = Decision.objects.filter(
        counting(line_of(found.stage)), type=DecisionType.BREACH, rule__in=rules
    ).order_by("pk")
    return [row for row in rows if row.line.get("measured") is not None]


@page(
    "portal", "challenges/attempts/<str:attempt_id>/curve/",
    name="prop.portal_curve", title=_("Equity"), live=LIVE,
)  # fmt: skip
def curve_part(request: UiRequest, attempt_id: str) -> HttpResponse:
    """The curve: a part of a challenge's page that comes after it."""
    attempt = own_attempt(request, attempt_id)
    found = standing_of(latest_stage(attempt.pk))
    points = points_of(found.stage) if found is not None else []
    context: dict[str, Any] = {"stage": found and found.stage, "points": len(points)}
    if found is not None and points:
        context["option"] = option(found, points)
        context["last_at"] = max(points[-1].at, found.mark.at)
    return render(request, "prop/portal/curve.html", context)


def option(found: Standing, points: Sequence[Point]) -> dict[str, Any]:
    """The chart: equity and balance, the floors as they were, and the target."""
    mark = found.mark
    until = max(mark.at, points[-1].at)
    equity = [[one.at.isoformat(), one.close] for one in points]
    balance = [[one.at.isoformat(), one.balance] for one in points]
    equity += [[row.at.isoformat(), row.line["measured"]] for row in _judged(found)]
    equity.append([until.isoformat(), mark.equity])
    equity.sort(key=lambda point: datetime.fromisoformat(point[0]))
    balance.append([until.isoformat(), mark.balance])
    series = [
        _line(_t("Equity"), equity, width=2),
        _line(_t("Balance"), balance, step=True),
        *_floors(found, until),
        *_target(found, points[0].at, until),
    ]
    return {
        "xAxis": {"type": "time"},
        "yAxis": {"type": "value", "scale": True},
        "series": series,
    }


def _line(
    name: str, data: list[list[Any]], *, step: bool = False, width: int = 1, dashed: bool = False
) -> dict[str, Any]:
    style = {"width": width, "type": "dashed" if dashed else "solid"}
    found = {"type": "line", "name": name, "data": data, "showSymbol": False, "lineStyle": style}
    return found | ({"step": "end"} if step else {})


def _floors(found: Standing, until: datetime) -> list[dict[str, Any]]:
    titles = {"daily_floor": _t("Daily floor"), "overall_floor": _t("Overall floor")}
    rules = {"daily_floor": "max_daily_loss", "overall_floor": "max_overall_loss"}
    days, lines = _days(line_of(found.stage)), []
    for name, title in titles.items():
        data = [[row.at.isoformat(), row.line[name]] for row in days if row.line.get(name)]
        card = found.card(rules[name])
        if card is not None and card.level is not None:
            data.append([until.isoformat(), card.level])
        if data:
            lines.append(_stepped(title, data))
    return lines


def _stepped(title: str, data: list[list[Any]]) -> dict[str, Any]:
    line = _line(title, data, dashed=True)
    return line | {"step": "end"}


def _target(found: Standing, since: datetime, until: datetime) -> list[dict[str, Any]]:
    card = found.card("profit_target")
    if card is None or card.level is None:
        return []
    data = [[since.isoformat(), card.level], [until.isoformat(), card.level]]
    return [_line(_t("Target"), data, dashed=True)]
