"""One trading account in the back office."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require
from brokerdesk.core.ui import (
    FormPage,
    SearchHit,
    UiRequest,
    page,
    register_form,
    render_page,
    search,
    url,
)
from brokerdesk.core.ui.forms import redirect_after
from brokerdesk.core.ui.panels import may_see
from brokerdesk.core.words import words
from brokerdesk.kit.clock import now

from ..errors import AccountNotFound
from ..models import Account, Deal, Operation
from ..rows import account_row
from ..services.accounts import retry_provisioning, set_access, set_switches
from ..services.calculating import can_calculate
from ..types import AccountRow, AccountState, Switches
from .asked import waiting_of
from .forms import AccessForm, SwitchesForm
from .heads import TEMPLATE, account_head
from .held import orders_of, positions_of
from .lists import accounts as visible_accounts
from .lists import search_accounts
from .passwords import is_ready

MANAGE = "trading.account.manage"
JOBS = (
    (_("Move to another product"), "trading.account_product", MANAGE),
    (_("Change leverage"), "trading.account_leverage", MANAGE),
    (_("Give or take credit"), "trading.account_credit", "trading.credit.change"),
    (_("Correct the balance"), "trading.account_correction", "trading.correction.propose"),
    (_("New trading password"), "trading.account_password", "trading.account.password"),
)
CALCULATOR = (_("Margin and profit"), "trading.account_calculator", "trading.account.view")


def office_account(request: UiRequest, account_id: str, permission: str) -> AccountRow:
    """An account that the actor may see, for something that he must be allowed to do.

    Raises:
        AccountNotFound: it is not there, or out of his scope.
        Forbidden: he may see it but not do this.
    """
    account = visible_accounts(request).filter(public_id=account_id).first()
    if account is None:
        raise AccountNotFound(_t("There is no such trading account."))
    require(
        request.actor,
        permission,
        brand_id=account.brand_id,
        office_id=account.client.office_id,
        owner=account.client.owner_staff_id or None,
    )
    return account_row(account)


def _to(account_id: str) -> str:
    return url("backoffice", "trading.account", account_id=account_id)


@page(
    "backoffice", "trading/accounts/<str:account_id>/",
    name="trading.account", title=_("Trading account"), permission="trading.account.view",
)  # fmt: skip
def account_page(request: UiRequest, account_id: str) -> HttpResponse:
    """Figures with their age, switches, positions, deals and operations."""
    row = office_account(request, account_id, "trading.account.view")
    context = {
        "account": row,
        "client": Account.objects.select_related("client").get(pk=row.pk).client,
        "positions": positions_of(row.pk)[:50],
        "orders": orders_of(row.pk)[:50],
        "deals": Deal.objects.filter(account_id=row.pk).order_by("-pk")[:50],
        "may_close": may_see(request, "trading.position.close"),
        "jobs": [
            (title, url("backoffice", name, account_id=row.public_id))
            for title, name, permission in (*JOBS, *([CALCULATOR] if can_calculate(row) else ()))
            if is_ready(row) and may_see(request, permission)
        ],
        "waiting": waiting_of(row.pk),
        "operations": Operation.objects.filter(account_id=row.pk).order_by("-pk")[:20],
    }
    title = f"{row.login or _t('Not opened yet')} · {row.product_title}"
    return render_page(request, "trading/account.html", context, title=title)


@page(
    "backoffice", "trading/accounts/<str:account_id>/retry/",
    name="trading.account_retry", title=_("Try again"), permission=MANAGE,
)  # fmt: skip
def account_retry(request: UiRequest, account_id: str) -> HttpResponse:
    """Try again to open a failed account."""
    office_account(request, account_id, MANAGE)
    if request.method == "POST":
        retry_provisioning(account_id, actor=request.actor, at=now())
        messages.success(request, _t("The platform is asked again."))
    return redirect_after(request, _to(account_id))


def _switches_form(request: UiRequest, *, data: Any, files: Any, account_id: str) -> forms.Form:
    row = office_account(request, account_id, MANAGE)
    shown = {name: getattr(row.switches, name) for name in Switches.__slots__}
    return SwitchesForm(data=data, initial=shown)


def _switch(request: UiRequest, form: SwitchesForm, account_id: str) -> str:
    office_account(request, account_id, MANAGE)
    set_switches(
        account_id, form.switches(), actor=request.actor, reason=form.cleaned_data["reason"]
    )
    messages.success(request, _t("Saved. It holds from now on."))
    return _to(account_id)


register_form(
    FormPage(
        surface="backoffice",
        path="trading/accounts/<str:account_id>/switches/",
        name="trading.account_switches",
        title=_("What may be done with this account"),
        permission=MANAGE,
        form=_switches_form,
        submit=_switch,
        back=lambda request, account_id: _to(account_id),
        template=TEMPLATE,
        context=account_head,
    )
)


def _access_form(request: UiRequest, *, data: Any, files: Any, account_id: str) -> forms.Form:
    row = office_account(request, account_id, MANAGE)
    return AccessForm(data=data, initial={"state": row.state})


def _access(request: UiRequest, form: AccessForm, account_id: str) -> str:
    office_account(request, account_id, MANAGE)
    values = form.cleaned_data
    set_access(
        account_id,
        AccountState(values["state"]),
        actor=request.actor,
        reason=values["reason"],
        at=now(),
    )
    messages.success(
        request,
        _t("The account is “%(state)s” here; the operation below shows the platform's answer.")
        % {"state": words(values["state"])},
    )
    return _to(account_id)


register_form(
    FormPage(
        surface="backoffice",
        path="trading/accounts/<str:account_id>/access/",
        name="trading.account_access",
        title=_("State of the account"),
        permission=MANAGE,
        form=_access_form,
        submit=_access,
        back=lambda request, account_id: _to(account_id),
        template=TEMPLATE,
        context=account_head,
    )
)


@search("trading_accounts", title=_("Trading accounts"), permission="trading.account.view")
def find_accounts(request: UiRequest, text: str) -> list[SearchHit]:
    """By login, id or client's name."""
    rows = search_accounts(visible_accounts(request), text)[:8]
    return [
        SearchHit(
            f"{row.login or '…'} · {row.client}",
            f"{row.server.code} {row.group}",
            _to(row.public_id),
        )
        for row in rows
    ]
