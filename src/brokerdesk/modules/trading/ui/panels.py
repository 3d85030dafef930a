"""What the trading room shows on other rooms' pages."""

from datetime import datetime

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.texts import translated
from brokerdesk.core.ui import Panel, TimelineItem, UiRequest, panel, timeline, url
from brokerdesk.core.words import words
from brokerdesk.modules.clients.queries import client, client_in_scope

from ..models import Account, Server
from ..queries import open_exposure
from ..types import AccountState
from .lists import positions as visible_positions
from .readings import lag_text

OPENED = (
    "public_id", "login", "product__title", "state", "failure", "provisioned_at", "created_at",
)  # fmt: skip
SHOWN = (
    "public_id", "login", "product__title", "state", "balance", "equity", "currency", "figures_at",
)  # fmt: skip


@panel(
    "client_card",
    title=_("Trading accounts"),
    order=30,
    permission="trading.account.view",
    live=("account.", "operation.settled", "deal.received"),
)
def client_accounts(request: UiRequest, client_id: str) -> Panel | None:
    """The client's accounts with figures and age."""
    row = client_in_scope(request.actor, client_id, "trading.account.view")
    if row is None:
        return None
    found = Account.objects.filter(client_id=row.pk).order_by("-id").values(*SHOWN)
    archived_last = sorted(found, key=lambda account: account["state"] == AccountState.ARCHIVED)
    return Panel("trading/panels/accounts.html", {"accounts": archived_last})


@panel(
    "office_dashboard",
    title=_("Open exposure"),
    order=60,
    permission="trading.deal.view",
    live=("deal.received",),
    width=6,
    icon="activity",
)
def exposure(request: UiRequest) -> Panel:
    """Net open volume by symbol over the brands that the actor sees."""
    brands = set(visible_positions(request).values_list("account__brand_id", flat=True).distinct())
    rows = open_exposure(tuple(b for b in brands if b is not None))
    return Panel(
        "trading/panels/exposure.html",
        {"rows": rows[:12], "as_of": visible_positions(request).order_by("-synced_at").first()},
        actions=((_("Positions"), url("backoffice", "trading.positions")),),
    )


@panel(
    "office_dashboard",
    title=_("Platforms"),
    order=50,
    permission="trading.server.view",
    live=("server.",),
    width=6,
    icon="server-2",
)
@panel(
    "office_operations",
    title=_("Platforms"),
    order=10,
    permission="trading.server.view",
    live=("server.",),
    icon="server-2",
)
def platforms(request: UiRequest) -> Panel:
    """Health of each platform server."""
    rows = Server.objects.order_by("title")
    lags = [(server, lag_text(server)) for server in rows]
    return Panel("trading/panels/platforms.html", {"servers": lags})


@timeline("client", permission="trading.account.view")
def account_items(client_id: str, *, limit: int, before: datetime | None) -> list[TimelineItem]:
    """Accounts opened, or failed to open."""
    rows = Account.objects.filter(client_id=client(client_id).pk).order_by("-created_at")
    if before is not None:
        rows = rows.filter(created_at__lt=before)
    found = rows.values(*OPENED)[:limit]
    return [
        TimelineItem(
            row["provisioned_at"] or row["created_at"],
            "account",
            _t("%(title)s %(login)s")
            % {"title": row["product__title"], "login": row["login"] or ""},
            detail=translated(row["failure"]) or words(row["state"]),
            url=url("backoffice", "trading.account", account_id=row["public_id"]),
        )
        for row in found
    ]
