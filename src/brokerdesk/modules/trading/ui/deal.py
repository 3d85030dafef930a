"""One platform deal in the back office, and what other rooms have to say about it."""

from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import UiRequest, page, render_page
from brokerdesk.kit.errors import NotFound

from ..models import Deal
from .lists import deals as visible_deals


def the_deal(request: UiRequest, deal_id: str) -> Deal:
    """A deal of an account that the actor may see.

    Raises:
        NotFound: there is none, or not for him.
    """
    rows = visible_deals(request).select_related("account__client", "server")
    asked = int(deal_id) if deal_id.isascii() and deal_id.isdigit() and len(deal_id) < 19 else 0
    found = rows.filter(pk=asked).first()
    if found is None:
        raise NotFound(_t("There is no such deal."))
    return found


@page(
    "backoffice", "trading/deals/<str:deal_id>/",
    name="trading.deal", title=_("Deal"), permission="trading.deal.view", live=("deal.",),
)  # fmt: skip
def deal_page(request: UiRequest, deal_id: str) -> HttpResponse:
    """What the platform says of a deal; other rooms add what came of it."""
    found = the_deal(request, deal_id)
    title = _t("Deal %(ticket)s") % {"ticket": found.ticket}
    return render_page(request, "trading/deal.html", {"deal": found}, title=title)
