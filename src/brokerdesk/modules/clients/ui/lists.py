"""The list of clients."""

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import scoped
from brokerdesk.core.ui import (
    Action,
    ListPage,
    Nav,
    SearchHit,
    UiRequest,
    register_list,
    search,
    url,
)
from brokerdesk.core.ui.columns import AgeColumn, LinkColumn, StateColumn
from brokerdesk.core.ui.countries import country_choices, country_name
from brokerdesk.core.words import choices
from brokerdesk.modules.brands.queries import brand_choices
from brokerdesk.modules.staff.queries import active_staff, staff_names

from ..models import Client
from ..searching import matching
from ..types import STATUSES

SHOWN = (
    "public_id", "first_name", "last_name", "email", "country", "status", "level",
    "owner_staff_id", "created_at", "brand__name",
)  # fmt: skip


def card_url(record: Client) -> str:
    """The card of a client."""
    return url("backoffice", "clients.card", client_id=record.public_id)


class ClientTable(tables.Table):
    """Clients, newest first."""

    name = LinkColumn(
        card_url, verbose_name=_("Client"), accessor="full_name", order_by=("last_name",)
    )
    email = tables.Column(verbose_name=_("E-mail"))
    brand = tables.Column(verbose_name=_("Brand"), accessor="brand__name", orderable=False)
    country = tables.Column(verbose_name=_("Country"))
    status = StateColumn(verbose_name=_("Status"))
    level = tables.Column(verbose_name=_("Level"), attrs={"td": {"class": "num"}})
    owner = tables.Column(
        verbose_name=_("Manager"), accessor="owner_staff_id", empty_values=(), orderable=False
    )
    created_at = AgeColumn(verbose_name=_("Registered"))
    public_id = tables.Column(verbose_name=_("Id"), orderable=False)

    class Meta:
        exclude = ("public_id",)
        order_by = "-created_at"

    def before_render(self, request: UiRequest) -> None:
        """Fetch the managers' names of the shown rows at once."""
        self.managers = staff_names({record.owner_staff_id for record in self.data})

    def render_country(self, value: str) -> str:
        """Show the country's name."""
        return country_name(value)

    def value_country(self, value: str) -> str:
        """Export the code."""
        return value

    def render_owner(self, value: str) -> str:
        """Show the manager's name."""
        return getattr(self, "managers", {}).get(value, value) or "—"


def owner_choices(request: UiRequest | None = None) -> list[tuple[str, str]]:
    """Active staff, for choices."""
    return active_staff()


class ClientFilter(django_filters.FilterSet):
    """Clients by brand, status, level, country, manager, day."""

    brand = django_filters.ChoiceFilter(
        field_name="brand_id", label=_("Brand"), choices=brand_choices
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=choices(STATUSES))
    level = django_filters.NumberFilter(label=_("Level"), min_value=0, max_value=20)
    country = django_filters.ChoiceFilter(label=_("Country"), choices=country_choices)
    owner = django_filters.ChoiceFilter(
        field_name="owner_staff_id",
        label=_("Manager"),
        choices=owner_choices,
        null_label=_("Nobody"),
        null_value="nobody",
        method="owned_by",
    )
    since = django_filters.DateFilter(
        field_name="created_at",
        lookup_expr="date__gte",
        label=_("Registered since"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def owned_by(self, rows: QuerySet[Client], name: str, value: str) -> QuerySet[Client]:
        """Keep the clients of one manager, or those of nobody."""
        return rows.filter(owner_staff_id="" if value == "nobody" else value)


def visible(request: UiRequest) -> QuerySet[Client]:
    """Clients that the actor may see."""
    rows = Client.objects.select_related("brand").only(*SHOWN)
    return scoped(request.actor, "clients.view", rows, office="office_id", owner="owner_staff_id")


register_list(
    ListPage(
        surface="backoffice",
        path="clients/",
        name="clients.list",
        title=_("Clients"),
        permission="clients.view",
        queryset=visible,
        table=ClientTable,
        filterset=ClientFilter,
        search=matching,
        nav=Nav(_("Clients"), order=10, icon="users"),
        live=("client.registered",),
        actions=(Action(_("New client"), "clients.new", "clients.create"),),
        empty=_("No clients yet"),
        export_permission="clients.export",
    )
)


@search("clients", permission="clients.view", title=_("Clients"), order=10)
def find(request: UiRequest, text: str) -> list[SearchHit]:
    """Clients by name, address, phone or id."""
    rows = matching(visible(request), text).order_by("-created_at", "-pk")[:8]
    return [SearchHit(str(row), f"{row.email} · {row.brand.name}", card_url(row)) for row in rows]
