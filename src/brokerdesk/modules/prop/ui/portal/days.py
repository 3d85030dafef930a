"""A challenge day by day, its statistics, and the trades of one day."""

from calendar import Calendar
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import UiRequest, page, render_page
from brokerdesk.kit.errors import NotFound
from brokerdesk.modules.trading.queries import deals_after

from ...documents import programme_of
from ...engine import Programme
from ...models import Attempt, Decision, Stage
from ...statistics import (
    Trade,
    by_day,
    day_figures,
    grouped,
    session_of,
    statistics,
    trades_of,
)
from ...types import DecisionType
from .reach import LIVE, own_attempt
from .standing import latest_stage

MONTHS: Final = 3


class DayRow(NamedTuple):
    """A day: how many trades were closed, what they brought, what the day began with."""

    day: date
    trades: int
    lots: Decimal
    result: Decimal
    began: dict[str, Any]


class Told(NamedTuple):
    """A stage's trades, by the days of its programme."""

    stage: Stage
    programme: Programme
    trades: list[Trade]
    days: dict[date, list[Trade]]


def told_of(attempt: Attempt, stage_id: str = "") -> Told | None:
    """The trades of a stage, the present one unless another is named."""
    rows = Stage.objects.select_related("attempt", "account").filter(attempt=attempt)
    stage = rows.filter(public_id=stage_id).first() if stage_id else latest_stage(attempt.pk)
    if stage is None or stage.account_id is None or stage.started_at is None:
        return None
    programme = programme_of(stage.document)
    deals = deals_after([(stage.account_id, 0)], stage.created_at)
    trades = [
        one
        for one in trades_of(deals)
        if one.closed_at >= stage.started_at
        and (stage.ended_at is None or one.closed_at <= stage.ended_at)
    ]
    return Told(stage, programme, trades, by_day(trades, programme.clock.day_of))


def _begun(stage: Stage) -> dict[date, dict[str, Any]]:
    rows = Decision.objects.filter(stage=stage, type=DecisionType.DAY_STARTED).order_by("pk")
    return {date.fromisoformat(row.line["day"]): row.line for row in rows}


def _rows(found: Told, begun: dict[date, dict[str, Any]]) -> list[DayRow]:
    days = sorted({*found.days, *begun}, reverse=True)
    return [_row(day, found.days.get(day, ()), begun.get(day, {})) for day in days]


def months(rows: Sequence[DayRow]) -> list[tuple[date, list[list[tuple[date, DayRow | None]]]]]:
    """The newest months with a day, each as weeks from Monday to Sunday."""
    known = {row.day: row for row in rows}
    found = sorted({(day.year, day.month) for day in known}, reverse=True)[:MONTHS]
    return [
        (
            date(year, month, 1),
            [
                [(day, known.get(day) if day.month == month else None) for day in week]
                for week in Calendar().monthdatescalendar(year, month)
            ],
        )
        for year, month in found
    ]


def _row(day: date, trades: Sequence[Trade], began: dict[str, Any]) -> DayRow:
    zero = Decimal(0)
    return DayRow(
        day,
        len(trades),
        sum((one.lots for one in trades), zero),
        sum((one.net for one in trades), zero),
        began,
    )


@page(
    "portal", "challenges/attempts/<str:attempt_id>/days/",
    name="prop.portal_days", title=_("Days and statistics"), live=LIVE,
)  # fmt: skip
def days_page(request: UiRequest, attempt_id: str) -> HttpResponse:
    """Statistics with their definitions, and every day."""
    attempt = own_attempt(request, attempt_id)
    found = told_of(attempt, request.GET.get("phase", "")[:40])
    context: dict[str, Any] = {"attempt": attempt, "stages": attempt.stages.order_by("pk")}
    if found is not None:
        begun = _begun(found.stage)
        rows = _rows(found, begun)
        results = {day: sum((one.net for one in trades), Decimal(0))
                   for day, trades in found.days.items()}  # fmt: skip
        equities = {day: Decimal(line["equity"]) for day, line in begun.items()}
        context |= {
            "stage": found.stage,
            "days": rows,
            "months": months(rows),
            "figures": statistics(found.trades),
            "of_days": day_figures(results, equities),
            "groups": [
                (_t("By symbol"), grouped(found.trades, lambda one: one.symbol)),
                (_t("By side"), grouped(found.trades, lambda one: one.side)),
                (_t("By session"), grouped(found.trades, session_of)),
            ],
        }
    return render_page(request, "prop/portal/days.html", context, subtitle=attempt.title)


@page(
    "portal", "challenges/attempts/<str:attempt_id>/days/<str:stage_id>/<str:day>/",
    name="prop.portal_day", title=_("Day"), live=LIVE,
)  # fmt: skip
def day_page(request: UiRequest, attempt_id: str, stage_id: str, day: str) -> HttpResponse:
    """The trades that were closed on one day."""
    attempt = own_attempt(request, attempt_id)
    found = told_of(attempt, stage_id)
    try:
        asked = date.fromisoformat(day)
    except ValueError:
        raise NotFound(_t("There is no such day.")) from None
    if found is None:
        raise NotFound(_t("There is no such day."))
    trades = found.days.get(asked, [])
    rows = Decision.objects.filter(stage=found.stage).exclude(type=DecisionType.DAY_STARTED)
    day_of = found.programme.clock.day_of
    context = {
        "attempt": attempt,
        "stage": found.stage,
        "day": _row(asked, trades, _begun(found.stage).get(asked, {})),
        "trades": trades,
        "decisions": [row for row in rows.order_by("pk") if day_of(row.at) == asked],
        "zone": found.programme.clock.zone.key,
    }
    return render_page(request, "prop/portal/day.html", context, title=day, subtitle=attempt.title)
