"""What clients get back of the commission on their trades: in the portal and on their card."""

from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import ListPage, Panel, UiRequest, panel, register_list, url
from brokerdesk.core.ui.columns import CodeColumn, MoneyColumn, WhenColumn
from brokerdesk.modules.clients.queries import client_in_scope

from ..models import Accrual
from ..queries.rebates import rebate_lines, rebate_payouts, rebate_sums
from .lists import VIEW

LIVE = ("commission.", "rebate.")
SHOWN = 10


class RebateTable(tables.Table):
    """A client's rebates, deal by deal."""

    occurred_at = WhenColumn(verbose_name=_("Deal's time"), orderable=False)
    deal = tables.Column(accessor="deal__ticket", verbose_name=_("Deal"), orderable=False)
    symbol = tables.Column(accessor="deal__symbol", verbose_name=_("Symbol"), orderable=False)
    kind = CodeColumn(verbose_name=_("Kind"), orderable=False)
    amount = MoneyColumn(verbose_name=_("Amount"), signed=True, orderable=False)

    class Meta:
        model = Accrual
        fields = ("occurred_at", "deal", "symbol", "kind", "amount")
        order_by = "-pk"


def own_rebates(request: UiRequest) -> QuerySet[Accrual]:
    """The rebates of the signed-in client."""
    return rebate_lines(request.client.pk)


def _context(request: UiRequest) -> dict[str, Any]:
    client = request.client
    return {
        "sums": rebate_sums(client.pk, client.public_id),
        "payouts": rebate_payouts(client.pk)[:SHOWN],
    }


register_list(
    ListPage(
        surface="portal",
        path="rebates/",
        name="partners.rebates",
        title=_("Rebates"),
        queryset=own_rebates,
        table=RebateTable,
        sorts_large=False,
        live=LIVE,
        template="partners/portal_rebates.html",
        context=_context,
        intro=_("What you get back of your trades. It is paid into your wallet once a day."),
        empty=_("You have no rebates yet"),
    )
)


@panel("portal_home", title=_("Rebates"), order=40, live=LIVE, width=6)
def home_rebates(request: UiRequest) -> Panel | None:
    """What a client with rebates got back."""
    sums = rebate_sums(request.client.pk, request.client.public_id)
    if not sums:
        return None
    actions = ((_("Deal by deal"), url("portal", "partners.rebates")),)
    return Panel("partners/panels/rebate_sums.html", {"sums": sums}, actions=actions)


@panel("client_card", title=_("Rebates"), order=65, permission=VIEW, live=LIVE, width=6)
def client_rebates(request: UiRequest, client_id: str) -> Panel | None:
    """What a client got back, and his newest lines and payments."""
    row = client_in_scope(request.actor, client_id, VIEW)
    sums = rebate_sums(row.pk, client_id) if row is not None else []
    if row is None or not sums:
        return None
    context = {
        "sums": sums,
        "lines": rebate_lines(row.pk).order_by("-pk")[:SHOWN],
        "payouts": rebate_payouts(row.pk)[:SHOWN],
    }
    return Panel("partners/panels/client_rebates.html", context)
