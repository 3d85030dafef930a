"""One transfer in the back office, and who bears what its wallet lacked."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed
from brokerdesk.core.ui import FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.queries import differences_of_operation

from .. import services
from ..queries import history_of
from ..rows import transfer_row
from .forms import ShortfallForm
from .scope import the_transfer, transfers

VIEW = "cashier.transfer.view"
SETTLE = "cashier.transfer.settle"


def to_transfer(request: UiRequest, transfer_id: str) -> str:
    """The page of a transfer."""
    return url("backoffice", "cashier.transfer", transfer_id=transfer_id)


@page(
    "backoffice",
    "money/transfers/<str:transfer_id>/",
    name="cashier.transfer",
    title=_("Transfer"),
    permission=VIEW,
)
def transfer_page(request: UiRequest, transfer_id: str) -> HttpResponse:
    """One transfer with its history."""
    kept = the_transfer(request, transfer_id, VIEW)
    sees = allowed(request.actor, "trading.difference.view", brand_id=kept.brand_id)
    settles = transfers(request, SETTLE).filter(pk=kept.pk).exists()
    context = {
        "head_live": "transfer. operation.",
        "transfer": transfer_row(kept),
        "differences": differences_of_operation(kept.operation_id) if sees else [],
        "may_settle": kept.shortfall and settles,
        "client": kept.client,
        "server_code": kept.server_code,
        "history": history_of(transfer_id),
    }
    return render_page(request, "cashier/transfer.html", context)


def _form(request: UiRequest, *, data: Any, files: Any, transfer_id: str) -> forms.Form:
    kept = the_transfer(request, transfer_id, SETTLE)
    return ShortfallForm(data=data, initial={"version": kept.version})


def _settle(request: UiRequest, form: forms.Form, transfer_id: str) -> str:
    the_transfer(request, transfer_id, SETTLE)
    settled = services.settle_shortfall(
        transfer_id,
        bearer=form.cleaned_data["bearer"],
        reason=form.cleaned_data["reason"],
        version=form.cleaned_data["version"],
        actor=request.actor,
        at=now(),
    )
    if settled.shortfall:
        messages.success(request, _t("Recorded. A second person has to say so too."))
    else:
        messages.success(request, _t("Settled."))
    return to_transfer(request, transfer_id)


register_form(
    FormPage(
        surface="backoffice",
        path="money/transfers/<str:transfer_id>/settle/",
        name="cashier.transfer_settle",
        title=_("Settle what lacks"),
        permission=SETTLE,
        form=_form,
        submit=_settle,
        submit_label=_("Settle"),
        back=to_transfer,
    )
)
