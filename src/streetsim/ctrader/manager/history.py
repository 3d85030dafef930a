"""Requests that read positions, orders and deals."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from ..config import Right
from ..lookup import order_with_deals
from ..records import Deal, Order, Position
from .base import Call, made, one_trader, request, window

Opened = TypeVar("Opened", Position, Order)


def _opened(call: Call, items: Sequence[Opened]) -> tuple[list[Opened], bool]:
    """Return what was opened in the window, newest first."""
    wanted, owners = window(call), one_trader(call)
    found = [
        item
        for item in items
        if wanted.from_ms <= item.open_timestamp <= wanted.to_ms
        and (owners is None or item.trader_id in owners)
    ]
    found.sort(key=lambda item: (item.open_timestamp, item.position_id), reverse=True)
    return found[: wanted.limit], len(found) > wanted.limit


@request("PositionListReq", "POSITIONS", Right.POSITION_READ)
def positions(call: Call) -> Any:
    """List open positions by opening time."""
    found, more = _opened(call, [*call.world.positions.values()])
    trader_id = call.request.traderId or None
    return made("PositionListRes", traderId=trader_id, position=found, hasMore=more)


@request("PendingOrderListReq", "ORDERS", Right.ORDER_READ)
def orders(call: Call) -> Any:
    """List waiting orders by placing time."""
    found, more = _opened(call, [*call.world.orders.values()])
    trader_id = call.request.traderId or None
    return made("PendingOrderListRes", traderId=trader_id, order=found, hasMore=more)


@request("ClosedPositionListReq", "CLOSED", Right.HISTORY_READ)
def closed(call: Call) -> Any:
    """List closed positions by closing time, newest first."""
    rows, more = call.world.store.newest("closed", window(call, traders=one_trader(call)))
    found = [Position.unpack(row) for row in rows]
    return made("ClosedPositionListRes", position=found, hasMore=more)


@request("DealListReq", "DEALS", Right.HISTORY_READ)
def deals(call: Call) -> Any:
    """List deals, newest first."""
    wanted = call.request
    traders = [*wanted.traderId] or None
    if wanted.groupId:
        groups = set(wanted.groupId)
        members = [t.trader_id for t in call.world.traders.values() if t.group_id in groups]
        traders = [n for n in members if traders is None or n in traders]
    rows = replace(
        window(call, limit=wanted.maxRows, traders=traders), closing=wanted.closingDealsOnly
    )
    texts, more = call.world.store.newest("deal", rows)
    return made("DealListRes", deal=[Deal.unpack(text) for text in texts], hasMore=more)


@request("DealsByPositionReq", "DEALS", Right.HISTORY_READ)
def by_position(call: Call) -> Any:
    """List the deals of a position, newest first."""
    rows = replace(window(call), position=call.request.positionId)
    texts, more = call.world.store.newest("deal", rows)
    return made("DealsByPositionRes", deal=[Deal.unpack(text) for text in texts], hasMore=more)


@request("GetDealReq", "DEALS", Right.HISTORY_READ)
def deal(call: Call) -> Any:
    """Read a deal."""
    return made("GetDealRes", deal=call.world.deal(call.request.dealId))


@request("OrderDetailsReq", "ORDERS", Right.ORDER_READ)
def order_details(call: Call) -> Any:
    """Read an order, waiting or done, with its deals."""
    found, deals = order_with_deals(call.world, call.request.orderId)
    return made("OrderDetailsRes", order=found, deal=deals)
