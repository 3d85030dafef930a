"""What pages of risk share: the group in the navigation, the words, what was asked for."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import UiRequest
from brokerdesk.kit.clock import now

from ..queries.market import STALE_S
from ..queries.scope import VIEW, brands_seen, currencies_of
from ..types import By, ResultBy

RISK = _("Risk")
EVERY_MS = 5_000
BY_WORDS: dict[str, Any] = {
    By.SYMBOL: _("Symbol"),
    By.CURRENCY: _("Currency"),
    By.GROUP: _("Group"),
    By.BOOK: _("Book"),
    By.SERVER: _("Server"),
    By.BRAND: _("Brand"),
    By.ENTITY: _("Legal entity"),
    By.COUNTRY: _("Country"),
    By.PARTNER: _("Partner"),
    By.CLIENT: _("Client"),
    By.ACCOUNT: _("Account"),
    ResultBy.DAY: _("Day"),
}


def seen(request: UiRequest) -> tuple[int, ...] | None:
    """The brands whose risk the actor may see; None for all."""
    return brands_seen(request.actor, VIEW)


def currency_asked(request: UiRequest, brand_pks: tuple[int, ...] | None) -> tuple[str, list[str]]:
    """The currency of a page's figures, and those that there are."""
    known = currencies_of(brand_pks)
    asked = request.GET.get("in", "").upper()
    return (asked if asked in known else known[0]), known


def with_query(request: UiRequest, **changes: Any) -> str:
    """The address of this page with changes; an empty value drops a name."""
    values = request.GET.copy()
    for name, value in changes.items():
        values.pop(name, None)
        if value not in (None, ""):
            values[name] = str(value)
    return f"{request.path}?{values.urlencode()}"


def is_stale(at: Any) -> bool:
    """Say whether a price is too old to be one of now."""
    return bool(at is not None and now() - at > timedelta(seconds=STALE_S))
