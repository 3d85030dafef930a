"""Refunding a deposit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import FormPage, UiRequest, register_form
from brokerdesk.kit.clock import now

from .. import services
from ..rows import deposit_row
from .deposits import FORM, REFUND, deposit_head, to_deposit
from .forms import RefundForm
from .scope import the_deposit


def _form(request: UiRequest, *, data: Any, files: Any, deposit_id: str) -> forms.Form:
    row = deposit_row(the_deposit(request, deposit_id, REFUND))
    return RefundForm(data=data, initial={"amount": row.received - row.refunded})


def _refund(request: UiRequest, form: forms.Form, deposit_id: str) -> str:
    the_deposit(request, deposit_id, REFUND)
    services.request_refund(
        deposit_id,
        amount=form.cleaned_data["amount"],
        reason=form.cleaned_data["reason"],
        actor=request.actor,
        at=now(),
    )
    return to_deposit(request, deposit_id)


register_form(
    FormPage(
        surface="backoffice",
        path="money/deposits/<str:deposit_id>/refund/",
        name="cashier.deposit_refund",
        title=_("Refund deposit"),
        permission=REFUND,
        form=_form,
        submit=_refund,
        submit_label=_("Refund"),
        intro=_("The money leaves the client's wallet now and goes back the way it came."),
        back=to_deposit,
        template=FORM,
        context=deposit_head,
        danger=True,
    )
)
