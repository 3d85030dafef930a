"""Table columns shared by the room's lists."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import django_tables2 as tables

from brokerdesk.core.ui.templatetags.ui import age, money, status, when
from brokerdesk.core.ui.texts import number_text

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class MoneyColumn(tables.Column):
    """An amount in the row's currency, by its path."""

    def __init__(self, currency: str = "currency", **options: Any) -> None:
        super().__init__(attrs=NUMBER, **options)
        self.currency = currency

    def render(self, value: Decimal, record: Any) -> str:
        return money(value, self._currency_of(record))

    def _currency_of(self, record: Any) -> str:
        return str(tables.A(self.currency).resolve(record) or "") if self.currency else ""

    def value(self, value: Decimal, record: Any) -> str:
        return f"{value:f}"


class LotsColumn(tables.Column):
    """Lots without trailing zeros."""

    def __init__(self, **options: Any) -> None:
        super().__init__(attrs=NUMBER, **options)

    def render(self, value: Decimal) -> str:
        return number_text(value)

    def value(self, value: Decimal) -> str:
        return f"{value:f}"


class StateColumn(tables.Column):
    """A state as a badge."""

    def render(self, value: str) -> str:
        return status(value)

    def value(self, value: str) -> str:
        return value


class AgeColumn(tables.Column):
    """How long ago."""

    def render(self, value: datetime) -> str:
        return age(value)

    def value(self, value: datetime) -> str:
        return value.isoformat()


class WhenColumn(tables.Column):
    """An instant to the minute."""

    def render(self, value: datetime) -> str:
        return when(value)

    def value(self, value: datetime) -> str:
        return value.isoformat()


class PriceColumn(tables.Column):
    """A price without trailing zeros."""

    def __init__(self, **options: Any) -> None:
        super().__init__(attrs=NUMBER, **options)

    def render(self, value: Decimal) -> str:
        return number_text(value) if value else "–"

    def value(self, value: Decimal) -> str:
        return f"{value:f}"
