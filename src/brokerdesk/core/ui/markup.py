"""Markup made in Python where templates cost too much: table bodies and long selects."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Any

from django import forms
from django.db.models import Model
from django.template.defaultfilters import force_escape
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime
from django_tables2.columns import ManyToManyColumn
from django_tables2.columns.linkcolumn import BaseLinkColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import signature

_NONE_SUCH = object()


class _Row(BoundRow):
    """A row whose cells may be rendered with what was found out once a table."""

    def given(self, bound: Any, value: Any) -> dict[str, Any]:
        """What a column's renderer, link and attributes may ask for."""
        offered: dict[str, Any] = self._optional_cell_arguments(bound, value)
        return offered

    def slowly(self, bound: Any, render: Callable[..., Any]) -> Any:
        """Make a cell with all that the library tries."""
        return self._get_and_render_with(bound, render_func=render, default=bound.default)


class _Cells:
    """The cells of one column: what is the same in every row is found out with the first."""

    def __init__(self, bound: Any, first: Any) -> None:
        self.bound = bound
        self.names, self.catches_all = signature(bound.render)
        self.bits = bound.accessor.split("__") if _plain(bound, first) else ()
        self.fixed = not any(callable(v) for v in bound.column.attrs.get("td", {}).values())
        self.head = ""

    def html(self, row: _Row) -> str:
        """The cell of a row, with its attributes."""
        cell = self._cell(row)
        if not (self.head and self.fixed):
            self.bound.current_value, self.bound.current_record = cell, row.record
            label = force_escape(str(self.bound.header))
            self.head = f'<td {self.bound.attrs["td"].as_html()} data-label="{label}">'
        return f"{self.head}{_cell_text(cell)}</td>"

    def _cell(self, row: _Row) -> Any:
        value = self._attribute(row.record)
        if value is _NONE_SUCH:
            return row.slowly(self.bound, lambda bound, value=None: self._render(row, value))
        if value in self.bound.column.empty_values:
            return self.bound.default
        return self._render(row, value)

    def _attribute(self, record: Any) -> Any:
        """Follow the accessor as far as it names plain attributes of tables' rows."""
        value = record if self.bits else _NONE_SUCH
        for bit in self.bits:
            if value is None:
                break
            value = getattr(value, bit, _NONE_SUCH) if isinstance(value, Model) else _NONE_SUCH
            if callable(value):
                return _NONE_SUCH
        return value

    def _render(self, row: _Row, value: Any) -> Any:
        bound = self.bound
        if self.names == ("value",) and not self.catches_all and not bound.link:
            return bound.render(value=value)
        offered = row.given(bound, value)
        given = offered if self.catches_all else {name: offered[name] for name in self.names}
        content = bound.render(**given)
        return bound.link(content, **offered) if bound.link else content


def _plain(bound: Any, record: Any) -> bool:
    """Say whether a column's values are attributes of a model's row, or of what it points to.

    The library asks that for each cell, and tries keys and calls before it takes an attribute.
    """
    if not isinstance(record, Model) or not bound.accessor:
        return False
    if isinstance(bound.column, (BaseLinkColumn, ManyToManyColumn)):
        return False
    return not getattr(bound.accessor.get_field(record), "choices", ())


def _cell_text(value: Any) -> str:
    """A cell as a template would print it."""
    if type(value) is str:
        return escape(value)
    if isinstance(value, datetime) and is_aware(value):
        value = localtime(value)
    return conditional_escape(localize(value))


def table_body(table: Any) -> SafeString:
    """All rows of a table (none is pinned); attributes that do not vary are made once."""
    own_rows = bool(table.row_attrs)
    columns: list[_Cells] = []
    parts: list[str] = []
    for record in table.rows.data:
        columns = columns or [_Cells(bound, record) for bound in table.columns]
        row = _Row(record, table)
        parts.append(f"<tr {row.attrs.as_html()}>" if own_rows else "<tr>")
        parts.extend(cells.html(row) for cells in columns)
        parts.append("</tr>")
    return mark_safe("".join(parts))


def is_plain_select(field: forms.BoundField) -> bool:
    """Say whether a control is a select that nobody gave a template of its own."""
    widget = field.field.widget
    same = "django/forms/widgets/select.html"
    return (
        isinstance(widget, forms.Select)
        and widget.template_name == same
        and type(widget).create_option is forms.Select.create_option
    )


def select(field: forms.BoundField, attrs: dict[str, Any]) -> SafeString:
    """A select like the widget's own, its options joined in Python."""
    widget = field.field.widget
    made = field.build_widget_attrs(attrs, widget)
    if field.auto_id and "id" not in widget.attrs:
        made.setdefault("id", field.auto_id)
    # Without the widget's own options, each of which is made into a dict and a template.
    given = forms.Widget.get_context(widget, field.html_name, field.value(), made)["widget"]
    head = given["attrs"] | ({"multiple": True} if widget.allow_multiple_selected else {})
    options = _options(widget, set(given["value"]))
    return format_html(
        '<select name="{}"{}>{}</select>',
        given["name"],
        mark_safe(_attributes(head)),
        mark_safe(options),
    )


def _attributes(given: dict[str, Any]) -> str:
    return "".join(
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
        for name, value in given.items()
        if value is not False and value is not None
    )


@lru_cache(maxsize=4_096)
def _option(name: str, text: str, picked: bool) -> str:
    mark = " selected" if picked else ""
    return f'<option value="{escape(name)}"{mark}>{escape(text)}</option>'


def _options(widget: forms.Select, chosen: set[str]) -> str:
    parts: list[str] = []
    for value, label in widget.choices:
        grouped = isinstance(label, (list, tuple))
        if grouped:
            parts.append(f'<optgroup label="{escape(str(value))}">')
        for key, text in label if grouped else [(value, label)]:
            name = "" if key is None else str(key)
            picked = name in chosen
            if picked and not widget.allow_multiple_selected:
                chosen = set()
            parts.append(_option(name, str(text), picked))
        if grouped:
            parts.append("</optgroup>")
    return "".join(parts)
