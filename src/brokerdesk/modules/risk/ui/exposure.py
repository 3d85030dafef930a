"""What clients have open: by symbol, currency, book and more, down to the accounts."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Nav, UiRequest, page, render_page, url

from ..engine import Exposure
from ..queries.exposure import currency_exposure, exposure, read_at_of, total
from ..queries.market import prices
from ..queries.scope import VIEW
from ..types import By, View
from .common import BY_WORDS, EVERY_MS, RISK, currency_asked, is_stale, seen, with_query
from .names import words_of

LIVE = ("deal.", "risk.books")
MOST = 200
SELDOM_MS = 30_000  # all accounts one by one take seconds
NARROWING = (
    By.SYMBOL, By.GROUP, By.BOOK, By.SERVER, By.BRAND, By.ENTITY, By.COUNTRY, By.PARTNER,
    By.CLIENT, By.ACCOUNT,
)  # fmt: skip
LED_TO_SYMBOLS = (By.PARTNER, By.CLIENT, By.BRAND, By.ENTITY, By.SERVER)


@page(
    "backoffice", "risk/", name="risk.exposure", title=_("Exposure"), permission=VIEW,
    nav=Nav(RISK, 10, icon="activity"), live=LIVE,
)  # fmt: skip
def exposure_page(request: UiRequest) -> HttpResponse:
    """Open positions by a name of the viewer's choice, and what it is narrowed to."""
    brand_pks = seen(request)
    currency, currencies = currency_asked(request, brand_pks)
    by = _by(request.GET.get("by", ""))
    asked = {str(name): request.GET.get(name, "").replace("\x00", "") for name in NARROWING}
    only = {name: given for name, given in asked.items() if given}
    view = View(brand_pks, currency, by, only)
    context = _legs(view) if by == By.CURRENCY else _rows(request, view)
    return render_page(request, "risk/exposure.html", context | {
        "by": by, "by_word": BY_WORDS[by], "currency": currency, "only": _narrowed(request, only),
        "choices": [(BY_WORDS[name], with_query(request, by=name), name == by) for name in By],
        "currencies": [(code, with_query(request, **{"in": code}), code == currency)
                       for code in currencies],
        "every_ms": EVERY_MS if only or by != By.ACCOUNT else SELDOM_MS,
    })  # fmt: skip


def _by(given: str) -> By:
    return By(given) if given in set(By) else By.SYMBOL


def _narrowed(request: UiRequest, only: dict[str, str]) -> list[tuple[Any, str, str]]:
    """Each name that narrows the page, and the address without it."""
    return [
        (
            BY_WORDS[By(name)],
            words_of(name, [said]).get(said, said),
            with_query(request, **{name: ""}),
        )
        for name, said in only.items()
    ]


def _rows(request: UiRequest, view: View) -> dict[str, Any]:
    rows = exposure(view, prices())
    read_at, priced_at = read_at_of(rows)
    names = [row.name for row in rows[:MOST]]
    words = words_of(view.by, names)
    shown = [
        {
            "row": row,
            "word": words.get(row.name) or row.name or _("none"),
            "href": _down(request, view, row),
            "stale": is_stale(row.priced_at),
        }
        for row in rows[:MOST]
    ]
    return {
        "rows": shown, "left_out": max(0, len(rows) - MOST), "read_at": read_at,
        "priced_at": priced_at, "all": total(rows, view.currency),
    }  # fmt: skip


def _legs(view: View) -> dict[str, Any]:
    rows = currency_exposure(view, prices())
    shown = [{"row": leg, "stale": is_stale(leg.priced_at)} for leg in rows]
    return {
        "legs": shown,
        "read_at": min((leg.read_at for leg in rows if leg.read_at), default=None),
        "priced_at": min((leg.priced_at for leg in rows if leg.priced_at), default=None),
        "value": sum(leg.value for leg in rows),
        "kept": sum(leg.kept for leg in rows),
    }


def _down(request: UiRequest, view: View, row: Exposure) -> str:
    """Where a row leads: to its accounts, and from an account to its own page."""
    if view.by == By.ACCOUNT:
        return url("backoffice", "trading.account", account_id=row.name)
    if not row.name and view.by != By.BOOK:
        return ""
    following = By.SYMBOL if view.by in LED_TO_SYMBOLS else By.ACCOUNT
    return with_query(request, by=following, **{str(view.by): row.name})
