"""Template filters of the partners room."""

from typing import Any

from django import template
from django.utils.html import format_html

from ..ui.money import about, corrected
from ..ui.words import formula_words, reason_words, rounded

register = template.Library()


@register.filter
def why_zero(reason: str) -> str:
    """The reason of a zero as a badge; nothing for a line that pays."""
    if not reason:
        return ""
    return format_html(
        '<span class="badge bg-secondary-lt" title="{}">{}</span>', reason, reason_words(reason)
    )


register.filter(about)
register.filter(rounded)
register.filter(corrected)


@register.filter
def formula(accrual: Any) -> str:
    """How an accrual's amount came about."""
    return formula_words(accrual.why)
