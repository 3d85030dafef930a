"""Template tags of the UI kit: money, age, icons, live regions, panels, fields, charts."""

import json
import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django import forms, template
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from brokerdesk.core.registry import Surface
from brokerdesk.core.ui.badges import badge
from brokerdesk.core.ui.lists import ListState, sorted_query
from brokerdesk.core.ui.markup import is_plain_select, select, table_body
from brokerdesk.core.ui.panels import RenderedPanel, render_panels
from brokerdesk.core.ui.texts import (
    age_html,
    money_text,
    number_text,
    when_html,
    worth_text,
    zone_text,
)
from brokerdesk.core.ui.urls import url as page_url
from brokerdesk.core.words import words

register = template.Library()
SAFE_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def money(amount: Any, asset: str = "") -> str:
    """Show an amount with thousands separated and its asset; nothing is rounded away."""
    return money_text(amount, asset)


@register.filter
def worth(amount: Any, asset: str = "") -> str:
    """Show what something is worth by a price, rounded to what can be paid of the asset."""
    return worth_text(amount, asset)


@register.filter
def figure(text: Any, name: str) -> str:
    """Let a figure inside a sentence move with the market; its place says of which account."""
    return format_html('<span data-figure="{}">{}</span>', name, text)


@register.filter
def number(value: Any, places: int | None = None) -> str:
    """Show a number of no currency, such as lots, with the minus sign of amounts."""
    return "–" if value is None or value == "" else number_text(Decimal(str(value)), places)


@register.filter
def percent(share: Any, places: int | None = None) -> str:
    """Show a share of one in percent."""
    if share is None or share == "":
        return "–"
    return f"{number_text(Decimal(str(share)) * 100, places)}\u00a0%"


@register.filter
def zone(offset_s: int) -> str:
    """Show a clock's distance from UTC."""
    return zone_text(offset_s)


@register.filter
def tone(amount: Any) -> str:
    """The class that colours an amount: down for negative, up for positive."""
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        return ""
    return "num-down" if value < 0 else "num-up" if value > 0 else ""


@register.filter
def age(at: datetime | None) -> str:
    """Show how long ago an instant was; the exact instant on hover. The page keeps it current."""
    return age_html(at)


@register.filter
def when(at: datetime | str | None) -> str:
    """Show an instant, or its ISO text, to the minute in UTC; the exact instant on hover."""
    return when_html(datetime.fromisoformat(at) if isinstance(at, str) and at else at or None)


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, size: str = "") -> str:
    """One icon of the sprite, hidden from readers."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        size,
        static("icons.svg"),
        name,
    )


@register.filter
def status(value: Any) -> str:
    """A state as a coloured badge with words."""
    return badge(str(value))


@register.filter
def code_words(value: Any) -> str:
    """A code in words."""
    return words(str(value))


@register.inclusion_tag("ui/live_region.html")
def live_region(url: str, topics: str = "") -> dict[str, Any]:
    """A region that fetches itself, and again on each event of its topics."""
    return {"url": url, "topics": topics}


@register.simple_block_tag
def live(content: str, url: str, topics: str = "", again_ms: int = 0, every_ms: int = 0) -> str:
    """A region that is there already and fetches itself again on each event of its topics.

    again_ms: fetch once more after so long, where what is shown follows the event by a moment.
    every_ms: fetch so often while the page is looked at, where prices move without events.
    """
    again = format_html(' data-live-again="{}"', again_ms) if again_ms else ""
    every = format_html(' data-live-every="{}"', every_ms) if every_ms else ""
    return format_html(
        '<div data-live="{}" data-live-url="{}"{}{}>{}</div>', topics, url, again, every, content
    )


@register.inclusion_tag("ui/panels.html", takes_context=True)
def panels(context: Context, place: str, **what: Any) -> dict[str, Any]:
    """All panels of a place."""
    request = context["request"]
    shown: list[RenderedPanel] = render_panels(request, place, **what)
    return {"panels": shown, "place": place}


@register.filter
def control(field: forms.BoundField) -> str:
    """A form's control with its classes and its accessible wiring."""
    widget = field.field.widget
    css = "form-control"
    if isinstance(widget, (forms.CheckboxSelectMultiple, forms.RadioSelect)):
        css = ""
    elif isinstance(widget, forms.CheckboxInput):
        css = "form-check-input"
    elif isinstance(widget, forms.Select):
        css = "form-select"
    attrs: dict[str, Any] = {"class": f"{widget.attrs.get('class', '')} {css}".strip()}
    faulty = next((name for name in field.form.fields if name in field.form.errors), "")
    if faulty:  # what to mend first has the focus
        attrs["autofocus"] = field.name == faulty
    notes = []
    if field.errors:
        attrs["class"] += " is-invalid"
        attrs["aria-invalid"] = "true"
        notes.append(f"{field.id_for_label}_error")
    if field.help_text:
        notes.append(f"{field.id_for_label}_help")
    if notes:
        attrs["aria-describedby"] = " ".join(notes)
    if is_plain_select(field):
        return select(field, attrs)
    return field.as_widget(attrs=attrs)


@register.filter
def body(table: Any) -> SafeString:
    """All rows of a table."""
    return table_body(table)


@register.filter
def is_check(field: forms.BoundField) -> bool:
    """Say whether the control is one tick box, whose label stands behind it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_choices(field: forms.BoundField) -> bool:
    """Say whether the control is a set of tick boxes or radio buttons."""
    many = (forms.CheckboxSelectMultiple, forms.RadioSelect)
    return isinstance(field.field.widget, many)


@register.inclusion_tag("ui/fields.html")
def fields(form: forms.BaseForm, **options: Any) -> dict[str, Any]:
    """All fields of a form with labels, help and errors."""
    return {"form": form, **options}


@register.inclusion_tag("ui/post_button.html", takes_context=True)
def post_button(context: Context, url: str, label: str, **options: Any) -> dict[str, Any]:
    """A button that posts: `css`, `icon`, `confirm` (a question asked first), hidden values."""
    known = {k: options.pop(k, "") for k in ("css", "icon", "confirm")}
    return {
        "url": url,
        "label": label,
        "values": options,
        "csrf_token": context.get("csrf_token"),
        **known,
    }


@register.simple_tag
def chart(option: dict[str, Any], height: int = 240, label: str = "") -> SafeString:
    """A chart from an ECharts option without functions; its script loads only where used."""
    data = json.dumps(option, default=str).translate(SAFE_SCRIPT)
    return format_html(
        '<div class="chart" role="img" aria-label="{}" data-chart data-height="{}">'
        '<script type="application/json">{}</script></div>',
        label,
        height,
        mark_safe(data),
    )


@register.simple_tag
def page_path(surface: Surface, name: str, **kwargs: Any) -> str:
    """The path of a page of a named surface."""
    return page_url(surface, name, **kwargs)


@register.simple_tag
def query(state: ListState, **changes: Any) -> str:
    """A list's own query string with changes."""
    return state.query(**changes)


@register.simple_tag
def sort_query(state: ListState, name: str) -> str:
    """The query string that sorts a list by a column."""
    return sorted_query(state, name)


@register.filter
def rows_count(number: int) -> str:
    """A count of rows in words."""
    return ngettext("%(n)s row", "%(n)s rows", number) % {"n": f"{number:,}"}


@register.filter
def initials(name: str) -> str:
    """Up to two initials of a name."""
    parts = [part for part in name.replace("@", " ").split() if part[:1].isalnum()]
    return "".join(part[0] for part in parts[:2]).upper() or "?"


@register.filter
def brand_colour(value: str) -> str:
    """A colour as #rrggbb, or the house's own when it is anything else."""
    return value if re.fullmatch(r"#[0-9a-fA-F]{6}", value or "") else "#1f5fbf"
