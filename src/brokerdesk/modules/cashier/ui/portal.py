"""The client's wallet page, his history and transfers."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.texts import translated
from brokerdesk.core.ui import FormPage, Nav, UiRequest, page, register_form, render_page, url
from brokerdesk.core.ui.texts import money_text
from brokerdesk.core.words import words
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.queries import accounts_of
from brokerdesk.modules.trading.types import AccountKind, AccountRow, AccountState

from .. import services
from ..queries import (
    OtherRow,
    deposits_of,
    others_of,
    refunds_of_client,
    transfers_of,
    wallets,
    withdrawals_of,
)
from ..types import (
    OPEN_DEPOSITS,
    OPEN_WITHDRAWALS,
    DepositRow,
    Direction,
    RefundRow,
    RefundStatus,
    TransferRow,
    TransferStatus,
    WithdrawalRow,
)
from .panels import WALLET_LIVE
from .portal_forms import TransferForm
from .signs import CAME, LEFT, Money, sign_of
from .standing import unless_traded

HISTORY = 200


def to_wallet(request: UiRequest, **_kwargs: Any) -> str:
    """The wallet page."""
    return url("portal", "cashier.wallet")


def under_way(row: Money) -> bool:
    """Say whether a deposit, withdrawal, transfer or refund is not decided yet."""
    if isinstance(row, DepositRow):
        return row.state in OPEN_DEPOSITS
    if isinstance(row, WithdrawalRow):
        return row.state in OPEN_WITHDRAWALS
    if isinstance(row, RefundRow):
        return row.state in {RefundStatus.REQUESTED, RefundStatus.SENT}
    return row.state in {TransferStatus.REQUESTED, TransferStatus.REVIEW}


def entries(client_pk: int, *, limit: int) -> list[dict[str, Any]]:
    """All that moved a client's wallets in one list, newest first."""
    rows: list[Money | OtherRow] = [
        *deposits_of(client_pk, limit=limit),
        *withdrawals_of(client_pk, limit=limit),
        *transfers_of(client_pk, limit=limit),
        *refunds_of_client(client_pk, limit=limit),
        *others_of(client_pk, limit=limit),
    ]
    rows.sort(key=lambda row: row.created_at, reverse=True)
    return [other(row) if isinstance(row, OtherRow) else entry(row) for row in rows[:limit]]


def other(row: OtherRow) -> dict[str, Any]:
    """A line of what was bought, earned, won or put right: booked, when it is seen."""
    shown = {"created_at": row.created_at, "amount": abs(row.amount), "currency": row.currency}
    return {
        "what": words(row.kind),
        "detail": "",
        "to": "",
        "row": {**shown, "state": "done"},
        "sign": LEFT if row.amount < 0 else CAME,
        "open": False,
    }


def entry(row: Money) -> dict[str, Any]:
    """A line of the client's money: what it was, where it leads, its sign."""
    if isinstance(row, DepositRow):
        what, detail = _t("Deposit"), row.psp_title
        to = url("portal", "cashier.deposit", deposit_id=row.public_id)
    elif isinstance(row, WithdrawalRow):
        what, detail = _t("Withdrawal"), f"{row.psp_title} {row.hint}"
        to = url("portal", "cashier.withdrawal", withdrawal_id=row.public_id)
    elif isinstance(row, RefundRow):
        what, detail = _t("Refund"), row.psp_title
        to = url("portal", "cashier.deposit", deposit_id=row.deposit_id)
    elif row.direction == Direction.TO_ACCOUNT:
        what, detail, to = _t("To trading account"), str(row.login or ""), ""
    else:
        what, detail, to = _t("From trading account"), str(row.login or ""), ""
    if isinstance(row, TransferRow) and row.correction:
        signed = money_text(row.correction, row.currency)
        detail += " · " + _t("corrected: %(amount)s to the wallet") % {"amount": signed}
    if isinstance(row, TransferRow) and row.state == TransferStatus.REJECTED and row.reason:
        detail += f" · {translated(row.reason)}"
    return {
        "what": what,
        "detail": detail,
        "to": to,
        "row": row,
        "sign": sign_of(row),
        "open": under_way(row),
    }


@page(
    "portal",
    "wallet/",
    name="cashier.wallet",
    title=_("Wallet"),
    permission="cashier.wallet.view",
    nav=Nav(_("Money"), 10, icon="wallet"),
    live=WALLET_LIVE,
)
def wallet_page(request: UiRequest) -> HttpResponse:
    """Wallets, what is under way, and what happened last."""
    found = entries(request.client.pk, limit=50)
    context = {
        "topics": " ".join(WALLET_LIVE),
        "wallets": wallets(request.client.pk),
        "open": [entry for entry in found if entry["open"]],
        "latest": [entry for entry in found if not entry["open"]][:10],
    }
    return render_page(request, "cashier/portal_wallet.html", context)


@page(
    "portal",
    "wallet/history/",
    name="cashier.history",
    title=_("History"),
    permission="cashier.wallet.view",
    live=WALLET_LIVE,
)
def history_page(request: UiRequest) -> HttpResponse:
    """All money of the client, newest first."""
    found = entries(request.client.pk, limit=HISTORY)
    context = {"topics": " ".join(WALLET_LIVE), "entries": found}
    return render_page(request, "cashier/portal_history.html", context)


def _usable(request: UiRequest) -> list[AccountRow]:
    states = {AccountState.ACTIVE, AccountState.READ_ONLY}
    found = accounts_of(request.client.pk, visible_only=True)
    return [a for a in found if a.kind == AccountKind.LIVE and a.state in states]


def _form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    given = request.GET.get("account", "")
    return TransferForm(data=data, initial={"account_id": given}, accounts=_usable(request))


def _transfer(request: UiRequest, form: forms.Form) -> str:
    values = form.cleaned_data
    to_account = values["direction"] == Direction.TO_ACCOUNT
    move = services.transfer_to_account if to_account else services.transfer_to_wallet
    move(
        client_id=request.client.public_id,
        account_id=values["account_id"],
        amount=values["amount"],
        key=f"portal:{values['key']}",
        actor=request.actor,
        at=now(),
    )
    messages.success(request, _t("On its way; this takes a few seconds."))
    return to_wallet(request)


def _context(request: UiRequest) -> dict[str, Any]:
    return {"wallets": wallets(request.client.pk)}


register_form(
    FormPage(
        surface="portal",
        path="wallet/transfer/",
        name="cashier.transfer_new",
        title=_("Transfer"),
        permission="cashier.transfer.create",
        form=_form,
        submit=_transfer,
        submit_label=_("Transfer"),
        back=to_wallet,
        context=_context,
        template="cashier/portal_form.html",
        closed=unless_traded,
    )
)
