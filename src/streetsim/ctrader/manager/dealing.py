"""Requests that trade: what happens is told by events, which carry the request's id."""

from ..config import Right
from ..engine import trading
from ..errors import not_found
from ..records import Position
from ..render import price
from ..ticket import amendments, ticket_of
from .base import Call, request


@request("NewOrderReq", "ORDER", Right.ORDER_READ, events=True)
def new_order(call: Call) -> None:
    """Send an order."""
    trading.send_order(call.world, ticket_of(call.request, call.request.traderId))


@request("AmendOrderReq", "ORDER", Right.ORDER_READ, events=True)
def amend_order(call: Call) -> None:
    """Change a waiting order."""
    wanted = call.request
    order = trading.order_of(call.world, wanted.traderId, wanted.orderId)
    trading.amend_order(call.world, order, amendments(wanted))


@request("CancelOrderReq", "ORDER", Right.ORDER_READ, events=True)
def cancel_order(call: Call) -> None:
    """Take a waiting order away."""
    wanted = call.request
    trading.cancel_order(call.world, trading.order_of(call.world, wanted.traderId, wanted.orderId))


def _position(call: Call) -> Position:
    found = call.world.position(call.request.positionId)
    if found.trader_id != call.request.traderId:
        raise not_found("position", found.position_id)
    return found


@request("AmendPositionReq", "ORDER", Right.POSITION_READ, events=True)
def amend_position(call: Call) -> None:
    """Set the stops of a position."""
    wanted = call.request
    stops = price(wanted, "stopLoss"), price(wanted, "takeProfit")
    trading.amend_position(call.world, _position(call), *stops)


@request("ClosePositionReq", "CLOSE", Right.POSITION_READ, events=True)
def close_position(call: Call) -> None:
    """Close a position or a part of it."""
    wanted = call.request
    trading.close(call.world, _position(call), wanted.volume, channel=wanted.channel or None)
