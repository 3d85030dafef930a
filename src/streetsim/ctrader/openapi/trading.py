"""Requests that trade: what happens is told by events, which carry the request's id."""

from ..engine import trading
from ..errors import Refusal, not_found
from ..records import Position
from ..render import price
from ..ticket import amendments, ticket_of
from .base import Call, request


def _require_scope(call: Call) -> None:
    if not call.scope:
        raise Refusal("NOT_ENOUGH_RIGHTS", "the token is for reading")


@request("NewOrderReq", "ORDER", events=True)
def new_order(call: Call) -> None:
    """Send an order."""
    _require_scope(call)
    trading.send_order(call.world, ticket_of(call.request, call.trader.trader_id))


@request("CancelOrderReq", "ORDER", events=True)
def cancel_order(call: Call) -> None:
    """Take a waiting order away."""
    _require_scope(call)
    order = trading.order_of(call.world, call.trader.trader_id, call.request.orderId)
    trading.cancel_order(call.world, order)


@request("AmendOrderReq", "ORDER", events=True)
def amend_order(call: Call) -> None:
    """Change a waiting order."""
    _require_scope(call)
    order = trading.order_of(call.world, call.trader.trader_id, call.request.orderId)
    trading.amend_order(call.world, order, amendments(call.request))


def _position(call: Call) -> Position:
    _require_scope(call)
    found = call.world.position(call.request.positionId)
    if found.trader_id != call.trader.trader_id:
        raise not_found("position", found.position_id)
    return found


@request("AmendPositionReq", "ORDER", events=True)
def amend_position(call: Call) -> None:
    """Set the stops of a position."""
    stops = price(call.request, "stopLoss"), price(call.request, "takeProfit")
    trading.amend_position(call.world, _position(call), *stops)


@request("ClosePositionReq", "CLOSE", events=True)
def close_position(call: Call) -> None:
    """Close a position or a part of it."""
    trading.close(call.world, _position(call), call.request.volume, channel="OpenAPI")
