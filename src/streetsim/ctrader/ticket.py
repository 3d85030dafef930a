"""Orders as the binary interfaces ask for them."""

from decimal import Decimal
from typing import Any

from .engine.booking import Ticket
from .errors import Refusal
from .kinds import OrderType, Side
from .render import price


def ticket_of(wanted: Any, trader_id: int) -> Ticket:
    """Read a new order. Raises: Refusal."""
    try:
        kind, side = OrderType(wanted.orderType), Side(wanted.tradeSide)
    except ValueError as error:
        raise Refusal("INVALID_REQUEST", str(error)) from None
    named = wanted.DESCRIPTOR.fields_by_name
    return Ticket(
        trader_id=trader_id,
        symbol_id=wanted.symbolId,
        side=side,
        volume=wanted.volume,
        kind=kind,
        limit_price=price(wanted, "limitPrice"),
        stop_price=price(wanted, "stopPrice"),
        stop_loss=price(wanted, "stopLoss"),
        take_profit=price(wanted, "takeProfit"),
        comment=wanted.comment or None,
        label=wanted.label or None,
        channel=(wanted.channel or None) if "channel" in named else "OpenAPI",
        time_in_force=wanted.timeInForce or 2,
        expires_at=wanted.expirationTimestamp or None,
        client_order_id=wanted.clientOrderId or None,
    )


def amendments(wanted: Any) -> dict[str, Decimal | int]:
    """Read the changes of a waiting order."""
    names = {"limitPrice": "limit_price", "stopPrice": "stop_price"}
    names |= {"stopLoss": "stop_loss", "takeProfit": "take_profit"}
    found: dict[str, Decimal | int] = {}
    for wire, name in names.items():
        value = price(wanted, wire)
        if value is not None:
            found[name] = value
    if wanted.volume:
        found["volume"] = wanted.volume
    if wanted.expirationTimestamp:
        found["expiration_timestamp"] = wanted.expirationTimestamp
    return found
