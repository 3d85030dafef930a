"""What is held and waits now, with what says how old it is."""

from typing import TypeVar

from django.db.models import QuerySet

from ..models import Order, Position

Row = TypeVar("Row", Position, Order)


def aged(rows: QuerySet[Row]) -> QuerySet[Row]:
    """With what `as_of` needs, and without the servers' secrets."""
    return rows.select_related("account", "server__gateway_report").defer("server__config")


def positions_of(account_pk: int) -> QuerySet[Position]:
    """An account's open positions, the newest first."""
    return aged(Position.objects.filter(account_id=account_pk)).order_by("-opened_at")


def orders_of(account_pk: int) -> QuerySet[Order]:
    """An account's waiting orders, the newest first."""
    return aged(Order.objects.filter(account_id=account_pk)).order_by("-placed_at")
