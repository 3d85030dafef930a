"""Coupons and add-ons: kept, switched on and off; what was sold stays as it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.utils.html import format_html
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
from brokerdesk.core.ui.columns import RIGHT, WhenColumn
from brokerdesk.kit.clock import now
from brokerdesk.kit.exact import plain

from ...models import AddOn, Coupon
from ...services.coupons import (
    add_addon,
    add_coupon,
    change_addon,
    change_coupon,
    switch,
)
from .acts import Act, Place, register_act
from .coupon_forms import AddOnForm, CouponForm
from .reach import GROUP, PROGRAMME, chosen_brand, the_row

Values = dict[str, Any]


class OnFilter(filters.FilterSet):
    """What is on, by code."""

    code = filters.CharFilter(lookup_expr="icontains", max_length=40, label=_("Code"))
    enabled = filters.BooleanFilter(label=_("On"))


class _Switched(tables.Table):
    """What both lists show alike."""

    code = tables.Column(verbose_name=_("Code"))
    brand = tables.Column(accessor="brand__name", verbose_name=_("Brand"), orderable=False)
    percent = tables.Column(verbose_name=_("Percent"), orderable=False, attrs=RIGHT)
    money = tables.Column(verbose_name=_("Money"), orderable=False, attrs=RIGHT)
    programmes = tables.Column(verbose_name=_("Programmes"), orderable=False)
    enabled = tables.Column(verbose_name=_("On"), orderable=False)

    switch_page = edit_page = ""

    def render_percent(self, value: Any) -> str:
        return f"{plain(value)} %"

    def render_money(self, value: Any) -> str:
        return plain(value)

    def render_programmes(self, value: list[str]) -> str:
        return ", ".join(value) or _t("All")

    def render_enabled(self, value: bool, record: Any) -> str:
        href = url("backoffice", self.switch_page, row_id=record.public_id)
        state = _t("On") if value else _t("Off")
        edit = url("backoffice", self.edit_page, row_id=record.public_id)
        return format_html(
            '<span>{} · <a href="{}">{}</a> · <a href="{}">{}</a></span>',
            state, edit, _t("Change"), href, _t("Switch off") if value else _t("Switch on"),
        )  # fmt: skip

    def value_enabled(self, value: bool) -> bool:
        return value


class CouponTable(_Switched):
    """Coupons, newest first."""

    used = tables.Column(verbose_name=_("Used"), attrs=RIGHT)
    max_uses = tables.Column(verbose_name=_("At most"), orderable=False, attrs=RIGHT)
    valid_from = WhenColumn(verbose_name=_("From"), orderable=False)
    valid_until = WhenColumn(verbose_name=_("Until"), orderable=False)
    created_at = WhenColumn(verbose_name=_("Created"))
    switch_page, edit_page = "prop.coupon_switch", "prop.coupon_edit"

    class Meta:
        model = Coupon
        fields = (
            "code", "brand", "percent", "money", "programmes", "used", "max_uses", "valid_from",
            "valid_until", "created_at", "enabled",
        )  # fmt: skip
        order_by = "-created_at"


class AddOnTable(_Switched):
    """Add-ons by code."""

    title = tables.Column(verbose_name=_("Title"), orderable=False)
    switch_page, edit_page = "prop.addon_switch", "prop.addon_edit"

    class Meta:
        model = AddOn
        fields = ("code", "title", "brand", "percent", "money", "programmes", "enabled")
        order_by = "code"


def coupons(request: UiRequest) -> QuerySet[Coupon]:
    """Coupons of the brands whose programmes the actor keeps."""
    return scoped(request.actor, PROGRAMME, Coupon.objects.select_related("brand"))


def addons(request: UiRequest) -> QuerySet[AddOn]:
    """Add-ons of the same brands."""
    return scoped(request.actor, PROGRAMME, AddOn.objects.select_related("brand"))


def _new_coupon(request: UiRequest, *, data: Any, files: Any) -> CouponForm:
    return CouponForm(data, request=request)


def _new_addon(request: UiRequest, *, data: Any, files: Any) -> AddOnForm:
    return AddOnForm(data, request=request)


def _keep_coupon(request: UiRequest, form: CouponForm) -> str:
    brand_pk = chosen_brand(request, PROGRAMME, form.cleaned_data)
    row = add_coupon(brand_pk, form.draft(), actor=request.actor, at=now())
    messages.success(request, _t("%(code)s can be used.") % {"code": row.code})
    return url("backoffice", "prop.coupons")


def _keep_addon(request: UiRequest, form: AddOnForm) -> str:
    brand_pk = chosen_brand(request, PROGRAMME, form.cleaned_data)
    row = add_addon(brand_pk, form.draft(), actor=request.actor)
    messages.success(request, _t("%(code)s is sold.") % {"code": row.title})
    return url("backoffice", "prop.addons")


def _change(request: UiRequest, row: Coupon | AddOn, form: Any) -> None:
    """Keep what was changed, for those who buy from now on."""
    require(request.actor, PROGRAMME, brand_id=row.brand_id)
    if isinstance(row, Coupon):
        change_coupon(row.pk, form.draft(), actor=request.actor)
    else:
        change_addon(row.pk, form.draft(), actor=request.actor)
    messages.success(request, _t("Changed. What was sold with it stays as it is."))


def _turn(request: UiRequest, row: Coupon | AddOn, values: Values) -> str:
    require(request.actor, PROGRAMME, brand_id=row.brand_id)
    switch(row, enabled=not row.enabled, actor=request.actor)
    return _t("It is on.") if row.enabled else _t("It is off.")


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """One of the two lists with its form; `rows` are scoped."""

    one: str
    many: str
    title: Any
    new: Any
    edit: Any
    form: Callable[..., forms.Form]
    rows: Callable[[UiRequest], QuerySet[Any]]
    table: type[tables.Table]
    build: Callable[..., forms.Form]
    submit: Callable[..., str]
    order: int

    def listed(self, *_where: Any, **_more: Any) -> str:
        """The address of the list."""
        return url("backoffice", f"prop.{self.many}")

    def found(self, request: UiRequest, row_id: str, permission: str) -> Any:
        """One of the rows that the actor keeps."""
        return the_row(request, self.rows(request), row_id)


def _register(kept: _Kept) -> None:
    """The list, the form of a new one, the form that changes one, and the switch."""
    register_list(
        ListPage(
            surface="backoffice",
            path=f"prop/{kept.many}/",
            name=f"prop.{kept.many}",
            title=kept.title,
            permission=PROGRAMME,
            nav=Nav(GROUP, kept.order, icon="receipt"),
            queryset=kept.rows,
            table=kept.table,
            filterset=OnFilter,
            actions=(Action(kept.new, f"prop.{kept.one}_new", PROGRAMME),),
        )
    )
    register_form(
        FormPage(
            surface="backoffice",
            path=f"prop/{kept.many}/new/",
            name=f"prop.{kept.one}_new",
            title=kept.new,
            permission=PROGRAMME,
            form=kept.build,
            submit=kept.submit,
            back=kept.listed,
        )
    )
    _register_change(kept)
    register_act(
        Act(
            place=Place(f"prop/{kept.many}/", "row_id", kept.found, kept.listed),
            path="switch",
            name=f"prop.{kept.one}_switch",
            title=_("Switch on or off"),
            permission=PROGRAMME,
            act=_turn,
            form=forms.Form,
            intro=_("What was sold with it stays as it is."),
        )
    )


def _register_change(kept: _Kept) -> None:
    def build(request: UiRequest, *, data: Any, files: Any, row_id: str) -> forms.Form:
        return kept.form(data, request=request, row=kept.found(request, row_id, PROGRAMME))

    def submit(request: UiRequest, form: forms.Form, row_id: str) -> str:
        _change(request, kept.found(request, row_id, PROGRAMME), form)
        return kept.listed()

    register_form(
        FormPage(
            surface="backoffice",
            path=f"prop/{kept.many}/<str:row_id>/edit/",
            name=f"prop.{kept.one}_edit",
            title=kept.edit,
            permission=PROGRAMME,
            form=build,
            submit=submit,
            back=kept.listed,
            intro=_("For those who buy from now on; what was sold with it stays as it is."),
        )
    )


_register(
    _Kept(
        one="coupon",
        many="coupons",
        title=_("Coupons"),
        new=_("New coupon"),
        edit=_("Change a coupon"),
        form=CouponForm,
        rows=coupons,
        table=CouponTable,
        build=_new_coupon,
        submit=_keep_coupon,
        order=70,
    )
)
_register(
    _Kept(
        one="addon",
        many="addons",
        title=_("Add-ons"),
        new=_("New add-on"),
        edit=_("Change an add-on"),
        form=AddOnForm,
        rows=addons,
        table=AddOnTable,
        build=_new_addon,
        submit=_keep_addon,
        order=71,
    )
)
