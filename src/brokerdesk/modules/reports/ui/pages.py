"""Daily figures as a list to filter and export, and computing them anew."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require, scoped
from brokerdesk.core.ui import (
    Action,
    FormPage,
    ListPage,
    Nav,
    UiRequest,
    register_form,
    register_list,
    url,
)
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.columns import MoneyColumn
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brands

from ..models import DailyFigure
from ..services import rebuild
from ..types import Metric
from .panels import TITLES
from .seen import VIEW

REBUILD = "reports.figures.rebuild"
MOST_DAYS = 92
NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class FigureTable(tables.Table):
    """Daily figures, newest first."""

    day = tables.Column(verbose_name=_("Day"))
    metric = tables.Column(verbose_name=_("Figure"))
    brand = tables.Column(accessor="brand__name", verbose_name=_("Brand"))
    count = tables.Column(attrs=NUMBER, verbose_name=_("Count"))
    amount = MoneyColumn(verbose_name=_("Amount"))

    class Meta:
        model = DailyFigure
        fields = ("day", "brand", "metric", "count", "amount")
        order_by = ("-day", "brand", "metric")

    def render_day(self, value: date) -> str:
        return value.isoformat()

    def render_metric(self, value: str) -> str:
        return str(TITLES[Metric(value)])

    def value_metric(self, value: str) -> str:
        return value

    def render_amount(self, value: Decimal, record: DailyFigure) -> str:
        column: MoneyColumn = self.base_columns["amount"]
        return column.render(value, record) if record.currency else "–"  # a count alone


class FigureFilter(filters.FilterSet):
    """Figures by metric and period."""

    metric = filters.ChoiceFilter(
        choices=[(m.value, title) for m, title in TITLES.items()], label=_("Figure")
    )
    since = filters.DateFilter(field_name="day", lookup_expr="gte", label=_("From"))
    until = filters.DateFilter(field_name="day", lookup_expr="lte", label=_("To"))

    class Meta:
        model = DailyFigure
        fields = ("metric",)


def figures(request: UiRequest) -> QuerySet[DailyFigure]:
    """Figures of the brands that the actor may see."""
    return scoped(request.actor, VIEW, DailyFigure.objects.select_related("brand"))


class RebuildForm(forms.Form):
    """Which days of a brand to compute anew."""

    brand = forms.ChoiceField(label=_("Brand"))
    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), widget=forms.DateInput(attrs={"type": "date"}))

    def days(self) -> list[date]:
        """Every day of the period."""
        first, last = self.cleaned_data["since"], self.cleaned_data["until"]
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("since"), values.get("until")
        if first and last and first > last:
            self.add_error("until", _("This lies before the first day"))
        elif first and last and (last - first).days >= MOST_DAYS:
            self.add_error("until", _("At most %(n)s days at once") % {"n": MOST_DAYS})
        return values


def _form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    form = RebuildForm(data=data)
    mine = [b for b in brands() if allowed(request.actor, REBUILD, brand_id=b.pk)]
    set_choices(form, "brand", [(str(b.pk), b.name) for b in mine])
    return form


def _submit(request: UiRequest, form: RebuildForm) -> str:
    brand_pk = int(form.cleaned_data["brand"])
    require(request.actor, REBUILD, brand_id=brand_pk)
    days = form.days()
    rebuild(brand_pk, days, at=now())
    messages.success(request, _t("%(n)s days are computed anew.") % {"n": len(days)})
    return url("backoffice", "reports.figures")


register_list(
    ListPage(
        surface="backoffice",
        path="reports/figures/",
        name="reports.figures",
        title=_("Daily figures"),
        permission=VIEW,
        nav=Nav(_("Reports"), 10, icon="chart-bar"),
        queryset=figures,
        table=FigureTable,
        filterset=FigureFilter,
        live=("report.updated",),
        actions=(Action(_("Compute anew"), "reports.rebuild", REBUILD, icon="refresh"),),
        empty=_("No figures yet: the first registration, deposit or trade makes one"),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="reports/figures/rebuild/",
        name="reports.rebuild",
        title=_("Compute figures anew"),
        permission=REBUILD,
        form=_form,
        submit=_submit,
        submit_label=_("Compute anew"),
        intro=_("The days are computed from clients, money, deals and commission as they stand."),
        back=lambda request: url("backoffice", "reports.figures"),
    )
)
