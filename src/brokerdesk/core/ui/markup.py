"""Markup made in Python where templates cost too much: table bodies and long selects."""

from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Any

from django import forms
from django.template.defaultfilters import force_escape
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime
from django_tables2.rows import BoundRow
from django_tables2.utils import signature


class _Row(BoundRow):
    """A row that asks what a column's renderer takes once a table, not again for each cell."""

    def __init__(self, record: Any, table: Any, takes: dict[str, tuple[Any, Any]]) -> None:
        super().__init__(record, table)
        self._takes = takes

    def items(self) -> Iterator[tuple[Any, Any]]:
        """Give each shown column with its cell; attributes may look at either."""
        for column in self.table.columns:
            column.current_value = self._get_and_render_with(
                column, render_func=self._call_render, default=column.default
            )
            column.current_record = self.record
            yield column, column.current_value

    def _call_render(self, bound_column: Any, value: Any = None) -> Any:
        offered = self._optional_cell_arguments(bound_column, value)
        takes = self._takes.get(bound_column.name)
        if takes is None:
            takes = self._takes[bound_column.name] = signature(bound_column.render)
        names, catches_all = takes
        given = offered if catches_all else {name: offered[name] for name in names}
        content = bound_column.render(**given)
        return bound_column.link(content, **offered) if bound_column.link else content


def _cell_text(value: Any) -> str:
    """A cell as a template would print it."""
    if isinstance(value, datetime) and is_aware(value):
        value = localtime(value)
    return conditional_escape(localize(value))


def _fixed(column: Any) -> bool:
    """Say whether a column's attributes are the same in every row."""
    given = column.column.attrs.get("td", {})
    return not any(callable(value) for value in given.values())


def table_body(table: Any) -> SafeString:
    """All rows of a table (none is pinned); attributes that do not vary are made once."""
    own_rows = bool(table.row_attrs)
    heads: dict[str, str] = {}
    takes: dict[str, tuple[Any, Any]] = {}
    parts: list[str] = []
    for record in table.rows.data:
        row = _Row(record, table, takes)
        parts.append(f"<tr {row.attrs.as_html()}>" if own_rows else "<tr>")
        for column, cell in row.items():
            name = column.name
            head = heads.get(name)
            if head is None:
                label = force_escape(str(column.header))
                head = f'<td {column.attrs["td"].as_html()} data-label="{label}">'
                if _fixed(column):
                    heads[name] = head
            parts += (head, _cell_text(cell), "</td>")
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
            mark = " selected" if picked else ""
            parts.append(f'<option value="{escape(name)}"{mark}>{escape(str(text))}</option>')
        if grouped:
            parts.append("</optgroup>")
    return "".join(parts)
