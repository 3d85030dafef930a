"""Taking a waiting order away in the office."""

from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import FormPage, UiRequest, register_form
from brokerdesk.kit.clock import now

from ..errors import StateConflict
from ..models import Order
from ..services.changes import cancel_order
from .heads import TEMPLATE, order_head
from .jobs import CLOSE, to_account
from .office import office_account


class CancelForm(forms.Form):
    """Why an order is taken away."""

    reason = forms.CharField(max_length=200, label=_("Reason"))


def _form(request: UiRequest, *, data: Any, files: Any, account_id: str, ticket: int) -> forms.Form:
    del files
    row = office_account(request, account_id, CLOSE)
    if not Order.objects.filter(account_id=row.pk, ticket=ticket).exists():
        raise StateConflict(_t("There is no such waiting order."))
    return CancelForm(data=data)


def _cancel(request: UiRequest, form: forms.Form, account_id: str, ticket: int) -> str:
    office_account(request, account_id, CLOSE)
    reason = form.cleaned_data["reason"]
    cancel_order(account_id, ticket, actor=request.actor, reason=reason, at=now())
    messages.success(request, _t("The platform is asked; the operation below shows its answer."))
    return to_account(request, account_id)


register_form(
    FormPage(
        surface="backoffice",
        path="trading/accounts/<str:account_id>/orders/<int:ticket>/cancel/",
        name="trading.order_cancel",
        title=_("Cancel order"),
        permission=CLOSE,
        form=_form,
        submit=_cancel,
        submit_label=_("Cancel order"),
        back=to_account,
        template=TEMPLATE,
        context=order_head,
        danger=True,
    )
)
