"""A partner's own terms, and a brand's symbol book, in the back office."""

import json
from typing import Any

import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require, scoped
from brokerdesk.core.actors import Actor
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
from brokerdesk.core.ui.panels import may_see
from brokerdesk.core.ui.templatetags.ui import when
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand, brands

from ..models import PartnerTerms, SymbolBook
from ..services import Terms, set_symbols, set_terms
from .fields import JsonField
from .lists import PARTNERS, VIEW
from .office import the_partner

MANAGE = "partners.plan.manage"


class TermsForm(forms.Form):
    """What holds of one partner from now on."""

    rank = forms.CharField(max_length=40, required=False, label=_("Rank"))
    rate = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=20,
        decimal_places=8,
        label=_("Own rate"),
        help_text=_("Plans by difference pay it per unit, less what is paid below"),
    )
    multiplier = forms.DecimalField(
        initial=1, min_value=0, max_digits=20, decimal_places=8, label=_("Multiplier")
    )
    reason = forms.CharField(max_length=200, label=_("Reason"))


def _terms_form(request: UiRequest, *, data: Any, files: Any, partner_id: str) -> forms.Form:
    partner = the_partner(request, partner_id, MANAGE)
    row = PartnerTerms.objects.filter(partner=partner, valid__contains=now()).first()
    shown = {"multiplier": "1"}
    if row is not None:
        rate = "" if row.rate is None else f"{row.rate.normalize():f}"
        shown = {"rank": row.rank, "rate": rate, "multiplier": f"{row.multiplier.normalize():f}"}
    return TermsForm(data=data, initial=shown)


def _set_terms(request: UiRequest, form: TermsForm, partner_id: str) -> str:
    the_partner(request, partner_id, MANAGE)
    values = dict(form.cleaned_data)
    reason = values.pop("reason")
    set_terms(partner_id, Terms(**values), actor=request.actor, at=now(), reason=reason)
    return url("backoffice", "partners.partner", partner_id=partner_id)


register_form(
    FormPage(
        surface="backoffice",
        path="partners/<str:partner_id>/terms/",
        name="partners.terms",
        title=_("Partner's own terms"),
        permission=MANAGE,
        form=_terms_form,
        submit=_set_terms,
        intro=lambda request, partner_id: _(
            "Deals from now on are paid by them, earlier ones stay."
        ),
        back=lambda request, partner_id: url(
            "backoffice", "partners.partner", partner_id=partner_id
        ),
    )
)


class BookForm(forms.Form):
    """A brand's symbol book."""

    book = JsonField(
        max_length=50_000,
        label=_("Symbol book"),
        help_text=_(
            "groups, pips and spreads by symbol mask; lot_modifiers, account_types and markups by "
            "platform group. Of masks that fit, the longest holds."
        ),
    )


class NewBookForm(BookForm):
    """The first symbol book of a brand."""

    brand = forms.ChoiceField(label=_("Brand"))
    field_order = ("brand", "book")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        mine = [b for b in brands() if allowed(actor, MANAGE, brand_id=b.pk)]
        set_choices(self, "brand", [(b.code, b.name) for b in mine])


def _new_form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    return NewBookForm(data=data, initial={"book": _text({"groups": {}})}, actor=request.actor)


def _add_book(request: UiRequest, form: NewBookForm) -> str:
    return _set_book(request, form, form.cleaned_data["brand"])


def _book_form(request: UiRequest, *, data: Any, files: Any, brand_code: str) -> forms.Form:
    of = brand(brand_code)
    require(request.actor, MANAGE, brand_id=of.pk)
    row = SymbolBook.objects.filter(brand_id=of.pk, valid__contains=now()).first()
    return BookForm(data=data, initial={"book": _text(row.body if row else {"groups": {}})})


def _text(body: Any) -> str:
    return json.dumps(body, indent=2, ensure_ascii=False)


def _set_book(request: UiRequest, form: BookForm, brand_code: str) -> str:
    of = brand(brand_code)
    require(request.actor, MANAGE, brand_id=of.pk)
    set_symbols(of.pk, form.cleaned_data["book"], actor=request.actor, at=now())
    return url("backoffice", "partners.symbol_books")


class BookTable(tables.Table):
    """Symbol books through time, the newest first."""

    brand = tables.Column(accessor="brand__name", verbose_name=_("Brand"), orderable=False)
    groups = tables.Column(accessor="body__groups", verbose_name=_("Groups"), orderable=False)
    known = tables.Column(
        accessor="brand__code", verbose_name=_("Known symbols"), orderable=False,
        exclude_from_export=True,
    )  # fmt: skip
    valid = tables.Column(verbose_name=_("Holds from"), orderable=False)

    class Meta:
        model = SymbolBook
        fields = ("brand", "groups", "known", "valid")
        order_by = "-pk"

    def render_brand(self, value: str, record: SymbolBook) -> str:
        if record.valid.upper is not None or not may_see(self.request, MANAGE):
            return value
        href = url("backoffice", "partners.symbols", brand_code=record.brand.code)
        return format_html('<a href="{}">{}</a>', href, value)

    def render_known(self, value: str, record: SymbolBook) -> str:
        if record.valid.upper is not None:
            return "–"
        href = url("backoffice", "partners.symbols_known", brand_code=value)
        return format_html('<a href="{}">{}</a>', href, _("Show"))

    def render_groups(self, value: dict[str, Any]) -> str:
        return ", ".join(value)

    def render_valid(self, value: Any) -> str:
        return when(value.lower) if value.lower else str(_("the beginning"))


def books(request: UiRequest) -> QuerySet[SymbolBook]:
    """Symbol books of brands that the actor may see."""
    return scoped(request.actor, VIEW, SymbolBook.objects.select_related("brand"))


register_list(
    ListPage(
        surface="backoffice",
        path="partners/symbols/",
        name="partners.symbol_books",
        title=_("Symbol books"),
        permission=VIEW,
        nav=Nav(PARTNERS, 33, "book"),
        queryset=books,
        table=BookTable,
        actions=(Action(_("Add symbol book"), "partners.symbols_new", MANAGE),),
        empty=_("No symbol book yet: plans by symbol group or account type need one"),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="partners/symbols/new/",
        name="partners.symbols_new",
        title=_("Add symbol book"),
        permission=MANAGE,
        form=_new_form,
        submit=_add_book,
        back=lambda request: url("backoffice", "partners.symbol_books"),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="partners/symbols/<str:brand_code>/",
        name="partners.symbols",
        title=_("Symbol book"),
        permission=MANAGE,
        form=_book_form,
        submit=_set_book,
        submit_label=_("Activate from now on"),
        back=lambda request, brand_code: url("backoffice", "partners.symbol_books"),
    )
)
