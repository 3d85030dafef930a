"""Lists of the cashier in the back office."""

from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Action, ListPage, Nav, register_list

from . import scope
from .filters import DepositFilter, TransferFilter, WithdrawalFilter
from .tables import DepositTable, PspTable, TransferTable, WithdrawalTable

MONEY = _("Money")


def _by_client(text: str) -> Q:
    return Q(client__search=SearchQuery(text, config="simple"))


def search_deposits(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By reference, id, provider's reference or client."""
    return rows.filter(scope.deposit_named(text) | _by_client(text))


def search_withdrawals(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By id, provider's reference or client."""
    return rows.filter(scope.withdrawal_named(text) | _by_client(text))


def search_transfers(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By id, login or client."""
    where = scope.transfer_named(text) | _by_client(text)
    if text.isascii() and text.isdigit() and len(text) < 19:
        where |= Q(account__login=int(text))
    return rows.filter(where)


register_list(
    ListPage(
        surface="backoffice",
        path="money/deposits/",
        name="cashier.deposits",
        title=_("Deposits"),
        permission="cashier.deposit.view",
        queryset=scope.deposits,
        table=DepositTable,
        filterset=DepositFilter,
        search=search_deposits,
        nav=Nav(MONEY, 10, icon="arrow-down-left"),
        live=("deposit.",),
        empty=_("No deposits yet"),
    )
)
register_list(
    ListPage(
        surface="backoffice",
        path="money/withdrawals/",
        name="cashier.withdrawals",
        title=_("Withdrawals"),
        permission="cashier.withdrawal.view",
        queryset=scope.withdrawals,
        table=WithdrawalTable,
        filterset=WithdrawalFilter,
        search=search_withdrawals,
        nav=Nav(MONEY, 20, icon="arrow-up-right"),
        live=("withdrawal.",),
        empty=_("No withdrawals yet"),
    )
)
register_list(
    ListPage(
        surface="backoffice",
        path="money/transfers/",
        name="cashier.transfers",
        title=_("Transfers"),
        permission="cashier.transfer.view",
        queryset=scope.transfers,
        table=TransferTable,
        filterset=TransferFilter,
        search=search_transfers,
        nav=Nav(MONEY, 30, icon="arrows-exchange"),
        live=("transfer.",),
        empty=_("No transfers yet"),
    )
)
register_list(
    ListPage(
        surface="backoffice",
        path="money/methods/",
        name="cashier.psps",
        title=_("Payment methods"),
        permission="cashier.psp.view",
        queryset=scope.psps,
        table=PspTable,
        nav=Nav(MONEY, 50, icon="credit-card"),
        live=("psp.",),
        empty=_("No payment methods yet"),
        actions=(Action(_("Add method"), "cashier.psp_kinds", "cashier.psp.manage"),),
    )
)
