"""Forms of brands, entities and offices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require
from brokerdesk.core.ui import FormPage, UiRequest, register_form, url
from brokerdesk.core.ui.countries import country_choices
from brokerdesk.kit.clock import now

from .. import queries, services
from ..rules import ZONES

ZONE_CHOICES = [(zone, zone) for zone in sorted(ZONES)]


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> forms.Form:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
    return form


def _codes(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.replace(",", " ").upper().split() if part)


class EntityForm(forms.Form):
    """A legal entity."""

    name = forms.CharField(label=_("Name"), max_length=160)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    registration_no = forms.CharField(label=_("Registration number"), max_length=60, required=False)
    reporting_zone = forms.ChoiceField(label=_("Day boundary (time zone)"), choices=ZONE_CHOICES)


class NewEntityForm(EntityForm):
    """A legal entity to make."""

    code = forms.CharField(label=_("Code"), max_length=30)
    base_currency = forms.CharField(
        label=_("Base currency"),
        max_length=8,
        help_text=_("The currency of its books; it stays for good."),
    )


class OfficeForm(forms.Form):
    """An office to make."""

    brand_id = forms.ChoiceField(label=_("Brand"))
    code = forms.CharField(label=_("Code"), max_length=30)
    name = forms.CharField(label=_("Name"), max_length=80)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    reporting_zone = forms.ChoiceField(label=_("Day boundary (time zone)"), choices=ZONE_CHOICES)


class BrandForm(forms.Form):
    """Settings of a brand."""

    name = forms.CharField(label=_("Name"), max_length=80)
    host = forms.CharField(
        label=_("Host"), max_length=253, help_text=_("Where its portal answers, without scheme.")
    )
    base_currency = forms.CharField(label=_("Base currency"), max_length=8)
    currencies = forms.CharField(
        label=_("Currencies"), help_text=_("Wallet currencies, separated by blanks.")
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries served"),
        choices=country_choices,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Clients of these countries only; none chosen: all countries."),
    )
    reporting_zone = forms.ChoiceField(label=_("Day boundary (time zone)"), choices=ZONE_CHOICES)
    support_email = forms.EmailField(label=_("Support e-mail"))
    colour = forms.RegexField(
        r"^#[0-9A-Fa-f]{6}$", label=_("Colour"), widget=forms.TextInput(attrs={"type": "color"})
    )
    minimum_age = forms.IntegerField(label=_("Minimum age"), min_value=18, max_value=99)
    terms_version = forms.CharField(label=_("Version of the terms"), max_length=20)
    terms_text = forms.CharField(
        label=_("Terms"), widget=forms.Textarea(attrs={"rows": 8}), required=False
    )

    def values(self) -> dict[str, Any]:
        """The cleaned values as the services take them."""
        return self.cleaned_data | {"currencies": _codes(self.cleaned_data["currencies"])}


class EditBrandForm(BrandForm):
    """Settings of a brand that exists; `version` is what the editor saw."""

    registration_open = forms.BooleanField(label=_("Takes new clients"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class NewBrandForm(BrandForm):
    """A brand to make."""

    entity_id = forms.ChoiceField(label=_("Legal entity"))
    code = forms.CharField(label=_("Code"), max_length=30)
    field_order = ("entity_id", "code")


def _edit_brand(request: UiRequest, *, data: Any, files: Any, brand_id: str) -> forms.Form:
    row = queries.brand(brand_id)
    require(request.actor, "brands.edit", brand_id=row.pk)
    initial = {name: getattr(row, name) for name in EditBrandForm.base_fields if hasattr(row, name)}
    initial |= {
        "currencies": " ".join(row.currencies),
        "countries": list(row.countries),
        "terms_text": queries.terms_text(row.pk),
    }
    return EditBrandForm(data, initial=initial)


def _save_brand(request: UiRequest, form: EditBrandForm, brand_id: str) -> str:
    values = form.values()
    services.update_brand(
        brand_id, values, actor=request.actor, at=now(), version=values.pop("version")
    )
    return url("backoffice", "brands.list")


def _new_brand(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    require(request.actor, "brands.edit")
    form = NewBrandForm(
        data,
        initial={
            "reporting_zone": "UTC",
            "colour": "#206bc4",
            "minimum_age": 18,
            "terms_version": "1",
            "base_currency": "USD",
            "currencies": "USD",
        },
    )
    return _choose(form, "entity_id", [(e.public_id, e.name) for e in queries.entities()])


def _make_brand(request: UiRequest, form: NewBrandForm) -> str:
    values = form.values() | {"countries": tuple(form.cleaned_data["countries"])}
    services.create_brand(services.BrandDraft(**values), actor=request.actor, at=now())
    return url("backoffice", "brands.list")


def _edit_entity(request: UiRequest, *, data: Any, files: Any, entity_id: str) -> forms.Form:
    row = queries.entity(entity_id)
    initial = {name: getattr(row, name) for name in EntityForm.base_fields}
    return EntityForm(data, initial=initial)


def _save_entity(request: UiRequest, form: EntityForm, entity_id: str) -> str:
    services.update_entity(entity_id, form.cleaned_data, actor=request.actor, at=now())
    return url("backoffice", "brands.entities")


def _make_entity(request: UiRequest, form: NewEntityForm) -> str:
    draft = services.EntityDraft(**form.cleaned_data)
    services.create_entity(draft, actor=request.actor, at=now())
    return url("backoffice", "brands.entities")


def _new_office(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    form = OfficeForm(data, initial={"reporting_zone": "UTC"})
    return _choose(form, "brand_id", [(b.public_id, b.name) for b in queries.brands()])


def _make_office(request: UiRequest, form: OfficeForm) -> str:
    draft = services.OfficeDraft(**form.cleaned_data)
    require(request.actor, "brands.edit", brand_id=queries.brand(draft.brand_id).pk)
    services.create_office(draft, actor=request.actor, at=now())
    return url("backoffice", "brands.offices")


def _page(path: str, name: str, title: Any, *, form: Any, submit: Any, back: str) -> None:
    register_form(
        FormPage(
            surface="backoffice",
            path=path,
            name=name,
            title=title,
            permission="brands.edit",
            form=form,
            submit=submit,
            back=lambda request, **kwargs: url("backoffice", back),
        )
    )


_page(
    "settings/brands/new/",
    "brands.new",
    _("New brand"),
    form=_new_brand,
    submit=_make_brand,
    back="brands.list",
)
_page(
    "settings/brands/<str:brand_id>/",
    "brands.edit",
    _("Brand settings"),
    form=_edit_brand,
    submit=_save_brand,
    back="brands.list",
)
_page(
    "settings/entities/new/",
    "brands.entity_new",
    _("New legal entity"),
    form=NewEntityForm,
    submit=_make_entity,
    back="brands.entities",
)
_page(
    "settings/entities/<str:entity_id>/",
    "brands.entity",
    _("Legal entity"),
    form=_edit_entity,
    submit=_save_entity,
    back="brands.entities",
)
_page(
    "settings/offices/new/",
    "brands.office_new",
    _("New office"),
    form=_new_office,
    submit=_make_office,
    back="brands.offices",
)
