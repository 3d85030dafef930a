"""Who is in which book, at any instant; and putting an account into one."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.apps import apps
from django.contrib import messages
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import scoped
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
from brokerdesk.core.ui.columns import WhenColumn
from brokerdesk.core.ui.panels import may_see
from brokerdesk.kit.clock import now

from ..errors import AccountUnknown
from ..models import BookTag
from ..queries.books import book_counts, tags_at
from ..queries.scope import VIEW
from ..services.books import Tag, set_book
from ..types import Book
from .common import RISK, seen

MANAGE = "risk.book.manage"
BOOKS: list[tuple[str, Any]] = [
    (str(Book.A), _("A: passed on")), (str(Book.B), _("B: kept by the house")),
]  # fmt: skip


class BookFilter(filters.FilterSet):
    """Tags by book, and as of an instant."""

    book = filters.ChoiceFilter(choices=BOOKS, label=_("Book"))
    login = filters.NumberFilter(field_name="account__login", label=_("Login"))
    as_of = filters.DateTimeFilter(method="kept", label=_("As of (UTC)"))

    class Meta:
        model = BookTag
        fields = ("book",)

    def kept(self, rows: QuerySet[BookTag], name: str, value: datetime) -> QuerySet[BookTag]:
        return rows  # the list itself is of that instant


class BookTable(tables.Table):
    """Accounts with their books."""

    account = tables.Column(accessor="account__login", verbose_name=_("Account"))
    client = tables.Column(accessor="account__client", verbose_name=_("Client"), orderable=False)
    group = tables.Column(accessor="account__group", verbose_name=_("Group"))
    book = tables.Column(verbose_name=_("Book"))
    share = tables.Column(verbose_name=_("Passed on"))
    since = WhenColumn(accessor="valid__lower", verbose_name=_("Since"), orderable=False)
    rule = tables.Column(verbose_name=_("By"), orderable=False, empty_values=())
    reason = tables.Column(verbose_name=_("Reason"), orderable=False)

    class Meta:
        model = BookTag
        fields = ("account", "client", "group", "book", "share", "since", "rule", "reason")

    def render_account(self, value: int, record: BookTag) -> str:
        name = "risk.book_set" if may_see(self.request, MANAGE) else "trading.account"
        href = url("backoffice", name, account_id=record.account.public_id)
        return format_html('<a href="{}">{}</a>', href, value)

    def render_share(self, value: Decimal, record: BookTag) -> str:
        return f"{(value if record.book == Book.A else Decimal(0)) * 100:.0f} %"

    def render_rule(self, record: BookTag) -> str:
        return record.rule.title if record.rule else _t("a person")


def as_of(request: UiRequest) -> datetime:
    """The instant that the page is of: now, unless another was asked for."""
    try:
        given = datetime.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return now()
    return given if given.tzinfo else given.replace(tzinfo=UTC)


def tags(request: UiRequest) -> QuerySet[BookTag]:
    """Tags of accounts whose risk the actor may see, at the page's instant."""
    rows: QuerySet[BookTag] = tags_at(seen(request), as_of(request))
    return rows


def _counts(request: UiRequest) -> dict[str, Any]:
    counts = book_counts(seen(request), as_of(request))
    return {"counts": sorted(counts.items()), "as_of": as_of(request)}


register_list(
    ListPage(
        surface="backoffice",
        path="risk/books/",
        name="risk.books",
        title=_("Books"),
        permission=VIEW,
        nav=Nav(RISK, 40, icon="book"),
        queryset=tags,
        table=BookTable,
        filterset=BookFilter,
        live=("risk.books",),
        context=_counts,
        template="risk/books.html",
        actions=(Action(_("Rules"), "risk.book_rules", VIEW, "settings"),),
        empty=_("No account was put into a book: the house keeps the risk of all"),
    )
)


class BookForm(forms.Form):
    """Which book, and why."""

    book = forms.ChoiceField(
        choices=[*BOOKS, ("", _("None: as the rules say"))], required=False, label=_("Book")
    )
    share = forms.DecimalField(
        min_value=0, max_value=100, decimal_places=4, initial=100, label=_("Passed on, %"),
        help_text=_("Of an A-book account's risk; B passes nothing on."),
    )  # fmt: skip
    reason = forms.CharField(max_length=300, label=_("Reason"))


def _account(request: UiRequest, account_id: str) -> Any:
    rows = apps.get_model("trading", "Account").objects.filter(public_id=account_id, kind="live")
    found = scoped(request.actor, MANAGE, rows).first()
    if found is None:
        raise AccountUnknown(_t("There is no such account."))
    return found


def _form(request: UiRequest, *, data: Any, files: Any, account_id: str) -> forms.Form:
    account = _account(request, account_id)
    held = BookTag.objects.filter(account=account, valid__contains=now()).first()
    initial = {"book": held.book, "share": held.share * 100} if held else {"book": ""}
    return BookForm(data=data, initial=initial)


def _submit(request: UiRequest, form: forms.Form, account_id: str) -> str:
    account, values = _account(request, account_id), form.cleaned_data
    tag = Tag(Book(values["book"]), values["share"] / 100) if values["book"] else None
    if tag is not None and tag.book == Book.B:
        tag = Tag(Book.B)
    set_book(account.public_id, tag, reason=values["reason"], actor=request.actor, at=now())
    messages.success(request, _t("The account is in that book from now on."))
    return url("backoffice", "risk.books")


register_form(
    FormPage(
        surface="backoffice",
        path="risk/books/<str:account_id>/",
        name="risk.book_set",
        title=_("Book of an account"),
        permission=MANAGE,
        form=_form,
        submit=_submit,
        intro=lambda request, account_id: (
            _t("Login %(login)s, %(group)s")
            % {
                "login": _account(request, account_id).login,
                "group": _account(request, account_id).group,
            }
        ),
        back=lambda request, account_id: url("backoffice", "risk.books"),
    )
)
