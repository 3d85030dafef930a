"""Tables of the trading room."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import UiRequest, url
from brokerdesk.core.ui.columns import AgeColumn, CodeColumn, MoneyColumn, StateColumn, WhenColumn
from brokerdesk.core.ui.texts import money_text
from brokerdesk.core.words import words
from brokerdesk.modules.staff.queries import staff_names

from ..models import (
    Account,
    Deal,
    Difference,
    ForeignLogin,
    Operation,
    Order,
    Position,
    Product,
    Server,
)
from ..rows import platform_title
from .columns import LotsColumn, PriceColumn
from .doings import what_changes
from .forms import resolution_words
from .readings import lag_text


def account_link(record: Any, text: Any) -> str:
    """A link to an account's office page."""
    if record is None:
        return str(text)
    href = url("backoffice", "trading.account", account_id=record.public_id)
    return format_html('<a href="{}">{}</a>', href, text)


class ServerTable(tables.Table):
    """Platform servers."""

    title = tables.Column(verbose_name=_("Server"))
    kind = tables.Column(verbose_name=_("Platform"))
    state = StateColumn(verbose_name=_("State"))
    lag_s = tables.Column(verbose_name=_("Lag"))
    last_deal_at = AgeColumn(verbose_name=_("Last deal"))
    deals_per_s = tables.Column(
        accessor="gateway_report__deals_per_s", verbose_name=_("Deals a second")
    )
    reconnects = tables.Column(accessor="gateway_report__reconnects", verbose_name=_("Reconnects"))
    errors = tables.Column(accessor="gateway_report__errors", verbose_name=_("Errors"))
    state_at = AgeColumn(verbose_name=_("Checked"))

    class Meta:
        model = Server
        fields = (
            "title",
            "kind",
            "state",
            "lag_s",
            "last_deal_at",
            "deals_per_s",
            "reconnects",
            "errors",
            "state_at",
        )
        order_by = "title"

    def render_title(self, value: str, record: Server) -> str:
        href = url("backoffice", "trading.server", server_id=record.public_id)
        return format_html('<a href="{}">{}</a>', href, value)

    def render_kind(self, value: str) -> str:
        return _t(platform_title(value))

    def render_lag_s(self, record: Server) -> str:
        return lag_text(record)


class ProductTable(tables.Table):
    """What clients can open."""

    title = tables.Column(verbose_name=_("Title"))
    kind = CodeColumn(verbose_name=_("Kind"))
    group = tables.Column(verbose_name=_("Group"))
    currency = tables.Column(verbose_name=_("Currency"))
    max_per_client = tables.Column(verbose_name=_("Most per client"))
    demo_deposit = MoneyColumn(verbose_name=_("Play money"))
    enabled = tables.BooleanColumn(verbose_name=_("Offered"))
    internal = tables.BooleanColumn(verbose_name=_("For programmes only"))
    server = tables.Column(accessor="server__title", verbose_name=_("Server"))
    brand = tables.Column(accessor="brand__name", verbose_name=_("Brand"))

    class Meta:
        model = Product
        fields = ("title", "brand", "kind", "server", "group", "currency", "max_per_client")
        sequence = (*fields, "demo_deposit", "enabled", "internal")
        order_by = ("brand", "title")

    def render_kind(self, record: Product) -> str:
        return words(record.kind)


class AccountTable(tables.Table):
    """Trading accounts with the platform's own figures."""

    login = tables.Column(verbose_name=_("Login"), empty_values=())
    client = tables.Column(verbose_name=_("Client"), order_by=("client__last_name",))
    product = tables.Column(accessor="product__title", verbose_name=_("Product"))
    server = tables.Column(accessor="server__code", verbose_name=_("Server"))
    kind = CodeColumn(verbose_name=_("Kind"))
    state = StateColumn(verbose_name=_("State"))
    balance = MoneyColumn(verbose_name=_("Balance"))
    equity = MoneyColumn(verbose_name=_("Equity"))
    level = tables.Column(verbose_name=_("Level, %"))
    figures_at = AgeColumn(verbose_name=_("As of"))
    created_at = WhenColumn(verbose_name=_("Opened"))

    class Meta:
        model = Account
        fields = ("login", "client", "product", "server", "kind", "state", "balance", "equity")
        sequence = (*fields, "level", "figures_at", "created_at")
        order_by = "-created_at"

    def render_login(self, record: Account) -> str:
        return account_link(record, record.login or "…")

    def render_client(self, value: str, record: Account) -> str:
        href = url("backoffice", "clients.card", client_id=record.client.public_id)
        return format_html('<a href="{}">{}</a>', href, value)

    def render_level(self, value: Any) -> str:
        return f"{value:,.0f}" if value else "–"


class DealTable(tables.Table):
    """Deals, newest first."""

    occurred_at = WhenColumn(verbose_name=_("Time"))
    server = tables.Column(accessor="server__code", verbose_name=_("Server"))
    login = tables.Column(verbose_name=_("Login"))
    ticket = tables.Column(verbose_name=_("Ticket"))
    kind = CodeColumn(verbose_name=_("Kind"))
    entry = CodeColumn(verbose_name=_("Entry"))
    symbol = tables.Column(verbose_name=_("Symbol"))
    lots = LotsColumn(verbose_name=_("Lots"))
    price = PriceColumn(verbose_name=_("Price"))
    profit = MoneyColumn(verbose_name=_("Profit"))
    commission = MoneyColumn(verbose_name=_("Commission"))
    swap = MoneyColumn(verbose_name=_("Swap"))
    balance_effect = MoneyColumn(verbose_name=_("Balance effect"))
    credit_effect = MoneyColumn(verbose_name=_("Credit effect"))
    recorded_at = AgeColumn(verbose_name=_("Received"))

    class Meta:
        model = Deal
        fields = ("ticket", "occurred_at", "server", "login", "kind", "entry", "symbol", "lots")
        sequence = (
            *fields,
            "price",
            "profit",
            "commission",
            "swap",
            "balance_effect",
            "credit_effect",
            "recorded_at",
        )
        order_by = "-pk"

    def render_ticket(self, value: int, record: Deal) -> str:
        href = url("backoffice", "trading.deal", deal_id=record.pk)
        return format_html('<a href="{}">{}</a>', href, value)

    def value_ticket(self, value: int) -> int:
        return value

    def render_login(self, value: int, record: Deal) -> str:
        return account_link(record.account, value)


class PositionTable(tables.Table):
    """Open positions."""

    login = tables.Column(verbose_name=_("Login"))
    ticket = tables.Column(verbose_name=_("Ticket"))
    symbol = tables.Column(verbose_name=_("Symbol"))
    side = CodeColumn(verbose_name=_("Side"))
    lots = LotsColumn(verbose_name=_("Lots"))
    price_open = PriceColumn(verbose_name=_("Open"))
    price_current = PriceColumn(verbose_name=_("Now"))
    profit = MoneyColumn("account__currency", verbose_name=_("Profit"))
    swap = MoneyColumn("account__currency", verbose_name=_("Swap"))
    opened_at = WhenColumn(verbose_name=_("Opened"))
    as_of = AgeColumn(verbose_name=_("As of"), order_by="synced_at")

    class Meta:
        model = Position
        fields = ("ticket", "login", "symbol", "side", "lots", "price_open", "price_current")
        sequence = (*fields, "profit", "swap", "opened_at", "as_of")
        order_by = "-opened_at"

    def render_login(self, value: int, record: Position) -> str:
        return account_link(record.account, value)


class OrderTable(tables.Table):
    """Orders that wait for their price."""

    ticket = tables.Column(verbose_name=_("Ticket"))
    login = tables.Column(verbose_name=_("Login"))
    symbol = tables.Column(verbose_name=_("Symbol"))
    kind = CodeColumn(verbose_name=_("Kind"))
    lots = LotsColumn(verbose_name=_("Lots"))
    price = PriceColumn(verbose_name=_("Price"))
    stop_loss = PriceColumn(verbose_name=_("Stop loss"))
    take_profit = PriceColumn(verbose_name=_("Take profit"))
    placed_at = WhenColumn(verbose_name=_("Placed"))
    expires_at = WhenColumn(verbose_name=_("Expires"))
    as_of = AgeColumn(verbose_name=_("As of"), order_by="synced_at")

    class Meta:
        model = Order
        fields = ("ticket", "login", "symbol", "kind", "lots", "price")
        sequence = (*fields, "stop_loss", "take_profit", "placed_at", "expires_at", "as_of")
        order_by = "-placed_at"

    def render_login(self, value: int, record: Order) -> str:
        return account_link(record.account, value)


class OperationTable(tables.Table):
    """Platform operations."""

    created_at = WhenColumn(verbose_name=_("Requested"))
    login = tables.Column(accessor="account__login", verbose_name=_("Login"))
    reference = tables.Column(verbose_name=_("Reference"))
    kind = CodeColumn(verbose_name=_("Kind"))
    purpose = CodeColumn(verbose_name=_("Purpose"))
    change = tables.Column(verbose_name=_("Change"), empty_values=(), orderable=False)
    amount = MoneyColumn(verbose_name=_("Amount"))
    state = StateColumn(verbose_name=_("State"))
    ticket = tables.Column(verbose_name=_("Deal"))
    reason = tables.Column(verbose_name=_("Reason"))
    settled_at = AgeColumn(verbose_name=_("Settled"))

    class Meta:
        model = Operation
        fields = (
            "reference",
            "created_at",
            "login",
            "kind",
            "purpose",
            "change",
            "amount",
            "state",
            "ticket",
            "reason",
        )
        sequence = (*fields, "settled_at")
        order_by = "-pk"

    def render_login(self, value: int, record: Operation) -> str:
        return account_link(record.account, value)

    def render_change(self, record: Operation) -> str:
        return what_changes(record) or "–"

    def value_change(self, record: Operation) -> str:
        return what_changes(record)

    def render_amount(self, value: Any, record: Operation) -> str:
        return money_text(value, record.currency) if value else "–"


class ForeignTable(tables.Table):
    """Logins without an owner."""

    login = tables.Column(verbose_name=_("Login"))
    server = tables.Column(accessor="server__title", verbose_name=_("Server"))
    name = tables.Column(verbose_name=_("Name on the platform"))
    group = tables.Column(verbose_name=_("Group"))
    balance = MoneyColumn(verbose_name=_("Balance"))
    read_at = AgeColumn(verbose_name=_("As of"))
    first_seen_at = WhenColumn(verbose_name=_("First seen"))

    class Meta:
        model = ForeignLogin
        fields = ("login", "server", "name", "group", "balance", "read_at", "first_seen_at")
        order_by = "-first_seen_at"

    def render_login(self, value: int, record: ForeignLogin) -> str:
        href = url("backoffice", "trading.bind", server_id=record.server.public_id, login=value)
        return format_html('<a href="{}">{}</a>', href, value)


class DifferenceTable(tables.Table):
    """Differences between mirror and platform."""

    item = tables.Column(verbose_name=_("Item"))
    cls = StateColumn(verbose_name=_("Class"))
    login = tables.Column(verbose_name=_("Login"))
    client = tables.Column(
        accessor="account__client", order_by=("account__client__last_name",),
        verbose_name=_("Client"),
    )  # fmt: skip
    amount = MoneyColumn(verbose_name=_("Amount"))
    detail = tables.Column(verbose_name=_("Detail"))
    opened_at = AgeColumn(verbose_name=_("Age"))
    owner = tables.Column(verbose_name=_("Owner"))
    proposal = tables.Column(verbose_name=_("Proposal"))
    resolution = tables.Column(verbose_name=_("Resolved"))

    class Meta:
        model = Difference
        fields = ("item", "cls", "login", "client", "amount", "detail", "opened_at", "owner")
        sequence = (*fields, "proposal", "resolution")
        order_by = "-opened_at"

    def before_render(self, request: UiRequest) -> None:
        """Fetch the owners' names of the shown rows at once."""
        self.owners = staff_names({row.owner.removeprefix("staff:") for row in self.data})

    def render_owner(self, value: str) -> str:
        return self.owners.get(value.removeprefix("staff:"), value)

    def value_owner(self, value: str) -> str:
        return value

    def render_client(self, value: Any) -> str:
        href = url("backoffice", "clients.card", client_id=value.public_id)
        return format_html('<a href="{}">{}</a>', href, value)

    def value_client(self, value: Any) -> str:
        return str(value)

    def render_proposal(self, value: str) -> str:
        return resolution_words(value)

    def render_resolution(self, value: str) -> str:
        return resolution_words(value)

    def render_item(self, value: str, record: Difference) -> str:
        href = url("backoffice", "trading.difference", difference_id=record.public_id)
        return format_html('<a href="{}">{}</a>', href, value)
