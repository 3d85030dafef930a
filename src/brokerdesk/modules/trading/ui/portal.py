"""Trading accounts in the client portal."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import (
    Closed,
    FormPage,
    Nav,
    Panel,
    UiRequest,
    audience,
    page,
    panel,
    register_form,
    render_page,
    url,
)
from brokerdesk.kit.clock import now
from brokerdesk.modules.compliance.queries import may

from ..errors import AccountNotFound
from ..models import Deal
from ..queries import account, accounts_of, clients_in_batches, products_for
from ..services.accounts import OPENING, request_account
from ..services.calculating import can_calculate
from ..types import AccountRow, ProductRow
from .forms import OpenAccountForm
from .held import orders_of, positions_of
from .passwords import is_ready, password_answer
from .ways import BEING_OPENED, is_unused, money_ways, sign_in_hint, transfer_page

LIVE = ("account.", "operation.", "deal.")


@audience("deal.received", "deal.corrected")
def traders(payloads: Sequence[Mapping[str, Any]], client_ids: Collection[str]) -> frozenset[str]:
    """Whose deals batches hold; the events name the batch only."""
    return clients_in_batches([payload["batch_id"] for payload in payloads], client_ids)


def own_account(request: UiRequest, account_id: str) -> AccountRow:
    """A client's own visible account; another's looks as if it were not there.

    Raises:
        AccountNotFound: as said.
    """
    row = account(account_id)
    if row.client_pk != request.client.pk or not row.switches.visible:
        raise AccountNotFound(_t("There is no such trading account."))
    return row


def _to(account_id: str) -> str:
    return url("portal", "trading.account", account_id=account_id)


def offered(request: UiRequest) -> list[ProductRow]:
    """What the client's level lets him open now."""
    client = request.client
    kinds = {kind for kind, action in OPENING.items() if may(client.pk, action)}
    return [p for p in products_for(client.brand_pk) if p.kind in kinds]


@page(
    "portal", "trading/accounts/", name="trading.accounts", title=_("Trading accounts"),
    nav=Nav(_("Trading"), 20, icon="chart-candle", title=_("Accounts")), live=LIVE,
)  # fmt: skip
def accounts_page(request: UiRequest) -> HttpResponse:
    """The client's accounts."""
    context = {
        "accounts": [
            (row, money_ways(row)) for row in accounts_of(request.client.pk, visible_only=True)
        ],
        "can_open": bool(offered(request)),
        "live_offered": may(request.client.pk, "open_live"),
    }
    return render_page(request, "trading/portal_accounts.html", context)


@page(
    "portal",
    "trading/accounts/<str:account_id>/",
    name="trading.account",
    title=_("Trading account"),
    live=LIVE,
)
def account_page(request: UiRequest, account_id: str) -> HttpResponse:
    """One account: figures with their age, what comes next, open positions, history."""
    row = own_account(request, account_id)
    ways, unused = money_ways(row), is_unused(row)
    context = {
        "account": row,
        "ready": is_ready(row),
        "calculates": can_calculate(row),
        "ways": ways,
        "being_opened": row.state in BEING_OPENED,
        "unused": unused,
        "sign_in_hint": sign_in_hint(row) if unused else "",
        "transfer_url": transfer_page(row) if ways else "",
        "head_live": "account.",
        "positions": positions_of(row.pk)[:100],
        "orders": orders_of(row.pk)[:100],
        "deals": Deal.objects.filter(account_id=row.pk, deleted_at=None).order_by("-pk")[:100],
    }
    title = str(row.login or _t("Trading account"))
    return render_page(request, "trading/portal_account.html", context, title=title)


@page(
    "portal", "trading/accounts/<str:account_id>/password/",
    name="trading.account_password", title=_("Trading password"),
)  # fmt: skip
def password_page(request: UiRequest, account_id: str) -> HttpResponse:
    """Make a new trading password and show it this once."""
    row = own_account(request, account_id)
    return password_answer(request, row, _to(account_id))


def _form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    return OpenAccountForm(data=data, products=offered(request))


def _closed(request: UiRequest) -> Closed | None:
    if offered(request):
        return None
    return Closed(
        title=_("Nothing is offered to you at the moment"),
        text=_("Live accounts open once you are verified."),
        way=(_("Verification"), url("portal", "compliance.verification")),
    )


def _intro(request: UiRequest) -> str:
    """Say why a client sees demo accounts only."""
    if may(request.client.pk, "open_live"):
        return ""
    return _t("Live accounts open once you are verified; a demo account is yours at once.")


def _open(request: UiRequest, form: OpenAccountForm) -> str:
    product = form.products[form.cleaned_data["product"]]
    row = request_account(
        client_id=request.client.public_id,
        product_id=product.public_id,
        currency=product.currency,
        leverage=int(form.cleaned_data["leverage"]),
        actor=request.actor,
        at=now(),
    )
    return _to(row.public_id)


register_form(
    FormPage(
        surface="portal",
        path="trading/accounts/new/",
        name="trading.account_new",
        title=_("Open a trading account"),
        form=_form,
        submit=_open,
        submit_label=_("Open account"),
        intro=_intro,
        closed=_closed,
        back=lambda request: url("portal", "trading.accounts"),
    )
)


@panel(
    "portal_home",
    title=_("Trading accounts"),
    order=30,
    live=LIVE,
)
def home_accounts(request: UiRequest) -> Panel:
    """The client's accounts at a glance."""
    return Panel(
        "trading/panels/portal_accounts.html",
        {
            "accounts": accounts_of(request.client.pk, visible_only=True),
            "live_offered": may(request.client.pk, "open_live"),
        },
        actions=((_("Open account"), url("portal", "trading.account_new")),),
    )
