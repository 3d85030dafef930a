"""Table columns shared by the room's lists."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables

from brokerdesk.core.ui.texts import number_text

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class LotsColumn(tables.Column):
    """Lots without trailing zeros."""

    def __init__(self, **options: Any) -> None:
        super().__init__(attrs=NUMBER, **options)

    def render(self, value: Decimal) -> str:
        return number_text(value) if value else "–"

    def value(self, value: Decimal) -> str:
        return f"{value:f}"


class PriceColumn(tables.Column):
    """A price without trailing zeros."""

    def __init__(self, **options: Any) -> None:
        super().__init__(attrs=NUMBER, **options)

    def render(self, value: Decimal) -> str:
        return number_text(value) if value else "–"

    def value(self, value: Decimal) -> str:
        return f"{value:f}"
