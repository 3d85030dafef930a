"""Template filters of the partners room."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html

from brokerdesk.core.ui.texts import money_text
from brokerdesk.kit.money import scale_of

from ..ui.words import formula_words, reason_words

register = template.Library()


@register.filter
def why_zero(reason: str) -> str:
    """The reason of a zero as a badge; nothing for a line that pays."""
    if not reason:
        return ""
    return format_html(
        '<span class="badge bg-secondary-lt" title="{}">{}</span>', reason, reason_words(reason)
    )


@register.filter
def about(amount: Decimal, asset: str) -> str:
    """An amount that is only compared, rounded to its asset's unit."""
    return money_text(round(amount, scale_of(asset)), asset)


@register.filter
def formula(accrual: Any) -> str:
    """How an accrual's amount came about."""
    return formula_words(accrual.why)
