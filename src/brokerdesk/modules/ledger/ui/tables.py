"""Tables of the ledger. A source's entry is a debit, a destination's a credit."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import url
from brokerdesk.core.ui.columns import CodeColumn, LinkColumn, MoneyColumn, StateColumn, WhenColumn

from ..models import Account, Entry
from ..rules import normal_side
from ..txids import tx_public_id


def account_url(record: Any) -> str:
    """The statement of an account."""
    return url("backoffice", "ledger.account", code=record.code)


def entry_url(record: Any) -> str:
    """The transaction of an entry."""
    return url("backoffice", "ledger.transaction", tx_id=tx_public_id(record.tx_id))


class AccountTable(tables.Table):
    """Accounts with their balance on the normal side of their class."""

    code = LinkColumn(account_url, verbose_name=_("Account"))
    cls = StateColumn(verbose_name=_("Class"))
    asset = tables.Column(verbose_name=_("Asset"))
    kind = CodeColumn(verbose_name=_("Kind"))
    current = MoneyColumn("asset", verbose_name=_("Balance"), orderable=False)
    opened_at = WhenColumn(verbose_name=_("Opened"))
    closed_at = WhenColumn(verbose_name=_("Closed"))

    class Meta:
        model = Account
        fields = ("code", "cls", "asset", "kind", "current", "opened_at", "closed_at")
        order_by = "code"

    def render_current(self, value: Decimal, record: Account) -> str:
        column: MoneyColumn = self.base_columns["current"]
        return column.render(normal_side(record.cls, value), record)

    def value_current(self, value: Decimal, record: Account) -> Decimal:
        return normal_side(record.cls, value)


class EntryTable(tables.Table):
    """An account's entries, latest first."""

    recorded = WhenColumn(accessor="tx__recorded_at", verbose_name=_("Recorded"))
    effective = WhenColumn(accessor="tx__effective_at", verbose_name=_("Effective"))
    kind = LinkColumn(entry_url, accessor="tx__kind", verbose_name=_("Transaction"))
    debit = MoneyColumn("", accessor="amount", verbose_name=_("Debit"), orderable=False)
    credit = MoneyColumn("", accessor="amount", verbose_name=_("Credit"), orderable=False)
    balance_after = MoneyColumn("", verbose_name=_("Balance"), orderable=False)

    class Meta:
        model = Entry
        fields = ("recorded", "effective", "kind", "debit", "credit", "balance_after")
        order_by = "-pk"

    def render_debit(self, value: Decimal, record: Entry) -> str:
        return self._money("debit", -value if value < 0 else None, record)

    def render_credit(self, value: Decimal, record: Entry) -> str:
        return self._money("credit", value if value > 0 else None, record)

    def render_balance_after(self, value: Decimal, record: Entry) -> str:
        return self._money("balance_after", normal_side(record.account.cls, value), record)

    def value_debit(self, value: Decimal, record: Entry) -> Decimal | str:
        return self._number("debit", -value, record) if value < 0 else ""

    def value_credit(self, value: Decimal, record: Entry) -> Decimal | str:
        return self._number("credit", value, record) if value > 0 else ""

    def value_balance_after(self, value: Decimal, record: Entry) -> Decimal:
        return self._number("balance_after", normal_side(record.account.cls, value), record)

    def _number(self, name: str, amount: Decimal, record: Entry) -> Decimal:
        column: MoneyColumn = self.base_columns[name]
        return column.value(amount, record)

    def _money(self, name: str, amount: Decimal | None, record: Entry) -> str:
        column: MoneyColumn = self.base_columns[name]
        return "" if amount is None else column.render(amount, record)
