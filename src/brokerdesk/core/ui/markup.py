"""Markup made in Python where templates cost too much: table bodies and long selects."""

from datetime import datetime
from typing import Any

from django import forms
from django.template.defaultfilters import force_escape
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime


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
    """All rows of a table; attributes that do not depend on the row are made once."""
    own_rows = bool(table.row_attrs)
    heads: dict[str, str] = {}
    parts: list[str] = []
    for row in table.rows:
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
    return isinstance(widget, forms.Select) and widget.template_name == same


def select(field: forms.BoundField, attrs: dict[str, Any]) -> SafeString:
    """A select like the widget's own, its options joined in Python."""
    widget = field.field.widget
    made = field.build_widget_attrs(attrs, widget)
    if field.auto_id and "id" not in widget.attrs:
        made.setdefault("id", field.auto_id)
    context = widget.get_context(field.html_name, field.value(), made)["widget"]
    head = _attributes(context["attrs"])
    options = "".join(_group(*group) for group in context["optgroups"])
    return format_html(
        '<select name="{}"{}>{}</select>', context["name"], mark_safe(head), mark_safe(options)
    )


def _attributes(given: dict[str, Any]) -> str:
    return "".join(
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
        for name, value in given.items()
        if value is not False and value is not None
    )


def _group(name: str | None, options: list[dict[str, Any]], index: int) -> str:
    inner = "".join(
        f'<option value="{force_escape(str(option["value"]))}"{_attributes(option["attrs"])}>'
        f"{force_escape(str(option['label']))}</option>"
        for option in options
    )
    return f'<optgroup label="{force_escape(str(name))}">{inner}</optgroup>' if name else inner
