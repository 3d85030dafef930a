"""Deals that wait for what their commission needs, and the rates that staff give."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require, scoped
from brokerdesk.core.actors import Actor
from brokerdesk.core.ui import (
    Action,
    FormPage,
    ListPage,
    Nav,
    UiRequest,
    counter,
    register_form,
    register_list,
    url,
)
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.columns import WhenColumn
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brands

from ..models import ManualRate, WaitingDeal
from ..services import add_rate
from .lists import PARTNERS, VIEW

MANAGE = "partners.plan.manage"
LIVE = ("commission.",)
CAUSES: dict[str, Any] = {
    "NO_FX": _("no exchange rate"),
    "NO_SYMBOL": _("symbol not known yet"),
    "NO_OPENING": _("opening not found yet"),
}


class WaitingTable(tables.Table):
    """Deals that wait, the longest first."""

    since = WhenColumn(verbose_name=_("Waits since"))
    deal = tables.Column(accessor="deal__ticket", verbose_name=_("Deal"), orderable=False)
    login = tables.Column(accessor="deal__login", verbose_name=_("Login"), orderable=False)
    symbol = tables.Column(accessor="deal__symbol", verbose_name=_("Symbol"), orderable=False)
    brand = tables.Column(accessor="brand__name", verbose_name=_("Brand"), orderable=False)
    cause = tables.Column(verbose_name=_("Why"))
    detail = tables.Column(verbose_name=_("Missing"), orderable=False)

    class Meta:
        model = WaitingDeal
        fields = ("since", "brand", "deal", "login", "symbol", "cause", "detail")
        order_by = "since"

    def render_cause(self, value: str) -> str:
        return str(CAUSES.get(value, value))

    def value_cause(self, value: str) -> str:
        return value


class WaitingFilter(filters.FilterSet):
    """Waiting deals by cause."""

    cause = filters.ChoiceFilter(choices=list(CAUSES.items()), label=_("Why"))

    class Meta:
        model = WaitingDeal
        fields = ("cause",)


def waiting(request: UiRequest) -> QuerySet[WaitingDeal]:
    """Deals of brands that the actor may see, that wait."""
    rows = WaitingDeal.objects.filter(settled_at=None).select_related("deal", "brand")
    return scoped(request.actor, VIEW, rows)


register_list(
    ListPage(
        surface="backoffice",
        path="partners/waiting/",
        name="partners.waiting",
        title=_("Deals that wait"),
        permission=VIEW,
        nav=Nav(PARTNERS, 25, "hourglass"),
        queryset=waiting,
        table=WaitingTable,
        filterset=WaitingFilter,
        live=LIVE,
        actions=(Action(_("Give a rate"), "partners.rate_new", MANAGE),),
        empty=_("No deal waits: all commission is computed"),
    )
)


@counter(
    "deals_waiting",
    title=_("Deals whose commission waits"),
    url_name="partners.waiting",
    permission=VIEW,
    live=LIVE,
)
def deals_waiting(request: UiRequest) -> int:
    """Deals that wait for a rate, a symbol or an opening."""
    return waiting(request).count()


class RateTable(tables.Table):
    """Rates that staff gave, the newest first."""

    recorded_at = WhenColumn(verbose_name=_("From"))
    brand = tables.Column(accessor="brand__name", verbose_name=_("Brand"), orderable=False)
    pair = tables.Column(verbose_name=_("Pair"))
    rate = tables.Column(verbose_name=_("Rate"))

    class Meta:
        model = ManualRate
        fields = ("recorded_at", "brand", "pair", "rate")
        order_by = "-pk"

    def render_rate(self, value: Any) -> str:
        return f"{value.normalize():f}"


def rates(request: UiRequest) -> QuerySet[ManualRate]:
    """Rates of brands that the actor may see."""
    return scoped(request.actor, VIEW, ManualRate.objects.select_related("brand"))


register_list(
    ListPage(
        surface="backoffice",
        path="partners/rates/",
        name="partners.rates",
        title=_("Exchange rates of staff"),
        permission=VIEW,
        nav=Nav(PARTNERS, 34, "arrows-exchange"),
        queryset=rates,
        table=RateTable,
        actions=(Action(_("Give a rate"), "partners.rate_new", MANAGE),),
        empty=_("No rates given: the platforms' quotes are used"),
    )
)


class RateForm(forms.Form):
    """An exchange rate from now on."""

    brand = forms.ChoiceField(label=_("Brand"))
    pair = forms.CharField(max_length=17, label=_("Pair"), help_text=_("For example EUR/USD"))
    rate = forms.DecimalField(
        max_digits=24,
        decimal_places=12,
        label=_("Rate"),
        help_text=_("One unit of the first currency in the second"),
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        mine = [b for b in brands() if allowed(actor, MANAGE, brand_id=b.pk)]
        set_choices(self, "brand", [(str(b.pk), b.name) for b in mine])


def _form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    return RateForm(data=data, actor=request.actor)


def _add(request: UiRequest, form: RateForm) -> str:
    values = form.cleaned_data
    brand_pk = int(values["brand"])
    require(request.actor, MANAGE, brand_id=brand_pk)
    add_rate(brand_pk, values["pair"], values["rate"], actor=request.actor, at=now())
    return url("backoffice", "partners.rates")


register_form(
    FormPage(
        surface="backoffice",
        path="partners/rates/new/",
        name="partners.rate_new",
        title=_("Give an exchange rate"),
        permission=MANAGE,
        form=_form,
        submit=_add,
        intro=lambda request: _(
            "It is used where no platform quotes the pair. Deals that wait are tried again at once."
        ),
        back=lambda request: url("backoffice", "partners.rates"),
    )
)
