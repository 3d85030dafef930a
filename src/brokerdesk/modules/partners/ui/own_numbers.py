"""A partner's own deals, clients and tree, in the portal."""

from datetime import date
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import ListPage, UiRequest, page, register_list, render_page, url
from brokerdesk.core.ui.columns import CodeColumn, MoneyColumn, WhenColumn
from brokerdesk.core.ui.templatetags.ui import money
from brokerdesk.kit.clock import now

from ..errors import PartnerNotFound
from ..models import Accrual, Partner
from ..queries.accruals import own_lines as lines_of
from ..queries.currencies import currencies_of
from ..queries.earnings import clients_of
from ..queries.tree import node, nodes_below, path_to
from ..services.programme.masking import Mask
from .cabinet import own_partner
from .period import asked_period, begins, ends
from .words import REASONS, formula_words, reason_words

LIVE = ("commission.", "partner.")
SHOWN = 100


def own(request: UiRequest) -> Partner:
    """The partner that the signed-in client is.

    Raises:
        PartnerNotFound: he is none, or not approved yet.
    """
    found = own_partner(request)
    if found is None or found.status == "applied":
        raise PartnerNotFound(_t("You are not a partner."))
    return found


class OwnDealTable(tables.Table):
    """Lines of the partner, zeros with their reason."""

    occurred_at = WhenColumn(verbose_name=_("Deal's time"), orderable=False)
    deal = tables.Column(accessor="deal__ticket", verbose_name=_("Deal"), orderable=False)
    symbol = tables.Column(accessor="deal__symbol", verbose_name=_("Symbol"), orderable=False)
    level = tables.Column(verbose_name=_("Level"), orderable=False)
    kind = CodeColumn(verbose_name=_("Kind"), orderable=False)
    amount = MoneyColumn(verbose_name=_("Amount"), orderable=False)
    reason = tables.Column(verbose_name=_("Reason"), orderable=False)
    formula = tables.Column(accessor="why__formula", verbose_name=_("Derivation"), orderable=False)

    class Meta:
        model = Accrual
        fields = (
            "occurred_at", "deal", "symbol", "level", "kind", "amount", "reason", "formula",
        )  # fmt: skip
        order_by = "-pk"

    def render_amount(self, value: Any, record: Accrual) -> str:
        href = url("portal", "partners.accrual", accrual_id=record.public_id)
        return format_html('<a href="{}">{}</a>', href, money(value.normalize(), record.currency))

    def render_reason(self, value: str) -> str:
        return reason_words(value)

    def value_reason(self, value: str) -> str:
        return value

    def render_formula(self, record: Accrual) -> str:
        return formula_words(record.why)


class OwnDealFilter(filters.FilterSet):
    """Lines that paid, or did not, and why; by symbol, currency and the deal's day in the zone."""

    paid = filters.ChoiceFilter(
        choices=[("yes", _("Paid")), ("no", _("Did not pay"))], method="by_paid", label=_("Paid")
    )
    reason = filters.ChoiceFilter(
        choices=[(code, words) for code, words in REASONS.items()], label=_("Reason of zero")
    )
    symbol = filters.CharFilter(
        field_name="deal__symbol", lookup_expr="iexact", max_length=32, label=_("Symbol")
    )
    currency = filters.ChoiceFilter(label=_("Currency"))
    since = filters.DateFilter(method="by_first_day", label=_("From"))
    until = filters.DateFilter(method="by_last_day", label=_("To"))

    class Meta:
        model = Accrual
        fields = ("reason",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        codes = currencies_of(own(self.request))
        self.filters["currency"].extra["choices"] = [(code, code) for code in codes]

    def by_first_day(self, rows: QuerySet[Accrual], name: str, value: date) -> QuerySet[Accrual]:
        zone = self.request.brand.reporting_zone
        return rows.filter(occurred_at__gte=begins(value, zone))

    def by_last_day(self, rows: QuerySet[Accrual], name: str, value: date) -> QuerySet[Accrual]:
        zone = self.request.brand.reporting_zone
        return rows.filter(occurred_at__lt=ends(value, zone))

    def by_paid(self, rows: QuerySet[Accrual], name: str, value: str) -> QuerySet[Accrual]:
        return rows.exclude(amount=0) if value == "yes" else rows.filter(amount=0)


def own_lines(request: UiRequest) -> QuerySet[Accrual]:
    """The partner's own lines."""
    return lines_of(own(request))


register_list(
    ListPage(
        surface="portal",
        path="partner/deals/",
        name="partners.own_deals",
        title=_("Earnings, deal by deal"),
        queryset=own_lines,
        table=OwnDealTable,
        filterset=OwnDealFilter,
        sorts_large=False,
        live=LIVE,
        empty=_(
            "Nothing yet: a line appears with each closed trade below you, zeros with their reason."
        ),
    )
)


@page("portal", "partner/clients/", name="partners.own_clients", title=_("Your clients"), live=LIVE)
def clients_page(request: UiRequest) -> HttpResponse:
    """Direct clients with what each brought in a period."""
    found, at = own(request), now()
    period, after = asked_period(request, request.brand.reporting_zone), _after(request)
    rows = clients_of(found.pk, period.span, at=at, after=after, limit=SHOWN + 1)
    mask = Mask(found.brand_id, at)
    context = {
        "rows": [(mask.of(row, found.public_id), row) for row in rows[:SHOWN]],
        "following": rows[SHOWN - 1].pk if len(rows) > SHOWN else None,
        "period": period,
    }
    return render_page(request, "partners/portal_clients.html", context)


@page("portal", "partner/tree/", name="partners.own_tree", title=_("Your tree"), live=LIVE)
def tree_page(request: UiRequest) -> HttpResponse:
    """One level of the tree below the partner, with a period's numbers of each node."""
    found = own(request)
    return tree_level(request, found, "partners/portal_tree.html", request.brand.reporting_zone)


def tree_level(request: UiRequest, top: Partner, template: str, zone: str) -> HttpResponse:
    """The page of one level below a partner, or below one of his tree.

    Raises:
        PartnerNotFound: the one asked for is not below him.
    """
    at, after = now(), _after(request)
    period = asked_period(request, zone)
    wanted = request.GET.get("of", top.public_id)[:40].replace("\x00", "")
    path = path_to(wanted, top.pk, at)
    if not path:
        raise PartnerNotFound(_t("There is no such partner."))
    rows = nodes_below(path[-1].pk, period.span, at=at, after=after, limit=SHOWN + 1)
    context = {
        "path": path,
        "here": node(path[-1].pk, period.span, at=at),
        "nodes": rows[:SHOWN],
        "following": rows[SHOWN - 1].pk if len(rows) > SHOWN else None,
        "period": period,
        "keep": [("of", path[-1].public_id)],
        "top": top,
    }
    return render_page(request, template, context)


def _after(request: UiRequest) -> int:
    given = request.GET.get("after", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
