"""Shares of net revenue: terms, months by partner, and each month by client."""

from decimal import Decimal
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import scoped
from brokerdesk.core.texts import translated
from brokerdesk.core.ui import (
    Action,
    ListPage,
    Nav,
    UiRequest,
    page,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.columns import MoneyColumn, WhenColumn
from brokerdesk.core.ui.templatetags.ui import when
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import clients_by_pk

from ..engine import PlanError
from ..engine.revenue import Carryover
from ..errors import EarningNotFound
from ..models import RevenueSettlement, RevenueTerms
from ..services.programme.masking import Mask
from ..services.revenue.terms import COMPONENTS, LIMITED, read_revenue, set_revenue
from .brand_terms import Body, Pairs, TermsPage, register_terms
from .earning_words import CARRYOVERS
from .earning_words import COMPONENTS as WORDS
from .lists import PARTNERS, VIEW
from .own_numbers import own

LIVE = ("commission.earned",)
SIGNS = [("", _("Not counted")), ("+", _("Added")), ("-", _("Subtracted"))]
_DEFAULT = {"commission": "+", "markup": "+", "spread": "+", "rebates": "-", "chargebacks": "-"}


class RevenueForm(forms.Form):
    """Share, components with their signs, what becomes of a month that lost."""

    on = forms.BooleanField(required=False, label=_("Give partners a share of net revenue"))
    currency = forms.CharField(max_length=8, required=False, label=_("Currency"))
    share = forms.DecimalField(
        min_value=0, max_value=1, max_digits=9, decimal_places=8, required=False,
        label=_("Share"), help_text=_("0.30 is 30 %"),
    )  # fmt: skip
    carryover = forms.ChoiceField(
        choices=[(str(code), words) for code, words in CARRYOVERS.items()],
        label=_("When a month loses"),
    )
    limit = forms.DecimalField(
        min_value=0, max_digits=20, decimal_places=8, required=False, label=_("Limit"),
        help_text=_("For capped, forgiven and high roller"),
    )  # fmt: skip

    def __init__(self, *, data: Any, body: Body | None) -> None:
        held = body or {}
        signs = held.get("components", _DEFAULT)
        initial = {name: held[name] for name in self.base_fields if name in held}
        initial["on"] = body is not None
        super().__init__(data=data, initial=initial | {f"sign_{k}": v for k, v in signs.items()})
        for name in COMPONENTS:
            self.fields[f"sign_{name}"] = forms.ChoiceField(
                choices=SIGNS, required=False, label=WORDS[name]
            )

    def clean(self) -> dict[str, Any]:
        """Read what was given as terms are read, and say what is wrong at its field."""
        values = super().clean() or {}
        if values.get("on") and not self.errors:
            try:
                read_revenue(self._given(values))
            except PlanError as error:
                name = error.key.replace("components.", "sign_")
                self.add_error(name if name in self.fields else None, translated(error))
        return values

    def body(self) -> Body | None:
        """The terms as they are kept; none where no share is given."""
        return self._given(self.cleaned_data) if self.cleaned_data["on"] else None

    def _given(self, values: dict[str, Any]) -> dict[str, Any]:
        limit = values["limit"]
        limited = Carryover(values["carryover"]) in LIMITED
        return {
            "currency": values["currency"].strip().upper(),
            "share": f"{(values['share'] or Decimal(0)).normalize():f}",
            "components": {
                name: values[f"sign_{name}"] for name in COMPONENTS if values[f"sign_{name}"]
            },
            "carryover": values["carryover"],
            "limit": f"{limit.normalize():f}" if limited and limit is not None else None,
        }


def said(body: Body) -> Pairs:
    """Terms in words."""
    rules = read_revenue(body)
    signs = (f"{'+' if sign > 0 else '−'} {WORDS[name]}" for name, sign in rules.signs.items())
    pairs: Pairs = [
        (_t("Share"), f"{rules.terms.share.normalize():f} {rules.currency}"),
        (_t("Net revenue"), ", ".join(signs)),
        (_t("When a month loses"), CARRYOVERS[rules.terms.carryover]),
    ]
    if rules.terms.limit:
        pairs.append((_t("Limit"), f"{rules.terms.limit.normalize():f}"))
    return pairs


register_terms(
    TermsPage(
        path="revenue",
        name="revenue_terms",
        back="revenue",
        title=_("Terms of shares of revenue"),
        intro=_(
            "After each month of the brand a partner gets the share of what his direct clients"
            " brought, net. New terms begin with nothing carried."
        ),
        model=RevenueTerms,
        form=lambda data, body: RevenueForm(data=data, body=body),
        said=said,
        save=set_revenue,
    )
)


class MonthFilter(filters.FilterSet):
    """Months by partner; those that wait for a rate."""

    partner = filters.CharFilter(
        field_name="partner__code", lookup_expr="iexact", max_length=24, label=_("Referral code")
    )
    waits = filters.ChoiceFilter(
        choices=[("yes", _("Yes"))], method="only_waiting", label=_("Waits for a rate")
    )

    class Meta:
        model = RevenueSettlement
        fields = ("partner",)

    def only_waiting(
        self, rows: QuerySet[RevenueSettlement], name: str, value: str
    ) -> QuerySet[RevenueSettlement]:
        return rows.exclude(waits="")


class MonthTable(tables.Table):
    """Months: what was paid and carried."""

    since = tables.Column(verbose_name=_("From"))
    until = WhenColumn(verbose_name=_("To"))
    partner = tables.Column(accessor="partner__client", verbose_name=_("Partner"), orderable=False)
    paid = MoneyColumn(verbose_name=_("Paid"))
    carried = MoneyColumn(verbose_name=_("Carried on"), signed=True)
    unknown = tables.Column(verbose_name=_("Deals of unknown revenue"), orderable=False)
    waits = tables.Column(verbose_name=_("Waits for the rate"), orderable=False)

    class Meta:
        model = RevenueSettlement
        fields = ("since", "until", "partner", "paid", "carried", "unknown", "waits")
        order_by = "-pk"

    def render_since(self, value: Any, record: RevenueSettlement) -> str:
        href = url("backoffice", "partners.revenue_month", row_id=record.pk)
        return format_html('<a href="{}">{}</a>', href, when(value))


def months(request: UiRequest) -> QuerySet[RevenueSettlement]:
    """Months of partners that the actor may see."""
    rows = RevenueSettlement.objects.select_related("partner__client", "earning", "terms")
    return scoped(request.actor, VIEW, rows, brand="partner__brand_id")


register_list(
    ListPage(
        surface="backoffice",
        path="partners/revenue/",
        name="partners.revenue",
        title=_("Shares of revenue"),
        permission=VIEW,
        nav=Nav(PARTNERS, 42, "chart-pie"),
        queryset=months,
        table=MonthTable,
        filterset=MonthFilter,
        live=LIVE,
        actions=(Action(_("Terms"), "partners.revenue_terms", VIEW, "settings"),),
        empty=_("Nothing yet: months are settled when they have ended, where terms hold."),
    )
)


def _by_client(row: RevenueSettlement, *, own: bool) -> list[dict[str, Any]]:
    """What each client brought, as staff or the partner may know him."""
    people = clients_by_pk(int(pk) for pk in row.nets)
    mask = Mask(row.partner.brand_id, now())
    names = read_revenue(row.terms.given).signs
    found = []
    for pk, net in row.nets.items():
        person = people[int(pk)]
        shown = mask.of(person, row.partner.public_id)
        found.append(
            {
                "name": f"{shown.name} {shown.ref}" if own else person.name,
                "client_id": "" if own else person.public_id,
                "amounts": [Decimal(row.clients[pk].get(name, "0")) for name in names],
                "net": Decimal(net),
            }
        )
    return found


def _month_page(request: UiRequest, row: RevenueSettlement | None, *, own: bool) -> HttpResponse:
    if row is None:
        raise EarningNotFound(_t("There is no such month."))
    signs = read_revenue(row.terms.given).signs
    context = {
        "row": row,
        "clients": _by_client(row, own=own),
        "heads": [f"{'+' if sign > 0 else '−'} {WORDS[name]}" for name, sign in signs.items()],
        "said": said(row.terms.given),
        "office": not own,
    }
    return render_page(request, "partners/revenue_month.html", context)


@page(
    "backoffice", "partners/revenue/<int:row_id>/", name="partners.revenue_month",
    title=_("Share of revenue"), permission=VIEW,
)  # fmt: skip
def office_month(request: UiRequest, row_id: int) -> HttpResponse:
    """One partner's month by client."""
    return _month_page(request, months(request).filter(pk=row_id).first(), own=False)


@page(
    "portal", "partner/revenue/<int:row_id>/", name="partners.revenue_month",
    title=_("Share of revenue"),
)  # fmt: skip
def own_month(request: UiRequest, row_id: int) -> HttpResponse:
    """The partner's own month by client, masked as the programme says."""
    rows = RevenueSettlement.objects.select_related("partner", "earning", "terms")
    return _month_page(request, rows.filter(partner=own(request), pk=row_id).first(), own=True)


@page("portal", "partner/revenue/", name="partners.own_revenue", title=_("Shares of revenue"),
      live=LIVE)  # fmt: skip
def own_months(request: UiRequest) -> HttpResponse:
    """The partner's months, newest first: what was paid and what is carried."""
    rows = RevenueSettlement.objects.filter(partner=own(request), waits="").order_by("-until")[:36]
    return render_page(request, "partners/own_revenue.html", {"months": rows})
