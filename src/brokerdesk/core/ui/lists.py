"""List pages declared as data: filter, search, sort, page, columns, live, CSV and XLSX."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import django_filters
import django_tables2
from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django_tables2.data import TableData
from django_tables2.rows import BoundRows

from brokerdesk.core.registry import Nav, PageSpec, Surface, Text

from .export import export
from .pages import add_page, render_page
from .paging import PER_PAGE, Window, is_large, window
from .panels import may_see
from .request import UiRequest
from .urls import url

Rows = QuerySet[Any, Any]
NOTHING = _("Nothing here yet")
RESERVED = frozenset({"page", "sort", "cols", "export", "q", "_region"})


@dataclass(frozen=True)
class Action:
    """A button of a list's head: label, page name of the same surface, permission."""

    label: Text
    url_name: str
    permission: str | None = None
    icon: str = "plus"


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """One list. `queryset(request)` is already scoped; `search(rows, text)` narrows by words.

    Where no index serves its columns, `sorts_large=False` sorts only what can be counted.
    `every_ms`: fetch its rows so often while they are looked at, where they move without events.
    """

    surface: Surface
    path: str
    name: str
    title: Text
    queryset: Callable[..., Rows]
    table: type[django_tables2.Table]
    permission: str | None = None
    filterset: type[django_filters.FilterSet] | None = None
    search: Callable[[Rows, str], Rows] | None = None
    nav: Nav | None = None
    live: tuple[str, ...] = ()
    every_ms: int = 0
    actions: tuple[Action, ...] = ()
    empty: Text = NOTHING
    intro: Text = ""
    per_page: int = PER_PAGE
    sorts_large: bool = True
    export_permission: str | None = None
    exportable: bool = True
    context: Callable[..., dict[str, Any]] | None = None
    template: str = "ui/list.html"


@dataclass
class ListState:
    """A list as one request asked for it."""

    spec: ListPage
    request: HttpRequest
    rows: Rows
    filterset: django_filters.FilterSet | None
    text: str
    columns: tuple[str, ...]
    sorts: bool = True
    table: django_tables2.Table = field(init=False)
    window: Window = field(init=False)

    def query(self, **changes: Any) -> str:
        """The query string of this view with changes; None drops a name."""
        values = self.request.GET.copy()
        values.pop("_region", None)
        for name, value in changes.items():
            values.pop(name, None)
            if value not in (None, ""):
                values[name] = str(value)
        return "?" + values.urlencode() if values else "?"

    @property
    def searchable(self) -> bool:
        """Say whether the list has a search box; a template would call `spec.search` itself."""
        return self.spec.search is not None

    @property
    def filtered(self) -> bool:
        """Say whether anything narrows the list."""
        return any(v for k, v in self.request.GET.items() if k not in RESERVED or k == "q")

    @property
    def region_query(self) -> str:
        """The query string that fetches only the rows."""
        return self.query(_region="rows")

    @property
    def column_choice(self) -> list[tuple[str, str, bool]]:
        """Every column of the page that has a title and so may be hidden: name, title, shown."""
        hidden = set(self.table.exclude or ())
        return [
            (name, str(column.verbose_name), name not in hidden)
            for name, column in self.table.base_columns.items()
            if column.verbose_name and column.visible
        ]


def register_list(spec: ListPage) -> ListPage:
    """Register a list as a page of its surface."""

    def view(request: UiRequest, **kwargs: Any) -> HttpResponseBase:
        return _answer(spec, request, kwargs)

    add_page(
        PageSpec(
            surface=spec.surface,
            path=spec.path,
            name=spec.name,
            title=spec.title,
            view=view,
            permission=spec.permission,
            nav=spec.nav,
            live=spec.live,
        )
    )
    return spec


def _answer(spec: ListPage, request: UiRequest, kwargs: dict[str, Any]) -> HttpResponseBase:
    state = _state(spec, request, kwargs)
    wanted = request.GET.get("export", "")
    if wanted in ("csv", "xlsx") and _may_export(spec, request):
        return export(wanted, spec, state.rows, state.table, request)
    state.window = window(state.rows, request.GET.get("page", ""), spec.per_page)
    _fill(state.table, state.window.rows)
    state.table.before_render(request)
    values = {
        "list": state,
        "spec": spec,
        "table": state.table,
        "window": state.window,
        "actions": [
            (action, url(spec.surface, action.url_name, **kwargs))
            for action in spec.actions
            if may_see(request, action.permission)
        ],
        "may_export": _may_export(spec, request),
        **(spec.context(request, **kwargs) if spec.context else {}),
    }
    if request.GET.get("_region") == "rows":
        return render(request, "ui/list_rows.html", values)
    return render_page(request, spec.template, values, title=spec.title)


def _may_export(spec: ListPage, request: UiRequest) -> bool:
    return spec.exportable and may_see(request, spec.export_permission or spec.permission)


def _state(spec: ListPage, request: UiRequest, kwargs: dict[str, Any]) -> ListState:
    rows = spec.queryset(request, **kwargs)
    filterset = None
    if spec.filterset is not None:
        filterset = spec.filterset(request.GET, queryset=rows, request=request)
        _ask_for_days(filterset.form)
        rows = filterset.qs if filterset.is_valid() else rows.none()
    text = request.GET.get("q", "").strip()[:200].replace("\x00", "")
    if text and spec.search is not None:
        rows = spec.search(rows, text)
    known = spec.table.base_columns
    columns = tuple(c for c in request.GET.get("cols", "").split(",") if c in known)
    state = ListState(spec, request, rows, filterset, text, columns)
    state.sorts = spec.sorts_large or not is_large(rows)
    state.table = _table(state, rows)
    state.rows = _ordered(state.table)
    return state


def _ask_for_days(form: forms.BaseForm) -> None:
    """Let the browser offer its calendar for every date of a filter."""
    for asked in form.fields.values():
        if isinstance(asked.widget, forms.DateInput):
            asked.widget.input_type, asked.widget.format = "date", "%Y-%m-%d"


def _fill(table: django_tables2.Table, rows: list[Any]) -> None:
    """Let a table that sorted all rows show only these."""
    table.data = TableData.from_data(rows)
    table.data.set_table(table)
    table.rows = BoundRows(data=table.data, table=table)


def _table(state: ListState, rows: Rows) -> django_tables2.Table:
    hidden = [c for c in state.spec.table.base_columns if state.columns and c not in state.columns]
    sorting = state.request.GET.get("sort", "")
    given: dict[str, Any] = {"order_by": sorting.split(",")} if sorting and state.sorts else {}
    default = state.spec.table._meta.exclude
    table = state.spec.table(
        rows,
        exclude=[*default, *hidden] if hidden else None,
        orderable=None if state.sorts else False,
        **given,
    )
    # Given at the start, the request would make the table count and page by itself.
    table.request = state.request
    return table


def _ordered(table: django_tables2.Table) -> Rows:
    """Return the table's rows as sorted by its columns, ties broken by the key."""
    rows: QuerySet[Model, Any] = table.data.data
    ordering = list(rows.query.order_by) or (
        list(rows.model._meta.ordering or ()) if rows.query.default_ordering else []
    )
    names = {str(o).lstrip("-") for o in ordering if isinstance(o, str)}
    if rows.query.is_sliced or rows.query.distinct_fields or rows.query.combinator:
        return rows
    if "group_by" in rows.query.__dict__ and rows.query.group_by not in (None, True):
        return rows
    if not names & {"pk", rows.model._meta.pk.name}:
        rows = rows.order_by(*ordering, "-pk")
    return rows


def sorted_query(state: ListState, name: str) -> str:
    """The query string that sorts by a column, turning round when it already does."""
    current = state.request.GET.get("sort", "")
    return state.query(sort=f"-{name}" if current == name else name, page=None)


def query_string(**values: Any) -> str:
    """Encode a query string without empty values."""
    return "?" + urlencode({k: v for k, v in values.items() if v not in (None, "")})
