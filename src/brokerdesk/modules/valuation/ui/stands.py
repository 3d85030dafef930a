"""How accounts are marked: shards with their age, and whose value is in doubt."""

from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import scoped
from brokerdesk.core.ui import ListPage, Nav, UiRequest, page, register_list, render_page, url
from brokerdesk.core.ui.columns import RIGHT, AgeColumn, CodeColumn, WorthColumn
from brokerdesk.core.words import words

from ..models import Stand
from ..queries import shards, trusted
from .prices import EVERY_MS, VALUATION

VIEW = "valuation.stand.view"


@page(
    "backoffice", "valuation/",
    name="valuation.shards", title=_("Marking"), permission=VIEW,
    nav=Nav(VALUATION, 30, "activity"),
)  # fmt: skip
def marking(request: UiRequest) -> HttpResponse:
    """Which process marks which share of the accounts, and how far it is."""
    context = {"shards": shards(), "every_ms": EVERY_MS}
    return render_page(request, "valuation/shards.html", context, title=_("Marking"))


def doubted(request: UiRequest) -> QuerySet[Stand]:
    """Stands of accounts that the actor may see and whose value is in doubt.

    That the last seconds are not reported yet is no doubt to look at, while nothing else is:
    an account that is compared no more, or not reported in time, has that doubt beside it.
    """
    rows = Stand.objects.select_related("account", "account__client").exclude(trusted())
    return scoped(
        request.actor,
        VIEW,
        rows.order_by("-marked_at"),
        brand="account__brand_id",
        office="account__client__office_id",
        owner="account__client__owner_staff_id",
    )


def of_login(rows: QuerySet[Stand], text: str) -> QuerySet[Stand]:
    """The stand of a login."""
    if text.isascii() and text.isdigit() and len(text) < 19:
        return rows.filter(account__login=int(text))
    return rows.none()


class StandTable(tables.Table):
    """Accounts whose value is in doubt."""

    account = tables.Column(accessor="account__login", verbose_name=_("Account"))
    quality = CodeColumn(verbose_name=_("Trust"))
    doubts = tables.Column(verbose_name=_("Why"), orderable=False)
    equity = WorthColumn(verbose_name=_("Equity"), asset="account__currency")
    gap = WorthColumn(verbose_name=_("Ours less the platform's"), asset="account__currency")
    positions = tables.Column(verbose_name=_("Positions"), attrs=RIGHT)
    compared_at = AgeColumn(verbose_name=_("Compared"))
    marked_at = AgeColumn(verbose_name=_("Marked"))

    class Meta:
        model = Stand
        fields = (
            "account", "quality", "doubts", "equity", "gap", "positions", "compared_at",
            "marked_at",
        )  # fmt: skip

    def render_account(self, value: Any, record: Stand) -> str:
        """A link to the account."""
        href = url("backoffice", "trading.account", account_id=record.account.public_id)
        return format_html('<a href="{}">{}</a>', href, value)

    def render_doubts(self, value: list[list[str]]) -> str:
        """Each doubt in words, with what it is about."""
        return "; ".join(" ".join(filter(None, (words(code), about))) for code, about in value)


register_list(
    ListPage(
        surface="backoffice",
        path="valuation/doubts/",
        name="valuation.doubts",
        title=_("Values in doubt"),
        permission=VIEW,
        nav=Nav(VALUATION, 40, "help-circle"),
        queryset=doubted,
        table=StandTable,
        search=of_login,
        empty=_("All values agree with the platforms"),
        every_ms=EVERY_MS,
        intro=_(
            "Such values decide nothing: what they would decide is held, or waits. Those that"
            " only wait for the platform's next report are not listed."
        ),
    )
)
