"""What if prices moved: a question typed in, answered over all that is open."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Nav, UiRequest, page, render_page
from brokerdesk.core.ui.forms import place_error
from brokerdesk.kit.errors import DomainError

from ..queries.scope import VIEW
from ..queries.whatif import what_if
from ..shocks import read_shock
from .common import RISK, currency_asked, seen


class ShockForm(forms.Form):
    """Changes in percent; of symbols by mask, of currencies against all others."""

    symbols = forms.CharField(
        max_length=400, required=False, label=_("Symbols"), initial="EURUSD -2",
        help_text=_("Such as “US30 -5, XAU* 3”: a mask and a change in percent. The first match"
                    " counts."),
    )  # fmt: skip
    currencies = forms.CharField(
        max_length=200, required=False, label=_("Currencies"),
        help_text=_("Such as “CHF 20”: its worth against all others; prices and rates follow."),
    )  # fmt: skip


def _pairs(text: str) -> dict[str, str]:
    """Read “name change” pairs, parted by commas."""
    found = {}
    for part in text.split(","):
        name, _space, change = part.strip().partition(" ")
        if name:
            found[name] = change.strip().removesuffix("%").strip()
    return found


@page(
    "backoffice", "risk/what-if/", name="risk.shock", title=_("What if"), permission=VIEW,
    nav=Nav(RISK, 80, icon="flask"),
)  # fmt: skip
def shock_page(request: UiRequest) -> HttpResponse:
    """Before and after, the worst accounts, the house by book."""
    brand_pks = seen(request)
    currency, currencies = currency_asked(request, brand_pks)
    asked = "symbols" in request.GET or "currencies" in request.GET
    form = ShockForm(data=request.GET if asked else None)
    found = None
    if asked and form.is_valid():
        values = form.cleaned_data
        try:
            shock = read_shock(_pairs(values["symbols"]), _pairs(values["currencies"]))
            found = what_if(shock, brand_pks, currency)
        except DomainError as error:
            place_error(form, error)
    context: dict[str, Any] = {
        "form": form, "found": found, "currency": currency, "currencies": currencies,
        "rows": _rows(found) if found else [],
    }  # fmt: skip
    return render_page(request, "risk/shock.html", context, status=422 if form.errors else 200)


def _rows(found: Any) -> list[tuple[str, Decimal, Decimal, int]]:
    """Words, before, after, and the decimals that are shown."""
    names = (
        (_t("Clients' floating result"), "floating", 2),
        (_t("Clients' equity"), "equity", 2),
        (_t("Owed beyond equity"), "owed", 2),
        (_t("The house's share of the floating result"), "house", 2),
        (_t("Accounts at their margin call"), "called", 0),
        (_t("Accounts at their stop-out"), "stopped", 0),
        (_t("Accounts below zero"), "negative", 0),
    )
    return [
        (word, Decimal(str(getattr(found.before, name))), Decimal(str(getattr(found.after, name))),
         places)
        for word, name, places in names
    ]  # fmt: skip
