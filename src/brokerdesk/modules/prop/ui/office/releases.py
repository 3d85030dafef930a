"""The calendar of economic releases: a list, one by hand, many from a file."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from brokerdesk.core.access import require, scoped
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
from brokerdesk.core.ui.columns import CodeColumn, WhenColumn
from brokerdesk.core.ui.days import days
from brokerdesk.core.ui.instants import InstantField
from brokerdesk.core.words import words
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import NotFound

from ...models import Release
from ...services.news import IMPACTS, Told, add_releases, remove_release
from .reach import GROUP, NEWS, chosen_brand, own_brands
from .release_lines import read_lines, symbols_of

MOST_BYTES = 1_000_000
_ONCE = _(
    "A release of the same instant and title that is known already stays as it is. To correct one,"
    " remove it first: that can be done until two days before it."
)


class ReleaseFilter(filters.FilterSet):
    """Releases by day and impact."""

    at = filters.DateFromToRangeFilter(label=_("Days"), widget=days())
    impact = filters.ChoiceFilter(
        choices=lambda: [(one, words(one)) for one in IMPACTS], label=_("Impact")
    )

    class Meta:
        model = Release
        fields = ("impact",)


class ReleaseTable(tables.Table):
    """Releases, the latest first."""

    at = WhenColumn(verbose_name=_("At"))
    title = tables.Column(verbose_name=_("Release"), orderable=False)
    impact = CodeColumn(verbose_name=_("Impact"), orderable=False)
    currency = tables.Column(verbose_name=_("Currency"), orderable=False)
    symbols = tables.Column(verbose_name=_("Symbols"), orderable=False)
    brand = tables.Column(accessor="brand__name", verbose_name=_("Brand"), orderable=False)
    source = tables.Column(verbose_name=_("Source"), orderable=False)
    recorded_at = WhenColumn(verbose_name=_("Known since"), orderable=False)
    remove = tables.Column(
        accessor="pk", verbose_name="", orderable=False, exclude_from_export=True
    )

    class Meta:
        model = Release
        fields = (
            "at", "title", "impact", "currency", "symbols", "brand", "source", "recorded_at",
            "remove",
        )  # fmt: skip
        order_by = "-at"

    def render_remove(self, value: int) -> str:
        href = url("backoffice", "prop.release_remove", release_pk=value)
        return format_html('<a href="{}">{}</a>', href, _t("Remove"))

    def render_symbols(self, value: list[str]) -> str:
        return ", ".join(value)


def releases(request: UiRequest) -> QuerySet[Release]:
    """Releases of the brands whose calendar the actor keeps."""
    return scoped(request.actor, NEWS, Release.objects.select_related("brand"))


class ReleaseForm(forms.Form):
    """One release."""

    brand = forms.ChoiceField(label=_("Brand"))
    at = InstantField(label=_("At (UTC)"))
    title = forms.CharField(max_length=120, label=_("Release"))
    impact = forms.ChoiceField(label=_("Impact"))
    currency = forms.CharField(max_length=8, required=False, label=_("Currency"))
    symbols = forms.CharField(
        max_length=400,
        required=False,
        label=_("Symbols"),
        help_text=_("With commas between; empty: it concerns all"),
    )

    def __init__(self, data: Any, *, request: UiRequest) -> None:
        super().__init__(data)
        set_choices(self, "brand", own_brands(request, NEWS))
        set_choices(self, "impact", [(one, words(one)) for one in IMPACTS])


class ImportForm(forms.Form):
    """Many releases as a file of comma-separated values."""

    brand = forms.ChoiceField(label=_("Brand"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("A head of at, title, impact, currency, symbols; at as 2026-12-04T13:30Z"),
    )

    def __init__(self, data: Any, files: Any, *, request: UiRequest) -> None:
        super().__init__(data, files)
        set_choices(self, "brand", own_brands(request, NEWS))

    def clean_file(self) -> list[Told]:
        """Its releases; the first line that cannot be read is named."""
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(_t("The file is too large."))
        try:
            text = given.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_t("The file is no text in UTF-8.")) from None
        return read_lines(text)


def _listed() -> str:
    return url("backoffice", "prop.releases")


def _new(request: UiRequest, *, data: Any, files: Any) -> ReleaseForm:
    return ReleaseForm(data, request=request)


def _keep(request: UiRequest, form: forms.Form) -> str:
    values = form.cleaned_data
    told = Told(
        at=values["at"],
        title=values["title"],
        impact=values["impact"],
        currency=values["currency"].strip().upper(),
        symbols=symbols_of(values["symbols"]),
        source="staff",
    )
    return _add(request, values, [told])


def _import_form(request: UiRequest, *, data: Any, files: Any) -> ImportForm:
    return ImportForm(data, files, request=request)


def _import(request: UiRequest, form: forms.Form) -> str:
    return _add(request, form.cleaned_data, form.cleaned_data["file"])


def _add(request: UiRequest, values: dict[str, Any], told: list[Told]) -> str:
    brand_pk = chosen_brand(request, NEWS, values)
    count = add_releases(brand_pk, told, actor=request.actor, at=now())
    messages.success(request, kept_text(count, len(told)))
    return _listed()


def kept_text(fresh: int, told: int) -> str:
    """How many of those told are kept, and that the others were known."""
    said = []
    if fresh:
        said.append(ngettext("%(n)s release is kept.", "%(n)s releases are kept.", fresh)
                    % {"n": fresh})  # fmt: skip
    if known := told - fresh:
        said.append(ngettext("%(n)s was known already and stays as it is.",
                             "%(n)s were known already and stay as they are.", known)
                    % {"n": known})  # fmt: skip
    return " ".join(said)


def _the_release(request: UiRequest, release_pk: int) -> Release:
    found = releases(request).filter(pk=release_pk).first()
    if found is None:
        raise NotFound(_t("There is no such thing."))
    require(request.actor, NEWS, brand_id=found.brand_id)
    return found


def _sure(request: UiRequest, *, data: Any, files: Any, release_pk: int) -> forms.Form:
    _the_release(request, release_pk)
    return forms.Form(data)


def _remove(request: UiRequest, form: forms.Form, release_pk: int) -> str:
    brand_pk = _the_release(request, release_pk).brand_id
    remove_release(release_pk, brand_pk=brand_pk, actor=request.actor, at=now())
    messages.success(request, _t("Removed."))
    return _listed()


register_list(
    ListPage(
        surface="backoffice",
        path="prop/releases/",
        name="prop.releases",
        title=_("Economic releases"),
        permission=NEWS,
        nav=Nav(GROUP, 75, icon="calendar"),
        queryset=releases,
        table=ReleaseTable,
        filterset=ReleaseFilter,
        actions=(
            Action(_("Release"), "prop.release_new", NEWS),
            Action(_("From a file"), "prop.release_import", NEWS, icon="archive"),
        ),
        intro=_(
            "Rules about news look at those of high impact that were known before their window"
            " began. Two days before a release challenges are told of it: it stands in their"
            " journals from then on, and neither it nor their verdicts change."
        ),
        empty=_("No release is known"),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="prop/releases/new/",
        name="prop.release_new",
        title=_("Keep a release"),
        permission=NEWS,
        form=_new,
        submit=_keep,
        intro=_ONCE,
        back=lambda request: _listed(),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="prop/releases/import/",
        name="prop.release_import",
        title=_("Releases from a file"),
        permission=NEWS,
        form=_import_form,
        submit=_import,
        intro=_ONCE,
        back=lambda request: _listed(),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="prop/releases/<int:release_pk>/remove/",
        name="prop.release_remove",
        title=_("Remove a release"),
        permission=NEWS,
        form=_sure,
        submit=_remove,
        submit_label=_("Remove"),
        intro=_(
            "Only a release can be removed of which no challenge was told yet: until two days"
            " before it."
        ),
        danger=True,
        back=lambda request, release_pk: _listed(),
    )
)
