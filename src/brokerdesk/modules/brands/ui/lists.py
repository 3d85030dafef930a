"""Lists of brands, entities and offices."""

import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import scoped
from brokerdesk.core.ui import Action, ListPage, Nav, UiRequest, register_list, url

from ..models import Brand, LegalEntity, Office


class BrandTable(tables.Table):
    """Brands."""

    name = tables.Column(
        verbose_name=_("Brand"),
        linkify=lambda record: url("backoffice", "brands.edit", brand_id=record.public_id),
    )
    host = tables.Column(verbose_name=_("Host"))
    entity = tables.Column(verbose_name=_("Entity"), accessor="entity__name")
    currencies = tables.Column(verbose_name=_("Currencies"), orderable=False)
    reporting_zone = tables.Column(verbose_name=_("Day boundary"))
    registration_open = tables.BooleanColumn(verbose_name=_("Open"))

    class Meta:
        order_by = "name"

    def render_currencies(self, value: list[str]) -> str:
        """Show the codes."""
        return ", ".join(value)


class EntityTable(tables.Table):
    """Legal entities."""

    name = tables.Column(
        verbose_name=_("Entity"),
        linkify=lambda record: url("backoffice", "brands.entity", entity_id=record.public_id),
    )
    code = tables.Column(verbose_name=_("Code"))
    country = tables.Column(verbose_name=_("Country"))
    registration_no = tables.Column(verbose_name=_("Registration"))
    base_currency = tables.Column(verbose_name=_("Base currency"))
    reporting_zone = tables.Column(verbose_name=_("Day boundary"))

    class Meta:
        order_by = "name"


class OfficeTable(tables.Table):
    """Offices."""

    name = tables.Column(verbose_name=_("Office"))
    code = tables.Column(verbose_name=_("Code"))
    brand = tables.Column(verbose_name=_("Brand"), accessor="brand__name")
    country = tables.Column(verbose_name=_("Country"))
    reporting_zone = tables.Column(verbose_name=_("Day boundary"))

    class Meta:
        order_by = "name"


def brands(request: UiRequest) -> QuerySet[Brand]:
    """Brands that the actor may see."""
    rows = Brand.objects.select_related("entity").defer("terms_text")
    return scoped(request.actor, "brands.view", rows, brand="id")


def entities(request: UiRequest) -> QuerySet[LegalEntity]:
    """Entities of brands that the actor may see."""
    visible = brands(request).values("entity_id")
    rows = LegalEntity.objects.filter(pk__in=visible)
    whole = scoped(request.actor, "brands.view", LegalEntity.objects.all(), brand=None)
    return rows | whole


def offices(request: UiRequest) -> QuerySet[Office]:
    """Offices that the actor may see."""
    rows = Office.objects.select_related("brand")
    return scoped(request.actor, "brands.view", rows, office="id")


register_list(
    ListPage(
        surface="backoffice",
        path="settings/brands/",
        name="brands.list",
        title=_("Brands"),
        permission="brands.view",
        queryset=brands,
        table=BrandTable,
        nav=Nav(_("Settings"), order=10, icon="building-bank"),
        live=("brand.",),
        actions=(Action(_("New brand"), "brands.new", "brands.edit"),),
        empty=_("No brands yet"),
    )
)
register_list(
    ListPage(
        surface="backoffice",
        path="settings/entities/",
        name="brands.entities",
        title=_("Legal entities"),
        permission="brands.view",
        queryset=entities,
        table=EntityTable,
        nav=Nav(_("Settings"), order=11, icon="building"),
        actions=(Action(_("New entity"), "brands.entity_new", "brands.edit"),),
        empty=_("No entities yet"),
    )
)
register_list(
    ListPage(
        surface="backoffice",
        path="settings/offices/",
        name="brands.offices",
        title=_("Offices"),
        permission="brands.view",
        queryset=offices,
        table=OfficeTable,
        nav=Nav(_("Settings"), order=12, icon="map-pin"),
        actions=(Action(_("New office"), "brands.office_new", "brands.edit"),),
        empty=_("No offices yet"),
    )
)
