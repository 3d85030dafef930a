"""Lists of the trading room in the back office."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import scoped
from brokerdesk.core.ui import Action, ListPage, Nav, UiRequest, register_list
from brokerdesk.modules.clients.queries import matching_ids

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
from ..services.binding import BIND, waiting_logins
from .filters import (
    AccountFilter,
    DealFilter,
    DifferenceFilter,
    OperationFilter,
    OrderFilter,
    PositionFilter,
)
from .held import aged
from .tables import (
    AccountTable,
    DealTable,
    DifferenceTable,
    ForeignTable,
    OperationTable,
    OrderTable,
    PositionTable,
    ProductTable,
    ServerTable,
)

TRADING = _("Trading")
OWNER = "client__owner_staff_id"
OFFICE = "client__office_id"
BY_ACCOUNT = {
    "brand": "account__brand_id",
    "office": f"account__{OFFICE}",
    "owner": f"account__{OWNER}",
}


def accounts(request: UiRequest) -> QuerySet[Account]:
    """Accounts that the actor may see."""
    rows = Account.objects.select_related("client", "product", "server")
    return scoped(request.actor, "trading.account.view", rows, office=OFFICE, owner=OWNER)


def deals(request: UiRequest) -> QuerySet[Deal]:
    """Deals of accounts that the actor may see; of unknown logins only with all brands."""
    rows = Deal.objects.select_related("account", "server")
    return scoped(request.actor, "trading.deal.view", rows, **BY_ACCOUNT)


def orders(request: UiRequest) -> QuerySet[Order]:
    """Waiting orders of accounts that the actor may see."""
    rows = aged(Order.objects.all())
    return scoped(request.actor, "trading.deal.view", rows, **BY_ACCOUNT)


def positions(request: UiRequest) -> QuerySet[Position]:
    """Open positions of accounts that the actor may see."""
    rows = aged(Position.objects.all())
    return scoped(request.actor, "trading.deal.view", rows, **BY_ACCOUNT)


def operations(request: UiRequest) -> QuerySet[Operation]:
    """Operations on accounts that the actor may see."""
    rows = Operation.objects.select_related("account")
    return scoped(request.actor, "trading.account.view", rows, **BY_ACCOUNT)


def differences(request: UiRequest) -> QuerySet[Difference]:
    """Differences of accounts that the actor may see, open ones unless the filter asks."""
    rows = Difference.objects.select_related("account", "account__client")
    if not request.GET.get("closed"):
        rows = rows.filter(closed_at__isnull=True)
    return scoped(request.actor, "trading.difference.view", rows, brand="account__brand_id")


def products(request: UiRequest) -> QuerySet[Product]:
    """Products of brands that the actor may see."""
    rows = Product.objects.select_related("server", "brand")
    return scoped(request.actor, "trading.server.view", rows)


def foreign(request: UiRequest) -> QuerySet[ForeignLogin]:
    """Logins without an owner, on servers where the actor may bind for some brand."""
    return waiting_logins(request.actor)


def servers(request: UiRequest) -> QuerySet[Server]:
    """All servers, with what their gateways report."""
    return Server.objects.select_related("gateway_report")


def search_accounts(rows: QuerySet[Account], text: str) -> QuerySet[Account]:
    """By login, public id or client's name."""
    # Each part asks one index of this table; joined to the clients', it would be read as a whole.
    where = Q(client_id__in=matching_ids(text, rows)) | Q(public_id=text)
    if text.isascii() and text.isdigit() and len(text) < 19:
        servers = list(Server.objects.values_list("pk", flat=True))
        where |= Q(server_id__in=servers, login=int(text))
    return rows.filter(where)


def _register(name: str, title: Any, permission: str, order: int, icon: str, **more: Any) -> None:
    register_list(
        ListPage(
            surface="backoffice",
            path=f"trading/{name}/",
            name=f"trading.{name}",
            title=title,
            permission=permission,
            nav=Nav(TRADING, order, icon),
            **more,
        )
    )


_register(
    "accounts", _("Trading accounts"), "trading.account.view", 10, "users",
    queryset=accounts, table=AccountTable, filterset=AccountFilter, search=search_accounts,
    live=("account.", "operation.settled"), empty=_("No trading accounts yet"),
)  # fmt: skip
_register(
    "deals", _("Deals"), "trading.deal.view", 20, "list",
    queryset=deals, table=DealTable, filterset=DealFilter, live=("deal.",), sorts_large=False,
    empty=_("No deals yet"),
)  # fmt: skip
_register(
    "positions", _("Open positions"), "trading.deal.view", 30, "activity",
    queryset=positions, table=PositionTable, filterset=PositionFilter, live=("deal.",),
    empty=_("No open positions"),
)  # fmt: skip
_register(
    "orders", _("Waiting orders"), "trading.deal.view", 35, "hourglass",
    queryset=orders, table=OrderTable, filterset=OrderFilter, live=("deal.",),
    empty=_("No order waits"),
)  # fmt: skip
_register(
    "operations", _("Platform operations"), "trading.account.view", 40, "arrows-exchange",
    queryset=operations, table=OperationTable, filterset=OperationFilter,
    live=("operation.", "account."), empty=_("No operations yet"),
)  # fmt: skip
_register(
    "differences", _("Differences"), "trading.difference.view", 50, "alert-triangle",
    queryset=differences, table=DifferenceTable, filterset=DifferenceFilter,
    live=("reconciliation.",), empty=_("Mirror and platform agree: 0.00"),
)  # fmt: skip
_register(
    "foreign", _("Logins without an owner"), BIND, 55, "user-search",
    queryset=foreign, table=ForeignTable, live=("deal.received", "account.provisioned"),
    empty=_("Every login on the platforms has an owner"),
    intro=_(
        "Logins in the groups that a server follows which were not opened here. Their deals are"
        " kept, and become a client's once you name the owner."
    ),
)  # fmt: skip
_register(
    "servers", _("Servers"), "trading.server.view", 60, "server",
    queryset=servers, table=ServerTable, live=("server.",), empty=_("No platform servers yet"),
    actions=(Action(_("Add server"), "trading.server_kinds", "trading.server.manage"),),
)  # fmt: skip
_register(
    "products", _("Products"), "trading.server.view", 70, "package",
    queryset=products, table=ProductTable, empty=_("No products yet"),
    actions=(Action(_("Add product"), "trading.product_new", "trading.server.manage"),),
)  # fmt: skip
