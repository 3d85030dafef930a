"""Amounts and instants as pages show them."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from brokerdesk.kit.clock import now

SECOND = "%Y-%m-%d %H:%M:%S"
SHOWN_SCALE = {"JPY": 0, "HUF": 0, "BTC": 8, "ETH": 8}


def money_text(amount: Any, asset: str = "") -> str:
    """Show an amount with thousands separated and its asset; nothing is rounded away."""
    if amount is None or amount == "":
        return "–"
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        return str(amount)
    if not value.is_finite():
        return str(amount)
    text = number_text(value, places_of(value, asset))
    return f"{text}\u00a0{asset}" if asset else text


def worth_text(amount: Any, asset: str = "") -> str:
    """Show what something is worth by a price: rounded to what can be paid of the asset."""
    if amount is None or amount == "":
        return "–"
    text = number_text(Decimal(str(amount)), SHOWN_SCALE.get(asset, 2))
    return f"{text}\u00a0{asset}" if asset else text


def places_of(value: Decimal, asset: str) -> int:
    """How many decimals an amount is shown with: its asset's, more where it has more."""
    return max(SHOWN_SCALE.get(asset, 2), -int(value.normalize().as_tuple().exponent))


def number_text(value: Decimal, places: int | None = None) -> str:
    """Show a number with thousands separated: whole without trailing zeros, or rounded."""
    shown = f"{value.normalize():,f}" if places is None else f"{value:,.{places}f}"
    return shown.replace("-", "" if not Decimal(shown.replace(",", "")) else "−")


def entry_text(value: Decimal) -> str:
    """A number as a form's field takes it: no separators, no needless zeros."""
    return f"{value.normalize():f}"


def zone_text(offset_s: int) -> str:
    """Show a clock's distance from UTC: UTC+02:00, with seconds where there are any."""
    minutes, seconds = divmod(abs(offset_s), 60)
    rest = f":{seconds:02}" if seconds else ""
    return f"UTC{'−' if offset_s < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}{rest}"


def lines_html(first: Any, second: Any) -> str:
    """Two lines of one cell, the second in small."""
    return format_html('<div>{}<div class="text-secondary small">{}</div></div>', first, second)


def age_text(at: datetime) -> str:
    """How long ago, short: 5 s, 12 min, 3 h, 4 d."""
    seconds = int((now() - at).total_seconds())
    if seconds < 0:
        return _("now")
    for size, unit in ((86_400, _("d")), (3_600, _("h")), (60, _("min"))):
        if seconds >= size:
            return f"{seconds // size}\u00a0{unit}"
    return f"{seconds}\u00a0{_('s')}"


def age_html(at: datetime | None) -> str:
    """An age that the page keeps current; the exact instant on hover."""
    if at is None:
        return "–"
    age = escape(age_text(at))
    return mark_safe(
        f'<time datetime="{at.isoformat()}" title="{at:{SECOND}} UTC" data-age>{age}</time>'
    )


def when_html(at: datetime | None) -> str:
    """An instant to the minute in UTC; the exact instant on hover."""
    if at is None:
        return "–"
    return mark_safe(
        f'<time datetime="{at.isoformat()}" title="{at:{SECOND}} UTC">{at:%Y-%m-%d %H:%M}</time>'
    )
