"""Which quotes are believed: the list of rules and their form."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import (
    Action,
    FormPage,
    ListPage,
    UiRequest,
    page,
    register_form,
    register_list,
    url,
)
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.forms import redirect_after

from ..errors import RuleNotFound
from ..models import QuoteRule
from ..services.rules import MANAGE, RuleTerms, drop_rule, keep_rule
from .stops import server_choices

HUNDRED = Decimal(100)


class RuleTable(tables.Table):
    """Rules in the order in which they are tried."""

    mask = tables.Column(verbose_name=_("Symbols"))
    server = tables.Column(
        accessor="server__code", verbose_name=_("Server"), default=_("All servers")
    )
    sort = tables.Column(verbose_name=_("Order"))
    max_age_s = tables.Column(verbose_name=_("Oldest, s"))
    max_ahead_s = tables.Column(verbose_name=_("Ahead, s"))
    max_spread = tables.Column(verbose_name=_("Widest, share"))
    max_jump = tables.Column(verbose_name=_("Jump, share"))
    jump_within_s = tables.Column(verbose_name=_("Jump within, s"))
    trades_weekends = tables.BooleanColumn(verbose_name=_("Weekends"))

    class Meta:
        model = QuoteRule
        fields = (
            "mask", "server", "sort", "max_age_s", "max_ahead_s", "max_spread", "max_jump",
            "jump_within_s", "trades_weekends",
        )  # fmt: skip

    def render_mask(self, value: str, record: QuoteRule) -> str:
        """A link to the rule."""
        href = url("backoffice", "valuation.rule", rule_pk=record.pk)
        return format_html('<a href="{}">{}</a>', href, value)


class RuleForm(forms.Form):
    """One rule; shares are given in percent."""

    mask = forms.CharField(
        max_length=64, initial="*", label=_("Symbols"), help_text=_("* stands for any letters")
    )
    server = forms.ChoiceField(label=_("Server"), required=False)
    sort = forms.IntegerField(
        min_value=0, max_value=9999, initial=100, label=_("Order"),
        help_text=_("The first rule that matches holds"),
    )  # fmt: skip
    max_age_s = forms.IntegerField(
        min_value=1, max_value=86_400, initial=600, label=_("Oldest, in seconds")
    )
    max_ahead_s = forms.IntegerField(
        min_value=0, max_value=3600, initial=5, label=_("Ahead of our clock, in seconds")
    )
    max_spread = forms.DecimalField(
        min_value=0, max_value=100, decimal_places=4, initial=2, label=_("Widest spread, %")
    )
    max_jump = forms.DecimalField(
        min_value=0, max_value=1000, decimal_places=4, initial=5, label=_("Largest jump, %")
    )
    jump_within_s = forms.IntegerField(
        min_value=1, max_value=86_400, initial=300, label=_("Jump within, in seconds"),
        help_text=_("After a longer silence a price may have moved any distance"),
    )  # fmt: skip
    trades_weekends = forms.BooleanField(label=_("Trades on weekends"), required=False)


def _row(rule_pk: int | None) -> QuoteRule | None:
    if rule_pk is None:
        return None
    row = QuoteRule.objects.select_related("server").filter(pk=rule_pk).first()
    if row is None:
        raise RuleNotFound(_t("There is no such rule."))
    return row


def _form(request: UiRequest, *, data: Any, files: Any, rule_pk: int | None = None) -> forms.Form:
    row = _row(rule_pk)
    form = RuleForm(data=data, initial=_shown(row) if row else {})
    set_choices(form, "server", server_choices())
    return form


def _shown(row: QuoteRule) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in RuleForm.base_fields if name != "server"}
    shown |= {name: shown[name] * HUNDRED for name in ("max_spread", "max_jump")}
    return {**shown, "server": row.server.public_id if row.server else ""}


def _submit(request: UiRequest, form: forms.Form, rule_pk: int | None = None) -> str:
    values = dict(form.cleaned_data)
    values["server_id"] = values.pop("server")
    values |= {name: values[name] / HUNDRED for name in ("max_spread", "max_jump")}
    keep_rule(rule_pk=rule_pk, terms=RuleTerms(**values), actor=request.actor)
    messages.success(request, _t("Kept; it holds within seconds."))
    return url("backoffice", "valuation.rules")


@page(
    "backoffice", "valuation/rules/<int:rule_pk>/drop/",
    name="valuation.rule_drop", title=_("Remove a rule"), permission=MANAGE,
)  # fmt: skip
def drop(request: UiRequest, rule_pk: int) -> HttpResponse:
    """Remove a rule."""
    if request.method == "POST":
        drop_rule(rule_pk=rule_pk, actor=request.actor)
        messages.success(request, _t("Removed."))
    return redirect_after(request, url("backoffice", "valuation.rules"))


register_list(
    ListPage(
        surface="backoffice",
        path="valuation/rules/",
        name="valuation.rules",
        title=_("Which quotes are believed"),
        permission=MANAGE,
        queryset=lambda request: QuoteRule.objects.select_related("server").order_by("sort", "pk"),
        table=RuleTable,
        empty=_("No rules yet: the defaults hold for all symbols"),
        actions=(Action(label=_("Add a rule"), url_name="valuation.rule_new", permission=MANAGE),),
    )
)
for _name, _path, _title in (
    ("valuation.rule_new", "valuation/rules/new/", _("Add a rule")),
    ("valuation.rule", "valuation/rules/<int:rule_pk>/", _("Change a rule")),
):
    register_form(
        FormPage(
            surface="backoffice",
            path=_path,
            name=_name,
            title=_title,
            permission=MANAGE,
            form=_form,
            submit=_submit,
            back=lambda request, **kwargs: url("backoffice", "valuation.rules"),
        )
    )
