"""Reads that several doors share."""

from .errors import not_found
from .records import Deal, Order
from .store import Wanted
from .world import World

_EVER = 1 << 62


def deals_of_position(world: World, position_id: int) -> list[Deal]:
    """Return the deals of a position, newest first."""
    rows, _ = world.store.newest("deal", Wanted(0, _EVER, 1000, position=position_id))
    return [Deal.unpack(row) for row in rows]


def order_with_deals(world: World, order_id: int) -> tuple[Order, list[Deal]]:
    """Read an order, waiting or done, with its deals. Raises: Refusal."""
    found = world.orders.get(order_id)
    if found is None:
        text = world.store.one("order", order_id)
        if text is None:
            raise not_found("order", order_id)
        found = Order.unpack(text)
    if not found.position_id:
        return found, []
    deals = deals_of_position(world, found.position_id)
    return found, [item for item in deals if item.order_id == order_id]
