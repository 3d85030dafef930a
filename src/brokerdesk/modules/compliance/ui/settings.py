"""Levels and rejection reasons."""

from typing import Any

import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

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
from brokerdesk.core.ui.columns import LinkColumn
from brokerdesk.core.words import choices, words
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import NotFound
from brokerdesk.modules.brands.queries import brands

from .. import services
from ..models import DocumentGroup, Level, RejectionReason
from ..types import ACTIONS

RIGHT = "compliance.settings"


class LevelTable(tables.Table):
    """Levels of all brands."""

    title = LinkColumn(
        lambda record: url("backoffice", "compliance.level_edit", level_pk=record.pk),
        verbose_name=_("Level"),
    )
    index = tables.Column(verbose_name=_("Number"))
    brand = tables.Column(verbose_name=_("Brand"), accessor="brand__name")
    actions = tables.Column(verbose_name=_("Allows"), orderable=False)
    groups = tables.Column(verbose_name=_("Takes"), orderable=False)
    automatic = tables.BooleanColumn(verbose_name=_("By itself"))

    class Meta:
        order_by = ("brand", "index")

    def render_actions(self, value: list[str]) -> str:
        """Show words."""
        return ", ".join(words(v) for v in value)

    def render_groups(self, value: list[str]) -> str:
        """Show words."""
        return ", ".join(value) or "—"


class ReasonTable(tables.Table):
    """Rejection reasons of all brands."""

    title = LinkColumn(
        lambda record: url("backoffice", "compliance.reason_edit", reason_pk=record.pk),
        verbose_name=_("Reason"),
    )
    brand = tables.Column(verbose_name=_("Brand"), accessor="brand__name")
    client_text = tables.Column(verbose_name=_("The client reads"), orderable=False)
    active = tables.BooleanColumn(verbose_name=_("In use"))

    class Meta:
        order_by = ("brand", "title")


def level_rows(request: UiRequest) -> QuerySet[Level]:
    """Levels of brands that the actor may configure."""
    rows = Level.objects.select_related("brand").defer("brand__terms_text")
    return scoped(request.actor, RIGHT, rows)


def reason_rows(request: UiRequest) -> QuerySet[RejectionReason]:
    """Reasons of brands that the actor may configure."""
    rows = RejectionReason.objects.select_related("brand").defer("brand__terms_text")
    return scoped(request.actor, RIGHT, rows)


class LevelForm(forms.Form):
    """What a level allows and takes."""

    title = forms.CharField(label=_("Title"), max_length=80)
    actions = forms.MultipleChoiceField(
        label=_("Allows"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=choices(ACTIONS),
    )
    groups = forms.MultipleChoiceField(
        label=_("Takes these documents"), required=False, widget=forms.CheckboxSelectMultiple
    )
    automatic = forms.BooleanField(
        label=_("Reached by itself when all documents are approved"), required=False
    )


class ReasonForm(forms.Form):
    """A managed reason."""

    title = forms.CharField(label=_("Reason"), max_length=120)
    client_text = forms.CharField(
        label=_("What the client reads"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class NewReasonForm(ReasonForm):
    """A reason to add."""

    brand = forms.ChoiceField(
        label=_("Brand"), choices=lambda: [(str(b.pk), b.name) for b in brands()]
    )
    code = forms.SlugField(label=_("Code"), max_length=40)
    field_order = ("brand", "code")


def _level(request: UiRequest, level_pk: int) -> Level:
    row = level_rows(request).filter(pk=level_pk).first()
    if row is None:
        raise NotFound(_t("There is no such level."))
    return row


def _reason(request: UiRequest, reason_pk: int) -> RejectionReason:
    row = reason_rows(request).filter(pk=reason_pk).first()
    if row is None:
        raise NotFound(_t("There is no such reason."))
    return row


def _level_form(request: UiRequest, *, data: Any, files: Any, level_pk: int) -> forms.Form:
    row = _level(request, level_pk)
    form = LevelForm(data, initial={n: getattr(row, n) for n in LevelForm.base_fields})
    groups = DocumentGroup.objects.filter(brand_id=row.brand_id).order_by("order")
    field = form.fields["groups"]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(groups.values_list("code", "title"))
    return form


def _save_level(request: UiRequest, form: LevelForm, level_pk: int) -> str:
    services.update_level(
        _level(request, level_pk).pk, **form.cleaned_data, actor=request.actor, at=now()
    )
    return url("backoffice", "compliance.levels")


def _reason_form(request: UiRequest, *, data: Any, files: Any, reason_pk: int) -> forms.Form:
    row = _reason(request, reason_pk)
    return ReasonForm(data, initial={n: getattr(row, n) for n in ReasonForm.base_fields})


def _save_reason(request: UiRequest, form: ReasonForm, reason_pk: int) -> str:
    row = _reason(request, reason_pk)
    services.save_reason(row.brand_id, row.code, **form.cleaned_data, actor=request.actor, at=now())
    return url("backoffice", "compliance.reasons")


def _add_reason(request: UiRequest, form: NewReasonForm) -> str:
    values = dict(form.cleaned_data)
    brand_pk = int(values.pop("brand"))
    require(request.actor, RIGHT, brand_id=brand_pk)
    services.save_reason(brand_pk, values.pop("code"), **values, actor=request.actor, at=now())
    return url("backoffice", "compliance.reasons")


def _list(
    path: str, name: str, title: Any, *, rows: Any, table: Any, order: int, **more: Any
) -> None:
    register_list(
        ListPage(
            surface="backoffice",
            path=path,
            name=name,
            title=title,
            permission=RIGHT,
            queryset=rows,
            table=table,
            nav=Nav(_("Settings"), order=order, icon="certificate"),
            **more,
        )
    )


def _form(path: str, name: str, title: Any, *, form: Any, submit: Any, back: str) -> None:
    register_form(
        FormPage(
            surface="backoffice",
            path=path,
            name=name,
            title=title,
            permission=RIGHT,
            form=form,
            submit=submit,
            back=lambda request, **kwargs: url("backoffice", back),
        )
    )


_list(
    "settings/levels/",
    "compliance.levels",
    _("Verification levels"),
    rows=level_rows,
    table=LevelTable,
    order=30,
)
_list(
    "settings/reasons/",
    "compliance.reasons",
    _("Rejection reasons"),
    rows=reason_rows,
    table=ReasonTable,
    order=31,
    actions=(Action(_("New reason"), "compliance.reason_new", RIGHT),),
)
_form(
    "settings/levels/<int:level_pk>/",
    "compliance.level_edit",
    _("Verification level"),
    form=_level_form,
    submit=_save_level,
    back="compliance.levels",
)
_form(
    "settings/reasons/new/",
    "compliance.reason_new",
    _("New reason"),
    form=NewReasonForm,
    submit=_add_reason,
    back="compliance.reasons",
)
_form(
    "settings/reasons/<int:reason_pk>/",
    "compliance.reason_edit",
    _("Rejection reason"),
    form=_reason_form,
    submit=_save_reason,
    back="compliance.reasons",
)
