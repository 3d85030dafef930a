"""One transfer in the back office."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import UiRequest, page, render_page

from ..queries import history_of
from ..rows import transfer_row
from .scope import the_transfer


@page(
    "backoffice",
    "money/transfers/<str:transfer_id>/",
    name="cashier.transfer",
    title=_("Transfer"),
    permission="cashier.transfer.view",
)
def transfer_page(request: UiRequest, transfer_id: str) -> HttpResponse:
    """One transfer with its history."""
    kept = the_transfer(request, transfer_id)
    context = {
        "transfer": transfer_row(kept),
        "client": kept.client,
        "server_code": kept.server_code,
        "history": history_of(transfer_id),
    }
    return render_page(request, "cashier/transfer.html", context)
