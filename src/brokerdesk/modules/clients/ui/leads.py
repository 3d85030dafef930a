"""Leads in the back office."""

from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require, scoped
from brokerdesk.core.ui import (
    Action,
    Closed,
    FormPage,
    ListPage,
    Nav,
    UiRequest,
    register_form,
    register_list,
    url,
)
from brokerdesk.core.ui.columns import AgeColumn, CodeColumn, LinkColumn, StateColumn
from brokerdesk.core.ui.countries import country_choices, country_choices_or_none, country_name
from brokerdesk.core.ui.panels import may_see
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import NotFound
from brokerdesk.modules.brands.queries import brand_choices

from .. import services
from ..models import Lead
from ..queries import lead as lead_of
from ..types import LEAD_SOURCES, LEAD_STATUSES, LeadDraft, LeadRow, Registration
from .card import card_of
from .forms import DAY
from .lists import owner_choices


class LeadTable(tables.Table):
    """Leads, newest first."""

    email = LinkColumn(
        lambda record: url("backoffice", "leads.edit", lead_id=record.public_id),
        permission="leads.edit",
        verbose_name=_("E-mail"),
    )
    name = tables.Column(verbose_name=_("Name"), accessor="last_name", empty_values=())
    brand = tables.Column(verbose_name=_("Brand"), accessor="brand__name", orderable=False)
    country = tables.Column(verbose_name=_("Country"))
    source = CodeColumn(verbose_name=_("Source"))
    status = StateColumn(verbose_name=_("Status"))
    created_at = AgeColumn(verbose_name=_("Noted"))

    class Meta:
        order_by = "-created_at"

    def render_country(self, value: str) -> str:
        """Show the country's name."""
        return country_name(value)

    def render_name(self, record: Lead) -> str:
        """Show what is known of the name."""
        return f"{record.first_name} {record.last_name}".strip() or "—"


class LeadFilter(django_filters.FilterSet):
    """Leads by brand, status, source."""

    brand = django_filters.ChoiceFilter(
        field_name="brand_id", label=_("Brand"), choices=brand_choices
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=choices(LEAD_STATUSES))
    source = django_filters.ChoiceFilter(label=_("Source"), choices=choices(LEAD_SOURCES))


def visible(request: UiRequest) -> QuerySet[Lead]:
    """Leads that the actor may see."""
    rows = Lead.objects.select_related("brand").defer("brand__terms_text")
    return scoped(request.actor, "leads.view", rows, office="office_id", owner="owner_staff_id")


def _search(rows: QuerySet[Lead], text: str) -> QuerySet[Lead]:
    return rows.filter(
        Q(email__istartswith=text)
        | Q(last_name__istartswith=text)
        | Q(first_name__istartswith=text)
    )


register_list(
    ListPage(
        surface="backoffice",
        path="leads/",
        name="leads.list",
        title=_("Leads"),
        permission="leads.view",
        queryset=visible,
        table=LeadTable,
        filterset=LeadFilter,
        search=_search,
        nav=Nav(_("Clients"), order=20, icon="address-book"),
        live=("lead.",),
        actions=(Action(_("New lead"), "leads.new", "leads.edit"),),
        empty=_("No leads yet"),
    )
)


class LeadForm(forms.Form):
    """A lead to note."""

    brand = forms.ChoiceField(label=_("Brand"), choices=lambda: _brand_choices())
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    first_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False, choices=country_choices_or_none)
    note = forms.CharField(
        label=_("Note"), max_length=1_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class FollowForm(forms.Form):
    """How a lead goes on."""

    status = forms.ChoiceField(
        label=_("Status"),
        choices=choices(s for s in LEAD_STATUSES if s != "converted"),
    )
    owner = forms.ChoiceField(
        label=_("Manager"), required=False, choices=lambda: [("", "—"), *owner_choices()]
    )


class ConvertForm(forms.Form):
    """What a lead lacks to be a client."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    born_on = forms.DateField(label=_("Date of birth"), required=False, widget=DAY)
    invite = forms.BooleanField(
        label=_("Send an invitation to set a password"), required=False, initial=True
    )


def _brand_choices() -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in brand_choices()]


def _lead(request: UiRequest, lead_id: str) -> LeadRow:
    row = lead_of(lead_id)
    scope: dict[str, Any] = {"brand_id": row.brand_pk, "owner": row.owner_staff_id or None}
    if not allowed(request.actor, "leads.edit", **scope):
        raise NotFound(_t("There is no such lead."))
    return row


def _note(request: UiRequest, form: LeadForm) -> str:
    values = dict(form.cleaned_data)
    brand_pk = int(values.pop("brand"))
    require(request.actor, "leads.edit", brand_id=brand_pk)
    draft = LeadDraft(brand_pk=brand_pk, source="staff", owner_staff_id=request.actor.id, **values)
    services.note_lead(draft, actor=request.actor, at=now())
    return url("backoffice", "leads.list")


def _follow_form(request: UiRequest, *, data: Any, files: Any, lead_id: str) -> forms.Form:
    row = _lead(request, lead_id)
    return FollowForm(data, initial={"status": row.status, "owner": row.owner_staff_id})


def _follow(request: UiRequest, form: FollowForm, lead_id: str) -> str:
    values = form.cleaned_data
    services.set_lead_status(
        lead_id,
        values["status"],
        owner_staff_id=values["owner"],
        actor=request.actor,
        at=now(),
    )
    return url("backoffice", "leads.list")


def _convert_form(request: UiRequest, *, data: Any, files: Any, lead_id: str) -> forms.Form:
    row = _lead(request, lead_id)
    first, _blank, last = row.name.partition(" ")
    initial = {
        "first_name": first,
        "last_name": last,
        "country": row.country,
        "phone": row.phone,
        "invite": True,
    }
    return ConvertForm(data, initial=initial)


def _convert(request: UiRequest, form: ConvertForm, lead_id: str) -> str:
    row = _lead(request, lead_id)
    values = dict(form.cleaned_data)
    invite = values.pop("invite")
    given = Registration(
        brand_pk=row.brand_pk,
        email=row.email,
        owner_staff_id=row.owner_staff_id or request.actor.id,
        **values,
    )
    client = services.convert_lead(lead_id, given, actor=request.actor, at=now())
    if invite:
        services.invite_client(client.public_id, actor=request.actor)
    return card_of(client.public_id)


def _back(request: UiRequest, lead_id: str = "") -> str:
    return url("backoffice", "leads.list")


def _context(request: UiRequest, lead_id: str) -> dict[str, Any]:
    return {
        "lead": _lead(request, lead_id),
        "may_convert": may_see(request, "clients.create"),
    }


def _converted(request: UiRequest, lead_id: str) -> Closed | None:
    row = _lead(request, lead_id)
    if not row.client_id:
        return None
    return Closed(
        title=_("This lead is a client now"),
        text=row.name or row.email,
        way=(_("Open client"), card_of(row.client_id)),
    )


register_form(
    FormPage(
        surface="backoffice",
        path="leads/new/",
        name="leads.new",
        title=_("New lead"),
        permission="leads.edit",
        form=LeadForm,
        submit=_note,
        back=_back,
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="leads/<str:lead_id>/",
        name="leads.edit",
        title=_("Lead"),
        permission="leads.edit",
        form=_follow_form,
        submit=_follow,
        back=_back,
        template="clients/lead.html",
        closed=_converted,
        context=_context,
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="leads/<str:lead_id>/convert/",
        name="leads.convert",
        title=_("Make a client of the lead"),
        permission="clients.create",
        form=_convert_form,
        submit=_convert,
        back=_back,
        submit_label=_("Make client"),
    )
)
