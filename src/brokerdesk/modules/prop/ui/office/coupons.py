"""Coupons and add-ons: kept, switched on and off; what was sold stays as it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
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
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.columns import RIGHT, WhenColumn
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now
from brokerdesk.kit.exact import plain

from ...engine.programme import RuleName
from ...models import AddOn, Coupon
from ...overlays import OverlayKind
from ...services.coupons import AddOnDraft, CouponDraft, add_addon, add_coupon, switch
from .acts import Act, Place, register_act
from .reach import GROUP, PROGRAMME, chosen_brand, own_brands, the_row

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

    switch_page = ""

    def render_percent(self, value: Any) -> str:
        return f"{plain(value)} %"

    def render_money(self, value: Any) -> str:
        return plain(value)

    def render_programmes(self, value: list[str]) -> str:
        return ", ".join(value) or _t("All")

    def render_enabled(self, value: bool, record: Any) -> str:
        href = url("backoffice", self.switch_page, row_id=record.public_id)
        state = _t("On") if value else _t("Off")
        return format_html(
            '{} · <a href="{}">{}</a>', state, href, _t("Switch off") if value else _t("Switch on")
        )

    def value_enabled(self, value: bool) -> bool:
        return value


class CouponTable(_Switched):
    """Coupons, newest first."""

    used = tables.Column(verbose_name=_("Used"), attrs=RIGHT)
    max_uses = tables.Column(verbose_name=_("At most"), orderable=False, attrs=RIGHT)
    valid_from = WhenColumn(verbose_name=_("From"), orderable=False)
    valid_until = WhenColumn(verbose_name=_("Until"), orderable=False)
    created_at = WhenColumn(verbose_name=_("Created"))
    switch_page = "prop.coupon_switch"

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
    switch_page = "prop.addon_switch"

    class Meta:
        model = AddOn
        fields = ("code", "title", "brand", "percent", "money", "programmes", "enabled")
        order_by = "code"


class _Priced(forms.Form):
    """A worth in percent or money, for some programmes."""

    brand = forms.ChoiceField(label=_("Brand"))
    code = forms.CharField(max_length=40, label=_("Code"))
    percent = forms.DecimalField(required=False, max_digits=7, decimal_places=4, label=_("Percent"))
    money = forms.DecimalField(required=False, max_digits=14, decimal_places=2, label=_("Or money"))
    programmes = forms.CharField(
        max_length=400,
        required=False,
        label=_("Programmes"),
        help_text=_("Their codes with commas between; empty: all"),
    )

    def __init__(self, data: Any, *, request: UiRequest) -> None:
        super().__init__(data)
        set_choices(self, "brand", own_brands(request, PROGRAMME))

    def clean_programmes(self) -> tuple[str, ...]:
        """The codes."""
        given = self.cleaned_data["programmes"].split(",")
        return tuple(one.strip() for one in given if one.strip())

    def worth(self) -> Values:
        """What coupons and add-ons have alike."""
        names = ("code", "percent", "money", "programmes")
        return {name: self.cleaned_data[name] for name in names}


class CouponForm(_Priced):
    """A coupon."""

    max_uses = forms.IntegerField(required=False, min_value=1, label=_("At most so many uses"))
    per_client = forms.IntegerField(min_value=1, initial=1, label=_("Uses of each client"))
    valid_from = forms.DateField(required=False, label=_("From"))
    valid_until = forms.DateField(required=False, label=_("Until, this day not included"))

    def draft(self) -> CouponDraft:
        """What was given."""
        values = self.cleaned_data
        return CouponDraft(
            **self.worth(),
            max_uses=values["max_uses"],
            per_client=values["per_client"],
            valid_from=_begins(values["valid_from"]),
            valid_until=_begins(values["valid_until"]),
        )


class AddOnForm(_Priced):
    """An add-on and what it changes."""

    title = forms.CharField(max_length=120, label=_("Title"))
    kind = forms.ChoiceField(choices=choices(OverlayKind), label=_("Changes"))
    amount = forms.DecimalField(
        required=False,
        max_digits=9,
        decimal_places=4,
        label=_("By"),
        help_text=_("Points of the split such as 0.10, or percent of the size"),
    )
    days = forms.IntegerField(required=False, min_value=1, label=_("Days"))
    rule = forms.ChoiceField(required=False, label=_("Loss rule"))
    field_order = ("brand", "code", "title", "kind", "amount", "days", "rule")

    def __init__(self, data: Any, *, request: UiRequest) -> None:
        super().__init__(data, request=request)
        losses = (RuleName.MAX_DAILY_LOSS, RuleName.MAX_OVERALL_LOSS)
        named = [one for one in choices(RuleName) if one[0] in losses]
        set_choices(self, "rule", [("", _t("Both")), *named])

    def draft(self) -> AddOnDraft:
        """What was given."""
        values = self.cleaned_data
        overlay: dict[str, object] = {"kind": values["kind"]}
        if values["amount"] is not None:
            overlay["amount"] = plain(values["amount"])
        if values["days"] is not None:
            overlay["days"] = values["days"]
        if values["rule"]:
            overlay["rule"] = values["rule"]
        return AddOnDraft(**self.worth(), title=values["title"], overlay=overlay)


def _begins(day: Any) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)


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
    rows: Callable[[UiRequest], QuerySet[Any]]
    table: type[tables.Table]
    build: Callable[..., forms.Form]
    submit: Callable[..., str]
    order: int


def _register(kept: _Kept) -> None:
    def listed(*_where: Any, **_more: Any) -> str:
        return url("backoffice", f"prop.{kept.many}")

    def found(request: UiRequest, row_id: str, permission: str) -> Any:
        return the_row(request, kept.rows(request), row_id)

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
            back=listed,
        )
    )
    register_act(
        Act(
            place=Place(f"prop/{kept.many}/", "row_id", found, listed),
            path="switch",
            name=f"prop.{kept.one}_switch",
            title=_("Switch on or off"),
            permission=PROGRAMME,
            act=_turn,
            form=forms.Form,
            intro=_("What was sold with it stays as it is."),
        )
    )


_register(
    _Kept(
        one="coupon",
        many="coupons",
        title=_("Coupons"),
        new=_("New coupon"),
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
        rows=addons,
        table=AddOnTable,
        build=_new_addon,
        submit=_keep_addon,
        order=71,
    )
)
