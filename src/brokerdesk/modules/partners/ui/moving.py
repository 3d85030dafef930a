"""Giving a client to another partner, in the back office."""

from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import FormPage, UiRequest, register_form, url
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import client_for

from ..services import assign_client

MANAGE = "partners.partner.manage"


class ClientMoveForm(forms.Form):
    """The partner of a client from now on."""

    code = forms.CharField(
        max_length=24,
        required=False,
        label=_("Referral code of the new partner"),
        help_text=_("Empty: no partner from now on"),
    )
    reason = forms.CharField(max_length=200, label=_("Reason"))


def _form(request: UiRequest, *, data: Any, files: Any, client_id: str) -> forms.Form:
    client_for(request.actor, client_id, MANAGE)
    return ClientMoveForm(data=data)


def _submit(request: UiRequest, form: forms.Form, client_id: str) -> str:
    client_for(request.actor, client_id, MANAGE)
    values = form.cleaned_data
    assign_client(client_id, values["code"], actor=request.actor, at=now(), reason=values["reason"])
    messages.success(request, _t("Deals from now on belong to the new chain."))
    return url("backoffice", "clients.card", client_id=client_id)


register_form(
    FormPage(
        surface="backoffice",
        path="partners/clients/<str:client_id>/move/",
        name="partners.move_client",
        title=_("Move client to another partner"),
        permission=MANAGE,
        form=_form,
        submit=_submit,
        submit_label=_("Move from now on"),
        intro=_("What was accrued up to now stays with the partner of before."),
        back=lambda request, client_id: url("backoffice", "clients.card", client_id=client_id),
    )
)
