"""What a request for an account asks for, in words."""

from decimal import Decimal

from django.utils.translation import gettext as _t

from brokerdesk.core.ui import url
from brokerdesk.core.ui.texts import money_text
from brokerdesk.core.words import words

from ..models import AccountRequest
from ..types import RequestKind, RequestState


def signed(amount: Decimal, currency: str) -> str:
    """An amount that always bears its sign."""
    return ("+" if amount > 0 else "") + money_text(amount, currency)


def wish(request: AccountRequest) -> str:
    """What is asked for: a leverage, or a signed amount."""
    if request.kind == RequestKind.LEVERAGE:
        return f"1:{request.leverage}"
    return signed(request.amount, request.account.currency)


def name_of(request: AccountRequest) -> str:
    """A request by its kind and wish."""
    return f"{words(request.kind)} {wish(request)}"


def change(request: AccountRequest) -> str:
    """What it does to the account; from what to what only while that is still to come."""
    account, pending = request.account, request.state == RequestState.PENDING
    if request.kind == RequestKind.LEVERAGE:
        values = {"wish": wish(request), "now": f"1:{account.leverage}"}
        return (_t("From %(now)s to %(wish)s") if pending else "%(wish)s") % values
    values = {
        "wish": wish(request),
        "now": money_text(account.balance, account.currency),
        "then": money_text(account.balance + request.amount, account.currency),
    }
    if request.amount < 0:
        text = _t("Take %(wish)s, from %(now)s to %(then)s") if pending else _t("Take %(wish)s")
    else:
        text = _t("Add %(wish)s, from %(now)s to %(then)s") if pending else _t("Add %(wish)s")
    return text % values


def question(request: AccountRequest) -> str:
    """What is asked before the approval."""
    account = request.account
    values = {"login": account.login, "client": account.client, "wish": wish(request)}
    if request.kind == RequestKind.LEVERAGE:
        return _t("Set the leverage of %(login)s of %(client)s to %(wish)s?") % values
    return _t("Correct %(login)s of %(client)s by %(wish)s?") % values


def waiting_of(account_pk: int) -> list[dict[str, str]]:
    """The requests of an account that wait for a decision, each with its page."""
    rows = AccountRequest.objects.filter(account_id=account_pk, state=RequestState.PENDING)
    return [
        {
            "name": name_of(row),
            "url": url("backoffice", "trading.request", request_id=row.public_id),
        }
        for row in rows.select_related("account").order_by("pk")
    ]
