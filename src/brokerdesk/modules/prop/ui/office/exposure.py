"""Exposure of the prop book: what challenges have open, and what it could come to."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, everywhere
from brokerdesk.core.ui import Nav, UiRequest, page, render_page
from brokerdesk.modules.brands.queries import brands

from ...queries.book import book, open_by
from .reach import GROUP, LIVE, VIEW

BY: dict[str, Any] = {
    "symbol": _("Symbol"),
    "programme": _("Programme"),
    "phase": _("Phase"),
    "server": _("Server"),
}
MOST = 200
EVERY_MS = 5_000


@page(
    "backoffice", "prop/exposure/", name="prop.exposure", title=_("Exposure of challenges"),
    permission=VIEW, nav=Nav(GROUP, 45, icon="activity"), live=LIVE,
)  # fmt: skip
def exposure_page(request: UiRequest) -> HttpResponse:
    """Open lots by a name of the viewer's choice, floating results, and the worst case."""
    asked = request.GET.get("by", "")
    by = asked if asked in BY else "symbol"
    funded = request.GET.get("funded") == "1"
    own = seen_brands(request)
    rows = open_by(by, own, all_phases=not funded)
    context = {
        "by": by,
        "by_word": BY[by],
        "choices": [(word, name) for name, word in BY.items()],
        "funded": funded,
        "rows": rows[:MOST],
        "left_out": max(0, len(rows) - MOST),
        "book": book(own, all_phases=not funded),
        "may_stop": allowed(request.actor, "valuation.stop.manage"),
        "every_ms": EVERY_MS,
    }
    return render_page(request, "prop/office/exposure.html", context)


def seen_brands(request: UiRequest) -> list[int] | None:
    """The brands whose challenges the actor may see; None: all there are."""
    if everywhere(request.actor, VIEW):
        return None
    return [one.pk for one in brands() if allowed(request.actor, VIEW, brand_id=one.pk)]
