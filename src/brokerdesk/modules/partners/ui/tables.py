"""Tables of the partners room."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import url
from brokerdesk.core.ui.columns import CodeColumn, MoneyColumn, StateColumn
from brokerdesk.core.ui.templatetags.ui import money, when
from brokerdesk.kit.clock import now

from ..models import Accrual, Partner, PlanVersion
from ..queries.earnings import Sums
from ..queries.numbers import Numbers, numbers_of
from .words import formula_words, plan_words, reason_words


def _sums(sums: Sums) -> str:
    shown = [money(amount.normalize(), currency) for currency, amount in sums]
    return ", ".join(shown) or "–"


class PartnerTable(tables.Table):
    """Partners."""

    client = tables.Column(verbose_name=_("Partner"), order_by=("client__last_name",))
    code = tables.Column(verbose_name=_("Referral code"))
    brand = tables.Column(accessor="brand__name", verbose_name=_("Brand"))
    status = StateColumn(verbose_name=_("Status"))
    clients = tables.Column(
        empty_values=(), orderable=False, exclude_from_export=True, verbose_name=_("Direct clients")
    )
    earned = tables.Column(
        empty_values=(), orderable=False, exclude_from_export=True, verbose_name=_("This month")
    )
    payable = tables.Column(
        empty_values=(), orderable=False, exclude_from_export=True, verbose_name=_("Payable")
    )
    created_at = tables.Column(verbose_name=_("Since"))
    numbers: Mapping[int, Numbers]

    class Meta:
        model = Partner
        fields = (
            "client", "code", "brand", "status", "clients", "earned", "payable", "created_at",
        )  # fmt: skip
        order_by = "-created_at"

    def before_render(self, request: Any) -> None:
        """Ask once for what all shown rows need."""
        self.numbers = numbers_of([row.record for row in self.rows], at=now())

    def render_clients(self, record: Partner) -> str:
        return str(self.numbers[record.pk].clients)

    def render_earned(self, record: Partner) -> str:
        return _sums(self.numbers[record.pk].earned)

    def render_payable(self, record: Partner) -> str:
        return _sums(self.numbers[record.pk].payable)

    def render_client(self, value: Any, record: Partner) -> str:
        href = url("backoffice", "partners.partner", partner_id=record.public_id)
        return format_html('<a href="{}">{}</a>', href, value)

    def render_created_at(self, value: Any) -> str:
        return when(value)


class AccrualTable(tables.Table):
    """Accruals with the reason of every zero."""

    occurred_at = tables.Column(verbose_name=_("Deal's time"))
    deal = tables.Column(accessor="deal__ticket", verbose_name=_("Deal"))
    symbol = tables.Column(accessor="deal__symbol", verbose_name=_("Symbol"))
    partner = tables.Column(accessor="partner__client", verbose_name=_("Partner"), orderable=False)
    formula = tables.Column(accessor="why__formula", verbose_name=_("Derivation"), orderable=False)
    level = tables.Column(verbose_name=_("Level"))
    kind = CodeColumn(verbose_name=_("Kind"))
    amount = MoneyColumn(verbose_name=_("Amount"))
    reason = tables.Column(verbose_name=_("Reason"))

    class Meta:
        model = Accrual
        fields = (
            "occurred_at",
            "deal",
            "symbol",
            "partner",
            "level",
            "kind",
            "amount",
            "reason",
            "formula",
        )
        order_by = "-pk"

    def render_occurred_at(self, value: Any) -> str:
        return when(value)

    def render_formula(self, record: Accrual) -> str:
        return formula_words(record.why)

    def render_reason(self, value: str) -> str:
        return reason_words(value)

    def value_reason(self, value: str) -> str:
        return value

    def render_amount(self, value: Decimal, record: Accrual) -> str:
        href = url("backoffice", "partners.accrual", accrual_id=record.public_id)
        return format_html('<a href="{}">{}</a>', href, money(value.normalize(), record.currency))


class PlanTable(tables.Table):
    """Plan versions, newest first."""

    plan = tables.Column(accessor="plan__name", verbose_name=_("Plan"))
    brand = tables.Column(accessor="plan__brand__name", verbose_name=_("Brand"))
    version = tables.Column(verbose_name=_("Version"))
    levels = tables.Column(accessor="body", verbose_name=_("Pays"), orderable=False)
    valid = tables.Column(verbose_name=_("Holds from"))

    class Meta:
        model = PlanVersion
        fields = ("plan", "brand", "version", "levels", "valid")
        order_by = "-pk"

    def render_plan(self, value: str, record: PlanVersion) -> str:
        href = url("backoffice", "partners.plan", plan_id=record.plan.public_id)
        return format_html('<a href="{}#v{}">{}</a>', href, record.version, value)

    def render_levels(self, value: dict[str, Any], record: PlanVersion) -> str:
        return plan_words(value, record.plan.currency)

    def render_valid(self, value: Any) -> str:
        return when(value.lower) if value.lower else str(_("the beginning"))
