"""What a client asks for in the portal: the wish, what became of it, and taking it back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.texts import translated
from brokerdesk.core.ui import Closed, FormPage, Panel, UiRequest, page, panel, register_form, url
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.forms import redirect_after
from brokerdesk.core.words import words
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError

from ..errors import RequestNotFound
from ..models import Account, AccountRequest
from ..services.requests import request_leverage, withdraw_request
from ..types import AccountRow, RequestState, WorkState
from .asked import wish
from .heads import TEMPLATE
from .passwords import is_ready
from .portal import own_account

SHOWN = 5


def _to(request: UiRequest, account_id: str) -> str:
    del request
    return url("portal", "trading.account", account_id=account_id)


class WishForm(forms.Form):
    """The leverage that a client wishes."""

    leverage = forms.TypedChoiceField(label=_("Leverage"), coerce=int)
    reason = forms.CharField(max_length=200, required=False, label=_("Why, if you like"))


def _wishable(row: AccountRow) -> list[int]:
    account = Account.objects.select_related("product").get(pk=row.pk)
    return [value for value in account.product.leverages if value != account.leverage]


def _wish_form(request: UiRequest, *, data: Any, files: Any, account_id: str) -> forms.Form:
    form = WishForm(data=data)
    offered = _wishable(own_account(request, account_id))
    set_choices(form, "leverage", [(str(value), f"1:{value}") for value in offered])
    return form


def _wish(request: UiRequest, form: forms.Form, account_id: str) -> str:
    own_account(request, account_id)
    values = form.cleaned_data
    request_leverage(
        account_id, values["leverage"], actor=request.actor, reason=values["reason"], at=now()
    )
    messages.success(request, _t("Thank you. We look at it and tell you here."))
    return _to(request, account_id)


def _head(request: UiRequest, account_id: str) -> dict[str, Any]:
    """Which account the form is about."""
    row = own_account(request, account_id)
    return {
        "of_account": f"{row.login or _t('Not opened yet')} · {row.product_title}",
        "of_account_url": _to(request, account_id),
    }


def _leverage_now(request: UiRequest, account_id: str) -> str:
    row = own_account(request, account_id)
    return _t("Leverage now: 1:%(leverage)s.") % {"leverage": row.leverage}


def _wish_closed(request: UiRequest, account_id: str) -> Closed | None:
    row = own_account(request, account_id)
    if is_ready(row):
        return None
    return Closed(
        title=_("The leverage of this account cannot be changed"),
        text=_t("Its state is “%(state)s”.") % {"state": words(row.state)},
        way=(_("Back to the account"), _to(request, account_id)),
    )


register_form(
    FormPage(
        surface="portal",
        path="trading/accounts/<str:account_id>/leverage/",
        name="trading.account_leverage",
        title=_("Another leverage"),
        form=_wish_form,
        submit=_wish,
        submit_label=_("Ask for it"),
        intro=_leverage_now,
        closed=_wish_closed,
        template=TEMPLATE,
        context=_head,
        back=_to,
    )
)


# Without topics of its own: it stands in the account page's live region.
@panel("portal_account", title=_("What you asked for"), order=10)
def asked_panel(request: UiRequest, account_id: str) -> Panel | None:
    """The client's newest requests for an account, and how far each is."""
    account = own_account(request, account_id)
    rows = AccountRequest.objects.select_related("account", "operation")
    mine = rows.filter(account_id=account.pk, requested_by=request.actor.ref).order_by("-pk")
    shown = [
        {
            "asked": row,
            "wish": wish(row),
            "pending": row.state == RequestState.PENDING,
            "at_platform": row.operation is not None and row.operation.state != WorkState.SETTLED,
        }
        for row in mine[:SHOWN]
    ]
    context = {"account_id": account_id, "requests": shown}
    return Panel("trading/panels/portal_requests.html", context) if shown else None


@page(
    "portal", "trading/accounts/<str:account_id>/requests/<str:request_id>/withdraw/",
    name="trading.request_withdraw", title=_("Take back"),
)  # fmt: skip
def take_back(request: UiRequest, account_id: str, request_id: str) -> HttpResponse:
    """Take back one's own request."""
    account = own_account(request, account_id)
    mine = AccountRequest.objects.filter(account_id=account.pk, requested_by=request.actor.ref)
    if not mine.filter(public_id=request_id).exists():
        raise RequestNotFound(_t("There is no such request."))
    if request.method == "POST":
        try:
            withdraw_request(request_id, actor=request.actor, at=now())
            messages.success(request, _t("Taken back."))
        except DomainError as error:
            messages.error(request, translated(error))
    return redirect_after(request, _to(request, account_id))
