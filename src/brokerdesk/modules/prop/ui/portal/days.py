"""A challenge day by day, its statistics, and the trades of one day."""

from calendar import Calendar
from collections.abc import Collection, Sequence
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
from ...services.lines import Part, counted_tickets, counting, line_of
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
    """A stage's trades, by the days of its programme. line: it, and what it goes on from."""

    stage: Stage
    line: list[Part]
    programme: Programme
    trades: list[Trade]
    days: dict[date, list[Trade]]


def told_of(attempt: Attempt, stage_id: str = "") -> Told | None:
    """The trades of a stage, the present one unless another is named; what it goes on from too."""
    rows = Stage.objects.select_related("attempt", "account").filter(attempt=attempt)
    stage = rows.filter(public_id=stage_id).first() if stage_id else latest_stage(attempt.pk)
    line = [] if stage is None else line_of(stage)
    if stage is None or line[0].started_at is None:
        return None
    programme = programme_of(stage.document)
    trades = [one for part in line for one in _closed(part)]
    return Told(stage, line, programme, trades, by_day(trades, programme.clock.day_of))


def _closed(part: Part) -> list[Trade]:
    """The trades that a stage closed; of one that was taken back those that the engine was told."""
    if part.account_pk is None or part.started_at is None:
        return []
    trades = trades_of(deals_after([(part.account_pk, 0)], part.created_at))
    if part.until is not None:
        tickets = counted_tickets(part)
        return [one for one in trades if str(one.ticket) in tickets]
    until = part.ended_at
    return [
        one
        for one in trades
        if one.closed_at >= part.started_at and (until is None or one.closed_at <= until)
    ]


def _begun(line: Collection[Part]) -> dict[date, dict[str, Any]]:
    days = Decision.objects.filter(counting(line), type=DecisionType.DAY_STARTED)
    rows = days.order_by("stage_id", "seq", "place")
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
        begun = _begun(found.line)
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
    stages = [part.stage_pk for part in found.line]
    rows = Decision.objects.filter(stage__in=stages).exclude(type=DecisionType.DAY_STARTED)
    day_of = found.programme.clock.day_of
    context = {
        "attempt": attempt,
        "stage": found.stage,
        "day": _row(asked, trades, _begun(found.line).get(asked, {})),
        "trades": trades,
        "decisions": [row for row in rows.order_by("pk") if day_of(row.at) == asked],
        "zone": found.programme.clock.zone.key,
    }
    return render_page(request, "prop/portal/day.html", context, title=day, subtitle=attempt.title)
