"""The house's result by book, day, symbol and group; clients who win and lose most."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Nav, UiRequest, page, render_page, url
from brokerdesk.kit.clock import now

from ..engine import HouseLine
from ..queries.house import Wanted, house
from ..queries.scope import VIEW, brand_rows
from ..types import ResultBy, Span
from .common import BY_WORDS, EVERY_MS, RISK, currency_asked, seen, with_query

LIVE = ("deal.", "risk.books")
MOST_DAYS, MOST, RANKED = 92, 200, 20
SPANS: dict[str, Any] = {
    Span.DAY: _("Today"),
    Span.WEEK: _("This week"),
    Span.MONTH: _("This month"),
}


@page(
    "backoffice", "risk/house/", name="risk.house", title=_("The house's result"), permission=VIEW,
    nav=Nav(RISK, 20, icon="chart-pie"), live=LIVE,
)  # fmt: skip
def house_page(request: UiRequest) -> HttpResponse:
    """Clients' closed and floating results over days, and the house's share."""
    brand_pks = seen(request)
    currency, currencies = currency_asked(request, brand_pks)
    asked = request.GET.get("by", "")
    by = ResultBy(asked) if asked in set(ResultBy) else ResultBy.DAY
    today = _today(brand_pks)
    first, last = _days(request, today)
    found = house(Wanted(brand_pks, currency, first, last, by), at=now())
    lines = found.lines[:MOST]
    words = _words(by, [line.name for line in lines])
    return render_page(request, "risk/house.html", {
        "found": found, "currency": currency, "by_word": BY_WORDS[by], "first": first, "last": last,
        "lines": [(line, words.get(line.name) or line.name or _("none"), _to(by, line))
                  for line in lines],
        "left_out": max(0, len(found.lines) - MOST), "sums": _sums(found.lines, currency),
        "choices": [(BY_WORDS[name], with_query(request, by=name), name == by)
                    for name in ResultBy],
        "currencies": [(code, with_query(request, **{"in": code}), code == currency)
                       for code in currencies],
        "by": by, "every_ms": EVERY_MS,
    })  # fmt: skip


def _today(brand_pks: tuple[int, ...] | None) -> date:
    """Today of the first brand that is seen."""
    rows = brand_rows(brand_pks)
    return now().astimezone(ZoneInfo(rows[0].reporting_zone if rows else "UTC")).date()


def _days(request: UiRequest, today: date) -> tuple[date, date]:
    """The days that were asked for, a week by default, three months at most."""
    last = _day(request.GET.get("until", ""), today)
    first = _day(request.GET.get("since", ""), last - timedelta(days=6))
    return max(min(first, last), last - timedelta(days=MOST_DAYS)), last


def _day(given: str, otherwise: date) -> date:
    try:
        found = date.fromisoformat(given)
    except ValueError:
        return otherwise
    return found if 2000 <= found.year <= 2200 else otherwise


def _sums(lines: tuple[HouseLine, ...], currency: str) -> HouseLine:
    found = HouseLine("", currency)
    for line in lines:
        for part in ("trades", "closed", "charges", "floating", "house", "passed_on"):
            setattr(found, part, getattr(found, part) + getattr(line, part))
    return found


def _to(by: ResultBy, line: HouseLine) -> str:
    if by == ResultBy.ACCOUNT:
        return url("backoffice", "trading.account", account_id=line.name)
    return url("backoffice", "clients.card", client_id=line.name) if by == ResultBy.CLIENT else ""


def _words(by: ResultBy, names: list[str]) -> dict[str, str]:
    if by == ResultBy.ACCOUNT:
        accounts = apps.get_model("trading", "Account").objects.filter(public_id__in=names)
        return {name: str(login) for name, login in accounts.values_list("public_id", "login")}
    if by == ResultBy.CLIENT:
        people = apps.get_model("clients", "Client").objects.filter(public_id__in=names)
        rows = people.values_list("public_id", "first_name", "last_name")
        return {name: f"{first} {last}" for name, first, last in rows}
    return {}


@page(
    "backoffice", "risk/winners/", name="risk.winners", title=_("Winners and losers"),
    permission=VIEW, nav=Nav(RISK, 30, icon="trending-up"), live=LIVE,
)  # fmt: skip
def winners_page(request: UiRequest) -> HttpResponse:
    """The clients who won and who lost most, closed and floating."""
    brand_pks = seen(request)
    currency, currencies = currency_asked(request, brand_pks)
    asked = request.GET.get("span", "")
    span = Span(asked) if asked in set(Span) else Span.DAY
    today = _today(brand_pks)
    first = {
        Span.DAY: today,
        Span.WEEK: today - timedelta(days=today.weekday()),
        Span.MONTH: today.replace(day=1),
    }[span]
    found = house(Wanted(brand_pks, currency, first, today, ResultBy.CLIENT), at=now())
    ranked = sorted(found.lines, key=lambda line: -line.clients)
    winners = [line for line in ranked if line.clients > 0][:RANKED]
    losers = [line for line in reversed(ranked) if line.clients < 0][:RANKED]
    words = _words(ResultBy.CLIENT, [line.name for line in (*winners, *losers)])
    tables = [
        (title, [(line, words.get(line.name, line.name), _to(ResultBy.CLIENT, line))
                 for line in rows])
        for title, rows in ((_("Winners"), winners), (_("Losers"), losers))
    ]  # fmt: skip
    return render_page(request, "risk/winners.html", {
        "found": found, "currency": currency, "tables": tables, "every_ms": EVERY_MS,
        "choices": [(SPANS[name], with_query(request, span=name), name == span) for name in Span],
        "currencies": [(code, with_query(request, **{"in": code}), code == currency)
                       for code in currencies],
    })  # fmt: skip
