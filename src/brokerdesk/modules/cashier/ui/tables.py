"""Tables of the cashier."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import url
from brokerdesk.core.ui.columns import AgeColumn, LinkColumn, MoneyColumn, StateColumn, WhenColumn

from ..models import Deposit, Psp, Transfer, Withdrawal


def _client(record: Any) -> str:
    return url("backoffice", "clients.card", client_id=record.client.public_id)


def _deposit(record: Deposit) -> str:
    return url("backoffice", "cashier.deposit", deposit_id=record.public_id)


def _withdrawal(record: Withdrawal) -> str:
    return url("backoffice", "cashier.withdrawal", withdrawal_id=record.public_id)


def _transfer(record: Transfer) -> str:
    return url("backoffice", "cashier.transfer", transfer_id=record.public_id)


def _psp(record: Psp) -> str:
    return url("backoffice", "cashier.psp", psp_id=record.public_id)


NOWRAP = {"td": {"class": "nowrap"}}


class _IdColumn(LinkColumn):
    """The end of an id, which tells rows apart, and leads to its page; the whole on hover."""

    def render(self, value: Any, record: Any, table: Any) -> str:
        """Show the link."""
        text = f"…{value[-8:]}"
        return format_html('<a href="{}" title="{}">{}</a>', self.to(record), value, text)


class DepositTable(tables.Table):
    """Deposits, newest first."""

    created_at = WhenColumn(verbose_name=_("Created"))
    reference = LinkColumn(_deposit, verbose_name=_("Reference"))
    client = LinkColumn(_client, verbose_name=_("Client"), order_by="client__last_name")
    psp = tables.Column(accessor="psp__title", verbose_name=_("Method"))
    amount = MoneyColumn(verbose_name=_("Asked"))
    received = MoneyColumn(verbose_name=_("Received"))
    state = StateColumn(verbose_name=_("State"))
    reason = tables.Column(verbose_name=_("Reason"))
    credited_at = AgeColumn(verbose_name=_("Credited"))

    class Meta:
        model = Deposit
        fields = (
            "created_at",
            "reference",
            "client",
            "psp",
            "amount",
            "received",
            "state",
            "reason",
        )
        sequence = (*fields, "credited_at")
        order_by = "-created_at"


class WithdrawalTable(tables.Table):
    """Withdrawals, newest first."""

    created_at = WhenColumn(verbose_name=_("Requested"))
    public_id = _IdColumn(_withdrawal, verbose_name=_("Withdrawal"), attrs=NOWRAP)
    client = LinkColumn(_client, verbose_name=_("Client"), order_by="client__last_name")
    psp = tables.Column(accessor="psp__title", verbose_name=_("Method"))
    amount = MoneyColumn(verbose_name=_("Amount"))
    fee = MoneyColumn(verbose_name=_("Fee"))
    hint = tables.Column(verbose_name=_("To"), attrs=NOWRAP)
    state = StateColumn(verbose_name=_("State"))
    reason = tables.Column(verbose_name=_("Reason"))
    paid_at = AgeColumn(verbose_name=_("Paid"))

    class Meta:
        model = Withdrawal
        fields = (
            "created_at",
            "public_id",
            "client",
            "psp",
            "amount",
            "fee",
            "hint",
            "state",
            "reason",
        )
        sequence = (*fields, "paid_at")
        order_by = "-created_at"


class TransferTable(tables.Table):
    """Transfers, newest first."""

    created_at = WhenColumn(verbose_name=_("Requested"))
    public_id = _IdColumn(_transfer, verbose_name=_("Transfer"), attrs=NOWRAP)
    client = LinkColumn(_client, verbose_name=_("Client"), order_by="client__last_name")
    login = tables.Column(accessor="account__login", verbose_name=_("Login"))
    direction = StateColumn(verbose_name=_("Direction"))
    amount = MoneyColumn(verbose_name=_("Amount"))
    state = StateColumn(verbose_name=_("State"))
    reason = tables.Column(verbose_name=_("Reason"))
    completed_at = AgeColumn(verbose_name=_("Completed"))

    class Meta:
        model = Transfer
        fields = (
            "created_at",
            "public_id",
            "client",
            "login",
            "direction",
            "amount",
            "state",
            "reason",
        )
        sequence = (*fields, "completed_at")
        order_by = "-created_at"


class PspTable(tables.Table):
    """Payment methods."""

    title = LinkColumn(_psp, verbose_name=_("Method"))
    brand = tables.Column(accessor="brand__name", verbose_name=_("Brand"))
    code = tables.Column(verbose_name=_("Code"))
    kind = tables.Column(verbose_name=_("Provider"))
    currencies = tables.Column(verbose_name=_("Currencies"))
    enabled = tables.BooleanColumn(verbose_name=_("In use"))
    state = StateColumn(verbose_name=_("Connection"))
    checked_at = AgeColumn(verbose_name=_("Checked"))

    class Meta:
        model = Psp
        fields = ("title", "brand", "code", "kind", "currencies", "enabled", "state", "checked_at")
        order_by = ("brand", "title")

    def render_currencies(self, value: list[str]) -> str:
        return ", ".join(value)

    def value_currencies(self, value: list[str]) -> str:
        return ", ".join(value)
