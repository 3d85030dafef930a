"""The head of a form about one account: which login, and whose."""

from typing import Any

from django.utils.translation import gettext as _t

from brokerdesk.core.ui import UiRequest, url

from ..models import Account, Order, Position
from .held import aged

TEMPLATE = "trading/account_form.html"


def account_head(request: UiRequest, account_id: str, **rest: Any) -> dict[str, Any]:
    """What `account_form.html` shows above a form; who may see the account was asked before."""
    del request, rest
    row = Account.objects.select_related("client", "product").get(public_id=account_id)
    return {
        "of_account": f"{row.login or _t('Not opened yet')} · {row.product.title} · {row.client}",
        "of_account_url": url("backoffice", "trading.account", account_id=account_id),
    }


def position_head(request: UiRequest, account_id: str, ticket: int) -> dict[str, Any]:
    """The account's head, and what the position is worth now."""
    rows = aged(Position.objects.filter(account__public_id=account_id, ticket=ticket))
    return {**account_head(request, account_id), "position": rows.first()}


def order_head(request: UiRequest, account_id: str, ticket: int) -> dict[str, Any]:
    """The account's head, and what the waiting order would do."""
    rows = aged(Order.objects.filter(account__public_id=account_id, ticket=ticket))
    return {**account_head(request, account_id), "order": rows.first()}
