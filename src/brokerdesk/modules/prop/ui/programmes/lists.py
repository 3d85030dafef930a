"""Programmes by family, size and state; and the templates that they may begin from."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import (
    Action,
    ListPage,
    Nav,
    UiRequest,
    page,
    register_list,
    render_page,
)
from brokerdesk.core.ui.columns import MoneyColumn, StateColumn, WhenColumn

from ...catalogue_data import templates
from ...models import Programme, ProgrammeVersion
from . import words
from .reach import GROUP, LIVE, MANAGE, programmes, to


class ProgrammeFilter(filters.FilterSet):
    """Programmes by family, kind and state."""

    family = filters.CharFilter(lookup_expr="icontains", max_length=80, label=_("Family"))
    state = filters.ChoiceFilter(choices=list(words.STATES.items()), label=_("State"))
    kind = filters.ChoiceFilter(choices=list(words.KINDS.items()), label=_("Kind"))

    class Meta:
        model = Programme
        fields = ("family", "state", "kind")


class ProgrammeTable(tables.Table):
    """Programmes with their size and newest version."""

    title = tables.Column(verbose_name=_("Programme"))
    brand = tables.Column(accessor="brand__name", verbose_name=_("Brand"), orderable=False)
    family = tables.Column(verbose_name=_("Family"))
    kind = tables.Column(verbose_name=_("Kind"))
    size = MoneyColumn(verbose_name=_("Size"), orderable=False)
    version = tables.Column(verbose_name=_("Version"), orderable=False)
    created_at = WhenColumn(verbose_name=_("Created"))
    state = StateColumn(verbose_name=_("State"))

    class Meta:
        model = Programme
        fields = ("title", "brand", "family", "kind", "size", "version", "created_at", "state")
        order_by = "family"

    def render_title(self, value: str, record: Programme) -> str:
        return format_html('<a href="{}">{}</a>', to(record.public_id), value)

    def render_kind(self, value: str) -> str:
        return str(words.KINDS.get(value, value))


def listed(request: UiRequest) -> QuerySet[Programme]:
    """Programmes with the size and number of their newest version."""
    rows = ProgrammeVersion.objects.filter(programme=OuterRef("pk")).order_by("-number")
    size = Cast(
        KeyTextTransform("initial_balance", "document"),
        DecimalField(max_digits=24, decimal_places=8),
    )
    currency = KeyTextTransform("currency", "document")
    found: QuerySet[Programme] = (
        programmes(request)
        .select_related("brand")
        .annotate(
            size=Subquery(rows.annotate(size=size).values("size")[:1]),
            currency=Subquery(rows.annotate(currency=currency).values("currency")[:1]),
            version=Subquery(rows.annotate(n=F("number")).values("n")[:1]),
        )
    )
    return found


register_list(
    ListPage(
        surface="backoffice",
        path="prop/programmes/",
        name="prop.programmes",
        title=_("Programmes"),
        permission=MANAGE,
        nav=Nav(GROUP, 60, icon="list-details"),
        queryset=listed,
        table=ProgrammeTable,
        filterset=ProgrammeFilter,
        live=LIVE,
        actions=(
            Action(_("From a template"), "prop.programme_templates", MANAGE),
            Action(_("Blank"), "prop.programme_new", MANAGE),
        ),
        empty=_("No programme yet: begin from a template, or blank"),
    )
)


@page(
    "backoffice", "prop/programmes/templates/",
    name="prop.programme_templates", title=_("Templates of programmes"), permission=MANAGE,
)  # fmt: skip
def template_list(request: UiRequest) -> HttpResponse:
    """What firms have published, dated, to begin from."""
    rows = [
        {"template": one, "sizes": [size["initial"] for size in one.sizes],
         "kind": words.KINDS[one.kind]}
        for one in templates().values()
    ]  # fmt: skip
    return render_page(request, "prop/programmes/templates.html", {"rows": rows})
