"""Table columns that every list shares: money, age, state, links."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html

from brokerdesk.core.words import words

from .badges import badge
from .panels import may_see
from .texts import SHOWN_SCALE, age_html, money_text, places_of, when_html, worth_text

RIGHT = {"th": {"class": "num"}, "td": {"class": "num"}}


class MoneyColumn(tables.Column):
    """An amount with its asset, right-aligned; exports the bare number.

    `asset` is the path to the row's asset, which an export gives in a column of its own.
    """

    def __init__(self, asset: str = "currency", *, signed: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", RIGHT)
        super().__init__(**kwargs)
        self.asset = asset
        self.signed = signed

    def asset_of(self, record: Any) -> str:
        """The asset of a row, empty where it has none."""
        return str(tables.A(self.asset).resolve(record) or "") if self.asset else ""

    def render(self, value: Decimal, record: Any) -> str:
        """Show the amount with its asset."""
        text = money_text(value, self.asset_of(record))
        if not self.signed or not value:
            return text
        return format_html(
            '<span class="{}">{}</span>', "num-up" if value > 0 else "num-down", text
        )

    def value(self, value: Decimal, record: Any) -> Decimal:
        """Export the number with the decimals that are shown."""
        return Decimal(f"{value:.{places_of(value, self.asset_of(record))}f}")


class WorthColumn(MoneyColumn):
    """What something is worth by a price, rounded to what can be paid of its asset."""

    def render(self, value: Decimal, record: Any) -> str:
        """Show the rounded amount with its asset."""
        return worth_text(value, self.asset_of(record))

    def value(self, value: Decimal, record: Any) -> Decimal:
        """Export the number as it is shown."""
        return Decimal(f"{value:.{SHOWN_SCALE.get(self.asset_of(record), 2)}f}")


class AgeColumn(tables.Column):
    """How long ago, kept current by the page; exports the instant."""

    def render(self, value: datetime) -> str:
        """Show the age."""
        return age_html(value)

    def value(self, **kwargs: Any) -> Any:
        """Export the instant."""
        return kwargs["value"]


class WhenColumn(AgeColumn):
    """An instant to the minute in UTC; exports it whole."""

    def render(self, value: datetime) -> str:
        """Show the instant."""
        return when_html(value)


class StateColumn(tables.Column):
    """A state as a coloured badge; exports its code."""

    def render(self, value: Any) -> str:
        """Show the badge."""
        return badge(str(value))

    def value(self, **kwargs: Any) -> Any:
        """Export the code."""
        return str(kwargs["value"])


class CodeColumn(tables.Column):
    """A code such as a kind or a source, in words; exports the code."""

    def render(self, value: Any) -> str:
        """Show the words."""
        return words(str(value))

    def value(self, **kwargs: Any) -> Any:
        """Export the code."""
        return str(kwargs["value"])


class LinkColumn(tables.Column):
    """Text that leads to `to(record)`, for those who may go there; exports the text."""

    def __init__(
        self, to: Callable[[Any], str], *, permission: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.to = to
        self.permission = permission

    def render(self, value: Any, record: Any, table: Any) -> str:
        """Show the link, or the text alone where the page would refuse."""
        if self.permission is not None and not may_see(table.request, self.permission):
            return str(value)
        return format_html('<a href="{}">{}</a>', self.to(record), value)

    def value(self, **kwargs: Any) -> Any:
        """Export the text."""
        return kwargs["value"]
