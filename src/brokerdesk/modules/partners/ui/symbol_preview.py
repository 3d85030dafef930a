"""Where a brand's known symbols fall in its symbol book, in the back office."""

from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require
from brokerdesk.core.ui import UiRequest, page, render_page
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.trading.queries import symbol_names

from ..rules import SymbolRules
from ..services.offered import current_book
from .lists import VIEW

MANAGE = "partners.plan.manage"


class Fallen(NamedTuple):
    """A symbol as the book sees it; empty group and no pip: the book says nothing of it."""

    name: str
    group: str
    pip: Any
    spread: Any


@page(
    "backoffice", "partners/symbols/<str:brand_code>/known/",
    name="partners.symbols_known", title=_("Known symbols"), permission=VIEW,
)  # fmt: skip
def known_page(request: UiRequest, brand_code: str) -> HttpResponse:
    """Each known symbol with its group, pip and spread; those in no group first."""
    of = brand(brand_code)
    require(request.actor, VIEW, brand_id=of.pk)
    book = current_book(of.pk)
    rows = sorted(fallen(book, symbol_names(of.pk)), key=lambda row: (row.group, row.name))
    context = {
        "brand": of,
        "may_change": allowed(request.actor, MANAGE, brand_id=of.pk),
        "rows": rows,
        "ungrouped": sum(1 for row in rows if not row.group),
        "types": sorted(book.account_types.items()),
        "modifiers": sorted(book.lot_modifiers.items()),
    }
    return render_page(request, "partners/symbols_known.html", context)


def fallen(book: SymbolRules, names: set[str]) -> list[Fallen]:
    """Symbols as a book sees them."""
    return [
        Fallen(name, book.group(name), book.pip(name), book.spread(name) or None) for name in names
    ]
