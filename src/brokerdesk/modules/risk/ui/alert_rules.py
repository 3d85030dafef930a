"""Rules of alerts: the list and the form."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require, require_everywhere
from brokerdesk.core.ui import (
    Action,
    FormPage,
    ListPage,
    UiRequest,
    register_form,
    register_list,
    url,
)
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.columns import RIGHT, CodeColumn, MoneyColumn
from brokerdesk.core.ui.texts import entry_text, number_text
from brokerdesk.core.words import choices

from ..errors import AlertRuleInvalid, RuleNotFound
from ..models import AlertRule
from ..queries.scope import VIEW, brand_rows, brands_seen
from ..services.alert_rules import AMOUNTS, AlertDraft, save_alert_rule
from ..types import AlertKind
from .alerts import MANAGE
from .common import seen


class RuleTable(tables.Table):
    """Rules of alerts."""

    title = tables.Column(verbose_name=_("Rule"))
    kind = CodeColumn(verbose_name=_("Kind"))
    brand = tables.Column(accessor="brand__name", verbose_name=_("Brand"), default=_("every"))
    threshold = MoneyColumn(verbose_name=_("From"))
    percent = tables.Column(verbose_name=_("Percent"), attrs=RIGHT)
    minimum = MoneyColumn(verbose_name=_("At least"))
    step = MoneyColumn(verbose_name=_("Step"))
    mask = tables.Column(verbose_name=_("Mask"))
    enabled = tables.BooleanColumn(verbose_name=_("Holds"))

    class Meta:
        model = AlertRule
        fields = ("title", "kind", "brand", "threshold", "percent", "minimum", "step", "mask",
                  "enabled")  # fmt: skip
        order_by = "title"

    def render_title(self, value: str, record: AlertRule) -> str:
        href = url("backoffice", "risk.alert_rule", rule_id=record.public_id)
        return format_html('<a href="{}">{}</a>', href, value)

    def render_percent(self, value: Decimal) -> str:
        return number_text(value)


def rules(request: UiRequest) -> QuerySet[AlertRule]:
    """Rules of brands that the actor may see; those of every brand too."""
    brand_pks = seen(request)
    rows = AlertRule.objects.select_related("brand")
    return rows if brand_pks is None else rows.filter(Q(brand=None) | Q(brand_id__in=brand_pks))


register_list(
    ListPage(
        surface="backoffice",
        path="risk/alert-rules/",
        name="risk.alert_rules",
        title=_("Rules of alerts"),
        permission=VIEW,
        queryset=rules,
        table=RuleTable,
        actions=(Action(_("Add rule"), "risk.alert_rule_new", MANAGE),),
        empty=_("No rules yet: nothing warns the desk"),
    )
)


_OF_SYMBOLS = frozenset({"threshold", "step", "mask"})
_OF_ACCOUNTS = frozenset({"step", "mask", "excluded_logins", "excluded_groups"})
FIELDS: Mapping[AlertKind, frozenset[str]] = {
    AlertKind.ACCOUNT_PROFIT: _OF_ACCOUNTS | {"threshold", "percent", "minimum"},
    AlertKind.SYMBOL_PROFIT: _OF_SYMBOLS,
    AlertKind.EXPOSURE: _OF_SYMBOLS,
    AlertKind.HOUSE_LOSS: frozenset({"threshold", "step"}),
    AlertKind.MARGIN_LEVEL: _OF_ACCOUNTS | {"percent"},
    AlertKind.NEGATIVE_BALANCE: _OF_ACCOUNTS | {"threshold"},
    AlertKind.TOXIC_FLOW: _OF_ACCOUNTS | {"percent", "minimum"},
}
OF_KINDS = frozenset[str]().union(*FIELDS.values())
LABELS: Mapping[AlertKind, Mapping[str, Any]] = {
    AlertKind.ACCOUNT_PROFIT: {
        "percent": _("Or from this percentage of the balance before the day"),
    },
    AlertKind.SYMBOL_PROFIT: {"mask": _("Symbols, as a mask")},
    AlertKind.EXPOSURE: {
        "threshold": _("From this net of the house, either way"),
        "mask": _("Symbols, as a mask"),
    },
    AlertKind.HOUSE_LOSS: {"threshold": _("From this loss of the day")},
    AlertKind.MARGIN_LEVEL: {"percent": _("At or under this level, percent")},
    AlertKind.NEGATIVE_BALANCE: {"threshold": _("From this missing amount")},
    AlertKind.TOXIC_FLOW: {
        "percent": _("From this share of trades under 60 s, percent"),
        "minimum": _("… and from this net result"),
    },
}


def _entered(value: Any) -> Any:
    return entry_text(value) if isinstance(value, Decimal) else value


class RuleForm(forms.Form):
    """What a rule warns of: the fields of its kind."""

    title = forms.CharField(max_length=120, label=_("Title"))
    brand = forms.ChoiceField(required=False, label=_("Brand"))
    currency = forms.CharField(max_length=8, initial="USD", label=_("Currency"))
    threshold = forms.DecimalField(
        required=False, max_digits=20, decimal_places=8, label=_("From this amount")
    )
    percent = forms.DecimalField(
        required=False, max_digits=12, decimal_places=4, label=_("From this percentage")
    )
    minimum = forms.DecimalField(
        required=False, max_digits=20, decimal_places=8, label=_("… and at least this amount")
    )
    step = forms.DecimalField(
        required=False, max_digits=20, decimal_places=8, label=_("Again each further"),
        help_text=_("Empty: once a day."),
    )  # fmt: skip
    mask = forms.CharField(max_length=200, initial="*", label=_("Groups, as a mask"))
    excluded_logins = forms.CharField(
        max_length=2000, required=False, label=_("Logins left out"),
        help_text=_("Numbers, parted by commas."),
    )  # fmt: skip
    excluded_groups = forms.CharField(
        max_length=200, required=False, label=_("Groups left out, as a mask")
    )
    enabled = forms.BooleanField(required=False, initial=True, label=_("It holds"))

    def __init__(
        self, *, request: UiRequest, data: Any, row: AlertRule | None, kind: AlertKind
    ) -> None:
        initial = None
        if row is not None:
            given = {name: getattr(row, name) for name in self.base_fields if name != "brand"}
            initial = {name: _entered(value) for name, value in given.items()}
            initial |= {
                "brand": row.brand_id or "",
                "excluded_logins": ", ".join(str(login) for login in row.excluded_logins),
            }
        super().__init__(data=data, initial=initial)
        self.kind = kind
        for name in OF_KINDS - FIELDS[kind]:
            del self.fields[name]
        for name, label in LABELS.get(kind, {}).items():
            self.fields[name].label = label
        own = brands_seen(request.actor, MANAGE)
        every = [("", _t("every"))] if own is None else []
        set_choices(self, "brand", [*every, *((str(b.pk), b.name) for b in brand_rows(own))])

    def clean_excluded_logins(self) -> list[int]:
        """Read the numbers."""
        parts = [part.strip() for part in self.cleaned_data["excluded_logins"].split(",")]
        wrong = [part for part in parts if part and not (part.isascii() and part.isdigit())]
        if wrong or any(len(part) > 18 for part in parts):
            raise forms.ValidationError(_t("Give numbers, parted by commas."))
        return [int(part) for part in parts if part]

    def draft(self) -> AlertDraft:
        """The rule that was filled in."""
        values = self.cleaned_data
        same = (*AMOUNTS, "title", "mask", "excluded_logins", "excluded_groups", "enabled")
        return AlertDraft(
            kind=self.kind,
            brand_id=int(values["brand"]) if values["brand"] else None,
            currency=values["currency"].strip().upper(),
            **{name: values[name] for name in same if name in values},
        )


def _may(request: UiRequest, brand_pk: int | None) -> None:
    if brand_pk is None:
        require_everywhere(request.actor, MANAGE)
    else:
        require(request.actor, MANAGE, brand_id=brand_pk)


def _form(request: UiRequest, *, data: Any, files: Any, rule_id: str = "") -> RuleForm:
    row = _the_rule(request, rule_id)
    return RuleForm(request=request, data=data, row=row, kind=_kind(request, row))


def _the_rule(request: UiRequest, rule_id: str) -> AlertRule | None:
    row = rules(request).filter(public_id=rule_id).first() if rule_id else None
    if rule_id and row is None:
        raise RuleNotFound(_t("There is no such rule."))
    if row is not None:
        _may(request, row.brand_id)
    return row


def _kind(request: UiRequest, row: AlertRule | None) -> AlertKind:
    """The kind that was filled in, or is asked for, or the rule has."""
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    if asked in set(AlertKind):
        return AlertKind(asked)
    if request.method == "POST":
        raise AlertRuleInvalid(_t("There is no such kind of rule."), field="kind")
    return AlertKind(row.kind) if row else AlertKind.ACCOUNT_PROFIT


def _kinds(request: UiRequest, rule_id: str = "") -> dict[str, Any]:
    kind = _kind(request, _the_rule(request, rule_id))
    return {"kind": kind, "kinds": choices(AlertKind)}


def _submit(request: UiRequest, form: RuleForm, rule_id: str = "") -> str:
    draft = form.draft()
    _may(request, draft.brand_id)
    save_alert_rule(draft, rule_id=rule_id, actor=request.actor)
    messages.success(request, _t("Saved. It is looked at every ten seconds."))
    return url("backoffice", "risk.alert_rules")


for _path, _name, _title in (
    ("risk/alert-rules/new/", "risk.alert_rule_new", _("Add rule")),
    ("risk/alert-rules/<str:rule_id>/", "risk.alert_rule", _("Change rule")),
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
            template="risk/alert_rule.html",
            context=_kinds,
            back=lambda request, **_what: url("backoffice", "risk.alert_rules"),
        )
    )
