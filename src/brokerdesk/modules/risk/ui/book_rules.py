"""Rules of books: the list, one with who would move, and its form."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django import forms
from django.apps import apps
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import everywhere, require, require_everywhere
from brokerdesk.core.ui import (
    Action,
    FormPage,
    ListPage,
    UiRequest,
    page,
    register_form,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.queries import servers_enabled

from ..errors import RuleNotFound
from ..models import BookRule
from ..queries.scope import VIEW, brand_rows, brands_seen
from ..services.book_rules import CONDITIONS, RuleDraft, apply_rules, moves, save_rule
from ..types import Book
from .books import BOOKS, MANAGE
from .common import seen

MOST = 200
CONDITION_WORDS: dict[str, Any] = {
    "lots_30d_at_least": _("Lots of 30 days, at least"),
    "lots_30d_at_most": _("Lots of 30 days, at most"),
    "net_profit_30d_at_least": _("Client's net result of 30 days, at least"),
    "net_profit_30d_at_most": _("Client's net result of 30 days, at most"),
    "deals_30d_at_least": _("Deals of 30 days, at least"),
    "deals_30d_at_most": _("Deals of 30 days, at most"),
}


class RuleTable(tables.Table):
    """Rules in the order in which they are asked."""

    title = tables.Column(verbose_name=_("Rule"))
    sort = tables.Column(verbose_name=_("Order"))
    brand = tables.Column(accessor="brand__name", verbose_name=_("Brand"), default=_("every"))
    group_mask = tables.Column(verbose_name=_("Groups"))
    book = tables.Column(verbose_name=_("Book"))
    share = tables.Column(verbose_name=_("Share"))
    enabled = tables.BooleanColumn(verbose_name=_("Holds"))

    class Meta:
        model = BookRule
        fields = ("title", "sort", "brand", "group_mask", "book", "share", "enabled")
        order_by = "sort"

    def render_title(self, value: str, record: BookRule) -> str:
        href = url("backoffice", "risk.book_rule", rule_id=record.public_id)
        return format_html('<a href="{}">{}</a>', href, value)


def rules(request: UiRequest) -> QuerySet[BookRule]:
    """Rules of brands that the actor may see; those of every brand too."""
    brand_pks = seen(request)
    rows = BookRule.objects.select_related("brand", "server")
    return rows if brand_pks is None else rows.filter(Q(brand=None) | Q(brand_id__in=brand_pks))


def the_rule(request: UiRequest, rule_id: str) -> BookRule:
    """One rule that the actor may see."""
    found = rules(request).filter(public_id=rule_id).first()
    if found is None:
        raise RuleNotFound(_t("There is no such rule."))
    return found


register_list(
    ListPage(
        surface="backoffice",
        path="risk/book-rules/",
        name="risk.book_rules",
        title=_("Rules of books"),
        permission=VIEW,
        queryset=rules,
        table=RuleTable,
        live=("risk.books",),
        actions=(
            Action(_("Add rule"), "risk.book_rule_new", MANAGE),
            Action(_("Who would move"), "risk.book_moves", VIEW, "refresh"),
        ),
        intro=_("The first rule that matches holds. Whom a person put into a book stays there."),
        empty=_("No rules yet: accounts are in the books that people put them into"),
    )
)


@page("backoffice", "risk/book-moves/", name="risk.book_moves", title=_("Who would move"),
      permission=VIEW, live=("risk.books",))  # fmt: skip
def moves_page(request: UiRequest) -> HttpResponse:
    """Accounts that the rules put into another book than they are in."""
    return _moves(request, None)


@page("backoffice", "risk/book-rules/<str:rule_id>/", name="risk.book_rule", title=_("Rule"),
      permission=VIEW, live=("risk.books",))  # fmt: skip
def rule_page(request: UiRequest, rule_id: str) -> HttpResponse:
    """One rule, and who would move if it, and the others, were applied now."""
    return _moves(request, the_rule(request, rule_id))


def _moves(request: UiRequest, rule: BookRule | None) -> HttpResponse:
    found = moves(at=now())
    brand_pks = seen(request)
    if brand_pks is not None:
        found = _of_brands(found, brand_pks)
    if rule is not None:
        found = [move for move in found if move.rule_pk == rule.pk]
    conditions = [(CONDITION_WORDS[name], value) for name, value in rule.conditions.items()
                  ] if rule else []  # fmt: skip
    return render_page(request, "risk/moves.html", {
        "rule": rule, "moves": found[:MOST], "count": len(found), "conditions": conditions,
        "may_manage": everywhere(request.actor, MANAGE), "at": now(),
        "apply": url("backoffice", "risk.book_apply"),
    }, title=rule.title if rule else "")  # fmt: skip


def _of_brands(found: list[Any], brand_pks: tuple[int, ...]) -> list[Any]:
    pks = [move.account_pk for move in found]
    rows = apps.get_model("trading", "Account").objects.filter(pk__in=pks, brand_id__in=brand_pks)
    own = set(rows.values_list("pk", flat=True))
    return [move for move in found if move.account_pk in own]


class RuleForm(forms.Form):
    """What a rule says."""

    title = forms.CharField(max_length=120, label=_("Title"))
    book = forms.ChoiceField(choices=BOOKS, label=_("Book"))
    share = forms.DecimalField(
        min_value=0, max_value=100, decimal_places=4, initial=100, label=_("Passed on, %"),
        help_text=_("Of an A-book account's risk; B passes nothing on."),
    )  # fmt: skip
    brand = forms.ChoiceField(required=False, label=_("Brand"))
    server = forms.ChoiceField(required=False, label=_("Server"))
    group_mask = forms.CharField(max_length=200, initial="*", label=_("Groups, as a mask"))
    currency = forms.CharField(max_length=8, initial="USD", label=_("Currency of results"))
    sort = forms.IntegerField(min_value=0, max_value=32_000, initial=100, label=_("Order"))
    enabled = forms.BooleanField(required=False, initial=True, label=_("It holds"))

    def __init__(self, *, request: UiRequest, data: Any, row: BookRule | None) -> None:
        super().__init__(data=data, initial=_initial(row) if row else None)
        own = brands_seen(request.actor, MANAGE)
        brands = [(str(brand.pk), brand.name) for brand in brand_rows(own)]
        every = [("", _t("every"))] if own is None else []
        set_choices(self, "brand", [*every, *brands])
        servers = [(str(server.pk), server.title) for server in servers_enabled()]
        set_choices(self, "server", [("", _t("every")), *servers])
        for name in CONDITIONS:
            self.fields[name] = forms.DecimalField(
                required=False, max_digits=20, decimal_places=8, label=CONDITION_WORDS[name]
            )
            if row is not None and name in row.conditions:
                self.initial[name] = row.conditions[name]

    def draft(self) -> RuleDraft:
        """The rule that was filled in."""
        values = self.cleaned_data
        same = ("title", "group_mask", "sort", "enabled")
        book = Book(values["book"])
        return RuleDraft(
            book=book,
            share=values["share"] / 100 if book == Book.A else Decimal(1),
            brand_pk=int(values["brand"]) if values["brand"] else None,
            server_pk=int(values["server"]) if values["server"] else None,
            currency=values["currency"].strip().upper(),
            conditions={n: f"{values[n]:f}" for n in CONDITIONS if values[n] is not None},
            **{name: values[name] for name in same},
        )


def _initial(row: BookRule) -> dict[str, Any]:
    same = ("title", "book", "group_mask", "currency", "sort", "enabled")
    return {name: getattr(row, name) for name in same} | {
        "share": row.share * 100, "brand": row.brand_id or "", "server": row.server_id or "",
    }  # fmt: skip


def _form(request: UiRequest, *, data: Any, files: Any, rule_id: str = "") -> RuleForm:
    row = the_rule(request, rule_id) if rule_id else None
    if row is not None:
        _may(request, row.brand_id)
    return RuleForm(request=request, data=data, row=row)


def _may(request: UiRequest, brand_pk: int | None) -> None:
    """A rule of every brand is for those who may all brands."""
    if brand_pk is None:
        require_everywhere(request.actor, MANAGE)
    else:
        require(request.actor, MANAGE, brand_id=brand_pk)


def _submit(request: UiRequest, form: RuleForm, rule_id: str = "") -> str:
    draft = form.draft()
    _may(request, draft.brand_pk)
    row = save_rule(draft, rule_id=rule_id, actor=request.actor, at=now())
    messages.success(request, _t("Saved. Accounts move within five minutes."))
    return url("backoffice", "risk.book_rule", rule_id=row.public_id)


def _apply(request: UiRequest, form: forms.Form) -> str:
    require_everywhere(request.actor, MANAGE)
    moved = apply_rules(actor=request.actor, at=now())
    messages.success(request, _t("%(n)s accounts were moved.") % {"n": moved})
    return url("backoffice", "risk.books")


for _path, _name, _title, _build, _done in (
    ("risk/book-rules/new/", "risk.book_rule_new", _("Add rule"), _form, _submit),
    ("risk/book-rules/<str:rule_id>/change/", "risk.book_rule_change", _("Change rule"), _form,
     _submit),
    ("risk/book-moves/apply/", "risk.book_apply", _("Move accounts now"), forms.Form, _apply),
):  # fmt: skip
    register_form(
        FormPage(
            surface="backoffice", path=_path, name=_name, title=_title, permission=MANAGE,
            form=_build, submit=_done, back=lambda request, **_what: url(
                "backoffice", "risk.book_rules"),
        )
    )  # fmt: skip
