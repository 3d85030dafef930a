"""What the risk room shows on other rooms' pages."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed
from brokerdesk.core.ui import Panel, UiRequest, panel, url
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.queries import account

from ..models import FlowStat
from ..queries.books import book_history, book_of
from ..queries.house import Wanted, house
from ..queries.scope import VIEW, brand_rows
from ..types import ResultBy
from .common import currency_asked, seen


@panel("account_page", title=_("Book"), order=70, permission=VIEW, live=("risk.books",),
       width=6, icon="book")  # fmt: skip
def account_book(request: UiRequest, account_id: str) -> Panel | None:
    """The account's book now, and those before."""
    row, brand_pks = account(account_id), seen(request)
    if row.kind != "live" or (brand_pks is not None and row.brand_pk not in brand_pks):
        return None
    may = allowed(request.actor, "risk.book.manage", brand_id=row.brand_pk)
    change = (_("Change"), url("backoffice", "risk.book_set", account_id=account_id))
    return Panel(
        "risk/panels/book.html",
        {"now": book_of(row.pk, now()), "rows": book_history(row.pk)[:10]},
        actions=(change,) if may else (),
    )


@panel("account_page", title=_("Flow in figures"), order=80, permission=VIEW, icon="chart-bar")
def account_flow(request: UiRequest, account_id: str) -> Panel | None:
    """An account's figures, day by day."""
    brand_pks = seen(request)
    rows = FlowStat.objects.filter(account__public_id=account_id)
    if brand_pks is not None:
        rows = rows.filter(account__brand_id__in=brand_pks)
    found = list(rows.order_by("-on")[:10])
    return Panel("risk/panels/flow.html", {"rows": found}) if found else None


@panel("office_dashboard", title=_("The house's result"), order=65, permission=VIEW,
       live=("risk.books",), width=6, icon="chart-pie")  # fmt: skip
def house_today(request: UiRequest) -> Panel:
    """Today's and yesterday's result of the house, by day."""
    brand_pks = seen(request)
    currency, _known = currency_asked(request, brand_pks)
    rows = brand_rows(brand_pks)
    today = now().astimezone(ZoneInfo(rows[0].reporting_zone if rows else "UTC")).date()
    wanted = Wanted(brand_pks, currency, today - timedelta(days=1), today, ResultBy.DAY)
    return Panel(
        "risk/panels/house.html",
        {"found": house(wanted, at=now()), "currency": currency},
        actions=((_("Results"), url("backoffice", "risk.house")),),
    )
