"""The live feed of margin calls and stop-outs, and accounts below zero."""

from decimal import Decimal
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.apps import apps
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import ListPage, Nav, UiRequest, counter, register_list, url
from brokerdesk.core.ui.columns import RIGHT, AgeColumn, CodeColumn, MoneyColumn, WhenColumn
from brokerdesk.core.ui.panels import may_see
from brokerdesk.core.ui.texts import age_html, entry_text, lines_html, money_text, number_text
from brokerdesk.core.words import choices, words

from ..models import MarginEvent
from ..queries.negative import negative_accounts
from ..queries.scope import VIEW
from ..types import MarginKind
from .common import RISK, seen

LIVE = ("risk.margin",)
# Shown in another column's second line; an export has it on its own.
BENEATH = {"th": {"class": "d-none"}, "td": {"class": "d-none"}}


class MarginFilter(filters.FilterSet):
    """Events by kind; those that last."""

    kind = filters.ChoiceFilter(choices=choices(MarginKind), label=_("Kind"))
    login = filters.NumberFilter(field_name="account__login", label=_("Login"))
    lasts = filters.ChoiceFilter(
        choices=[("yes", _("Yes"))], method="lasting", label=_("Lasts still")
    )

    class Meta:
        model = MarginEvent
        fields = ("kind",)

    def lasting(self, rows: QuerySet[MarginEvent], name: str, value: str) -> QuerySet[MarginEvent]:
        return rows.filter(ended_at=None, deal=None)


class MarginTable(tables.Table):
    """What happened to accounts' margins, newest first."""

    at = WhenColumn(verbose_name=_("When"))
    kind = CodeColumn(verbose_name=_("What"))
    account = tables.Column(accessor="account__login", verbose_name=_("Account"), orderable=False)
    client = tables.Column(
        accessor="account__client", verbose_name=_("Client"), orderable=False, attrs=BENEATH
    )
    equity = MoneyColumn("account__currency", verbose_name=_("Equity"), orderable=False)
    margin = MoneyColumn("account__currency", verbose_name=_("Margin"), orderable=False)
    level = tables.Column(verbose_name=_("Level"), orderable=False, attrs=RIGHT)
    current = tables.Column(
        verbose_name=_("Equity now"), empty_values=(), orderable=False, attrs=RIGHT,
        exclude_from_export=True,
    )  # fmt: skip
    quality = CodeColumn(verbose_name=_("Figures"), orderable=False, attrs=BENEATH)
    ended_at = WhenColumn(verbose_name=_("Until"), orderable=False, empty_values=())

    class Meta:
        model = MarginEvent
        fields = ("at", "kind", "account", "client", "equity", "margin", "level", "current",
                  "quality", "ended_at")  # fmt: skip
        order_by = "-at"

    def render_account(self, value: int, record: MarginEvent) -> str:
        href = url("backoffice", "trading.account", account_id=record.account.public_id)
        return lines_html(format_html('<a href="{}">{}</a>', href, value), record.account.client)

    def value_account(self, value: int) -> int:
        return value

    def render_level(self, value: Decimal, record: MarginEvent) -> str:
        return lines_html(f"{number_text(value, 1)}\u00a0%", words(record.quality))

    def value_level(self, value: Decimal) -> str:
        return f"{number_text(value, 1)} %"

    def render_current(self, record: MarginEvent) -> str:
        """What the account is worth while the event lasts, moving with the market."""
        if record.ended_at is not None or record.deal is not None:
            return "–"
        value, at = getattr(record, "current_equity", None), getattr(record, "marked_at", None)
        return format_html(
            '<span data-equity-of="{}"><span data-figure="equity">{}</span>'
            ' <small class="text-secondary" data-marked>{}</small></span>',
            record.account.public_id,
            money_text(value if value is None else round(value, 2), record.account.currency),
            age_html(at) if at else mark_safe("<time></time>"),
        )

    def render_ended_at(self, value: Any, record: MarginEvent) -> str:
        if record.deal is not None:
            return _t("Deal %(ticket)s") % {"ticket": record.deal.ticket}
        return WhenColumn().render(value) if value else _t("It lasts")


def events(request: UiRequest) -> QuerySet[MarginEvent]:
    """Events of accounts whose risk the actor may see."""
    brand_pks = seen(request)
    stand = apps.get_model("valuation", "Stand").objects.filter(account_id=OuterRef("account_id"))
    rows = MarginEvent.objects.select_related("account", "account__client", "deal").annotate(
        current_equity=Subquery(stand.values("equity")[:1]),
        marked_at=Subquery(stand.values("marked_at")[:1]),
    )
    return rows if brand_pks is None else rows.filter(account__brand_id__in=brand_pks)


register_list(
    ListPage(
        surface="backoffice",
        path="risk/margin/",
        name="risk.margin",
        title=_("Margin calls and stop-outs"),
        permission=VIEW,
        nav=Nav(RISK, 50, icon="alert-triangle"),
        queryset=events,
        table=MarginTable,
        filterset=MarginFilter,
        live=LIVE,
        empty=_("No account came to its margin call"),
    )
)


@counter(
    "margin_calls",
    title=_("Accounts in a margin call"),
    url_name="risk.margin",
    permission=VIEW,
    live=LIVE,
)
def in_a_call(request: UiRequest) -> int:
    """Accounts that are at or under their margin call now."""
    rows = events(request).filter(ended_at=None, deal=None, kind=MarginKind.MARGIN_CALL)
    return rows.count()


class NegativeTable(tables.Table):
    """Accounts that owe."""

    login = tables.Column(verbose_name=_("Account"))
    client = tables.Column(verbose_name=_("Client"), orderable=False)
    balance = MoneyColumn(verbose_name=_("Balance"), signed=True)
    credit = MoneyColumn(verbose_name=_("Credit"))
    equity = MoneyColumn(verbose_name=_("Equity"), signed=True)
    figures_at = AgeColumn(verbose_name=_("Figures' age"), orderable=False)
    proposal = tables.Column(verbose_name=_("Proposal"), empty_values=(), orderable=False)

    class Meta:
        model = apps.get_model("trading", "Account")
        fields = ("login", "client", "balance", "credit", "equity", "figures_at", "proposal")
        order_by = "balance"

    def render_login(self, value: int, record: Any) -> str:
        href = url("backoffice", "trading.account", account_id=record.public_id)
        return format_html('<a href="{}">{}</a>', href, value)

    def render_proposal(self, record: Any) -> str:
        """With nothing open the balance can be brought to zero by a correction."""
        if record.margin > 0 or record.equity != record.balance + record.credit:
            return _t("Positions are open: wait, or close them")
        if not may_see(self.request, "trading.correction.propose"):
            return _t("Compensate by a correction")
        href = url("backoffice", "trading.account_correction", account_id=record.public_id)
        amount = entry_text(-record.balance)
        return format_html('<a href="{}?amount={}">{}</a>', href, amount, _t("Compensate"))


register_list(
    ListPage(
        surface="backoffice",
        path="risk/negative/",
        name="risk.negative",
        title=_("Balances below zero"),
        permission=VIEW,
        nav=Nav(RISK, 60, icon="arrow-down-left"),
        queryset=lambda request: negative_accounts(seen(request)),
        table=NegativeTable,
        live=("account.", "deal."),
        empty=_("No account is below zero"),
        intro=_(
            "As platforms last reported. A compensation is a correction with a second pair of eyes."
        ),
    )
)
