"""Paying out: ask, watch, change one's mind."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.kit.clock import now

from .. import services
from ..errors import WithdrawalNotFound
from ..queries import history_of, methods_for, wallets, withdrawal
from ..types import WAITING_WITHDRAWALS, WithdrawalRow
from .portal import to_wallet
from .portal_forms import WithdrawForm
from .scope import acted
from .standing import unless_funded


def own_withdrawal(request: UiRequest, withdrawal_id: str) -> WithdrawalRow:
    """A client's own withdrawal; another's looks as if it were not there.

    Raises:
        WithdrawalNotFound: as said.
    """
    row = withdrawal(withdrawal_id)
    if row.client_pk != request.client.pk:
        raise WithdrawalNotFound(_t("There is no such withdrawal."))
    return row


def _form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    return WithdrawForm(
        data=data,
        methods=methods_for(request.client.brand_pk, "withdrawal"),
        wallets=wallets(request.client.pk),
        initial={"name": request.client.name},
    )


def _withdraw(request: UiRequest, form: forms.Form) -> str:
    values = form.cleaned_data
    row = services.request_withdrawal(
        client_id=request.client.public_id,
        psp_id=values["psp_id"],
        amount=values["amount"],
        currency=values["currency"],
        destination={n: values[n] for n in ("account", "name", "bank") if values[n]},
        key=f"portal:{values['key']}",
        actor=request.actor,
        at=now(),
    )
    messages.success(request, _t("Your withdrawal is requested."))
    return url("portal", "cashier.withdrawal", withdrawal_id=row.public_id)


def _context(request: UiRequest) -> dict[str, Any]:
    return {"wallets": wallets(request.client.pk)}


register_form(
    FormPage(
        surface="portal",
        path="wallet/withdraw/",
        name="cashier.withdraw",
        title=_("Withdraw"),
        permission="cashier.withdrawal.create",
        form=_form,
        submit=_withdraw,
        submit_label=_("Request withdrawal"),
        back=to_wallet,
        context=_context,
        template="cashier/portal_form.html",
        closed=unless_funded,
    )
)


@page(
    "portal",
    "wallet/withdrawals/<str:withdrawal_id>/",
    name="cashier.withdrawal",
    title=_("Withdrawal"),
    permission="cashier.withdrawal.view",
)
def withdrawal_page(request: UiRequest, withdrawal_id: str) -> HttpResponse:
    """One withdrawal and how it stands."""
    row = own_withdrawal(request, withdrawal_id)
    context = {
        "head_live": "withdrawal.",
        "withdrawal": row,
        "history": history_of(withdrawal_id),
        "may_cancel": row.state in WAITING_WITHDRAWALS,
    }
    return render_page(request, "cashier/portal_withdrawal.html", context)


@page(
    "portal",
    "wallet/withdrawals/<str:withdrawal_id>/cancel/",
    name="cashier.withdrawal_cancel",
    title=_("Cancel"),
    permission="cashier.withdrawal.create",
)
def cancel_page(request: UiRequest, withdrawal_id: str) -> HttpResponse:
    """Take a request back."""
    own_withdrawal(request, withdrawal_id)
    return acted(
        request,
        url("portal", "cashier.withdrawal", withdrawal_id=withdrawal_id),
        _t("Cancelled; the money is in your wallet."),
        lambda: services.cancel_withdrawal(withdrawal_id, actor=request.actor, at=now()),
    )
