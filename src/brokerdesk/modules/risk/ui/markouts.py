"""Mark-outs: what prices did after clients' trades, by symbol, group, partner, client, account."""

import csv
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from brokerdesk.core import audit
from brokerdesk.core.ui import Nav, UiRequest, page, render_page, url
from brokerdesk.core.ui.export import safe
from brokerdesk.kit.clock import now

from ..engine.markouts import HORIZONS_S
from ..queries.markouts import MarkOutLine, Period, markouts, missing, total
from ..queries.scope import VIEW, brand_rows
from ..types import MarkOutBy
from .common import BY_WORDS, RISK, currency_asked, seen, with_query
from .names import words_of

MOST, MOST_DAYS = 200, 45


@page(
    "backoffice", "risk/markouts/", name="risk.markouts", title=_("Mark-outs"), permission=VIEW,
    nav=Nav(RISK, 65, icon="chart-line"),
)  # fmt: skip
def markouts_page(request: UiRequest) -> HttpResponse:
    """What prices did after trades of some days; `?export=csv` gives all rows."""
    brand_pks = seen(request)
    currency, currencies = currency_asked(request, brand_pks)
    asked = request.GET.get("by", "")
    by = MarkOutBy(asked) if asked in set(MarkOutBy) else MarkOutBy.SYMBOL
    first, last, zone = _days(request, brand_pks)
    period = Period(brand_pks, currency, by, _begin(first, zone),
                    _begin(last + timedelta(days=1), zone))  # fmt: skip
    lines = markouts(period)
    if request.GET.get("export") == "csv":
        return _csv(request, lines, currency)
    shown = lines[:MOST]
    words = words_of(by, [line.name for line in shown])
    return render_page(request, "risk/markouts.html", {
        "rows": [(line, line.word or words.get(line.name) or line.name or _("none"),
                  _to(by, line.name)) for line in shown],
        "left_out": max(0, len(lines) - MOST), "all": total(lines), "missing": missing(period),
        "by": by, "by_word": BY_WORDS[by], "currency": currency, "first": first, "last": last,
        "zone": zone.key, "horizons": HORIZONS_S, "csv": with_query(request, export="csv"),
        "choices": [(BY_WORDS[name], with_query(request, by=name), name == by)
                    for name in MarkOutBy],
        "currencies": [(code, with_query(request, **{"in": code}), code == currency)
                       for code in currencies],
    })  # fmt: skip


def _days(request: UiRequest, brand_pks: tuple[int, ...] | None) -> tuple[date, date, ZoneInfo]:
    """The days that were asked for, a week by default, by the first brand's calendar."""
    rows = brand_rows(brand_pks)
    zone = ZoneInfo(rows[0].reporting_zone if rows else "UTC")
    last = _day(request.GET.get("until", ""), now().astimezone(zone).date())
    first = _day(request.GET.get("since", ""), last - timedelta(days=6))
    return max(min(first, last), last - timedelta(days=MOST_DAYS)), last, zone


def _day(given: str, otherwise: date) -> date:
    try:
        found = date.fromisoformat(given)
    except ValueError:
        return otherwise
    return found if 2000 <= found.year <= 2200 else otherwise


def _begin(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, datetime.min.time(), zone)


def _to(by: MarkOutBy, name: str) -> str:
    """Where a row leads."""
    if not name:
        return ""
    if by == MarkOutBy.ACCOUNT:
        return url("backoffice", "trading.account", account_id=name)
    return url("backoffice", "clients.card", client_id=name) if by == MarkOutBy.CLIENT else ""


def _csv(request: UiRequest, lines: Sequence[MarkOutLine], currency: str) -> HttpResponse:
    """All rows; who took them is recorded."""
    text = StringIO()
    writer = csv.writer(text)
    parts = [
        f"{part}_{seconds}s" for seconds in HORIZONS_S for part in ("measured", "bps", "value")
    ]
    writer.writerow(["name", "trades", *parts, "currency"])
    for line in lines:
        figures: list[Any] = []
        for one in line.horizons:
            figures += [one.measured, "" if one.bps is None else one.bps, f"{one.value:.2f}"]
        writer.writerow([safe(line.name), line.trades, *figures, currency])
    audit.record(
        "staff.exported", subject="risk.markouts", actor=request.actor, after={"rows": len(lines)}
    )
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="mark-outs-{now():%Y-%m-%d}.csv"'
    return answer
