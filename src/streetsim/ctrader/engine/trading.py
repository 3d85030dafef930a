"""Dealing: open, close, place, amend, cancel."""

from decimal import Decimal

from ..errors import Refusal, not_found
from ..events import Executed
from ..kinds import AccessRights, Execution, OrderStatus, OrderType, Side
from ..records import Order, Position, Trader
from ..world import World
from .booking import Ticket, announce, book_close, book_open, new_order
from .valuation import commission, margin_of, market_price, require_money

WAITING = (OrderType.LIMIT, OrderType.STOP, OrderType.STOP_LIMIT)
_AT_ONCE = (OrderType.MARKET, OrderType.MARKET_RANGE)


def require_tradable(
    world: World, trader: Trader, symbol_id: int, *, closing: bool = False
) -> None:
    """Refuse when the account or the symbol cannot trade now."""
    rights = AccessRights(trader.access_rights)
    if rights >= AccessRights.NO_TRADING or (rights is AccessRights.CLOSE_ONLY and not closing):
        raise Refusal("TRADING_DISABLED")
    if not world.market.is_open(world.symbol(symbol_id).item.name, world.clock.now_ms()):
        raise Refusal("MARKET_CLOSED")


def _require_volume(world: World, ticket: Ticket) -> None:
    symbol = world.symbol(ticket.symbol_id)
    item = symbol.item
    low, high, step = map(symbol.volume, (item.volume_min, item.volume_max, item.volume_step))
    if not low <= ticket.volume <= high or ticket.volume % step:
        raise Refusal("TRADING_BAD_VOLUME")


def require_stops(
    side: Side, price: Decimal, stop_loss: Decimal | None, take_profit: Decimal | None
) -> None:
    """Refuse stops on the wrong side of a price."""
    buy = side is Side.BUY
    wrong_stop = stop_loss is not None and (stop_loss >= price if buy else stop_loss <= price)
    wrong_goal = take_profit is not None and (take_profit <= price if buy else take_profit >= price)
    if wrong_stop or wrong_goal:
        raise Refusal("TRADING_BAD_STOPS")


def send_order(world: World, ticket: Ticket) -> Order:
    """Fill a market order, or place a waiting one; returns the order."""
    trader = world.trader(ticket.trader_id)
    if ticket.kind not in (*_AT_ONCE, *WAITING):
        raise Refusal("INVALID_REQUEST", "such an order cannot be sent")
    require_tradable(world, trader, ticket.symbol_id)
    _require_volume(world, ticket)
    if ticket.kind in WAITING:
        return _place(world, trader, ticket)
    symbol = world.symbol(ticket.symbol_id)
    price = market_price(world, symbol, ticket.side)
    require_stops(ticket.side, price, ticket.stop_loss, ticket.take_profit)
    need, _ = margin_of(world, trader, symbol, ticket.volume, price)
    require_money(world, trader, need - 2 * commission(world, trader, symbol, ticket.volume))
    with world.change():
        order = new_order(world, trader, ticket)
        announce(world, order, Execution.ACCEPTED)
        book_open(world, order, price)
    return order


def _place(world: World, trader: Trader, ticket: Ticket) -> Order:
    price = ticket.limit_price if ticket.kind is OrderType.LIMIT else ticket.stop_price
    _require_price(world, ticket.symbol_id, ticket.side, ticket.kind, price)
    require_stops(ticket.side, price or Decimal(0), ticket.stop_loss, ticket.take_profit)
    _require_expiry(world, ticket.expires_at)
    with world.change():
        order = new_order(world, trader, ticket)
        world.save_order(order)
        announce(world, order, Execution.ACCEPTED)
    return order


def _require_price(
    world: World, symbol_id: int, side: Side, kind: OrderType, price: Decimal | None
) -> None:
    """Refuse a waiting order on the wrong side of the market."""
    if price is None or price <= 0:
        raise Refusal("TRADING_BAD_PRICES")
    market = market_price(world, world.symbol(symbol_id), side)
    below = (side is Side.BUY) == (kind is OrderType.LIMIT)
    if not (price < market if below else price > market):
        raise Refusal("TRADING_BAD_PRICES")


def _require_expiry(world: World, expires_at: int | None) -> None:
    if expires_at and expires_at <= world.clock.now_ms():
        raise Refusal("WRONG_TIME_SEQUENCE")


def order_of(world: World, trader_id: int, order_id: int) -> Order:
    """Return a waiting order of an account. Raises: Refusal."""
    order = world.orders.get(order_id)
    if order is None or order.trader_id != trader_id:
        raise not_found("order", order_id)
    return order


def amend_order(world: World, order: Order, changes: dict[str, Decimal | int]) -> None:
    """Change the volume, prices, stops and expiry of a waiting order."""
    side, kind = order.side, OrderType(order.order_type)
    wanted = {name: changes.get(name, getattr(order, name)) for name in _AMENDABLE}
    price = wanted["limit_price"] if kind is OrderType.LIMIT else wanted["stop_price"]
    _require_price(world, order.symbol_id, side, kind, price)
    require_stops(side, price, wanted["stop_loss"], wanted["take_profit"])
    _require_expiry(world, wanted["expiration_timestamp"])
    volume = int(wanted["volume"])
    _require_volume(world, Ticket(order.trader_id, order.symbol_id, side, volume))
    with world.change():
        for name, value in wanted.items():
            setattr(order, name, value)
        order.utc_last_update_timestamp = world.clock.now_ms()
        world.save_order(order)
        announce(world, order, Execution.REPLACED)


_AMENDABLE = (
    *("volume", "limit_price", "stop_price", "stop_loss", "take_profit"),
    "expiration_timestamp",
)


def cancel_order(
    world: World, order: Order, *, status: OrderStatus = OrderStatus.CANCELLED
) -> None:
    """Take a waiting order away, cancelled or expired."""
    with world.change():
        order.order_status = status
        order.utc_last_update_timestamp = world.clock.now_ms()
        world.finish_order(order)
        expired = status is OrderStatus.EXPIRED
        announce(world, order, Execution.EXPIRED if expired else Execution.CANCELLED)


def amend_position(
    world: World, position: Position, stop_loss: Decimal | None, take_profit: Decimal | None
) -> None:
    """Set the stops of a position; None takes one away."""
    price = market_price(world, world.symbol(position.symbol_id), position.side.other)
    require_stops(position.side, price, stop_loss, take_profit)
    with world.change():
        position.stop_loss, position.take_profit = stop_loss, take_profit
        position.utc_last_update_timestamp = world.clock.now_ms()
        world.save_position(position)
        kind, event = Execution.REPLACED, world.next("event")
        world.emit(Executed(position.trader_id, kind, event, position=position))


def close(
    world: World,
    position: Position,
    volume: int = 0,
    *,
    stop_out: bool = False,
    kind: OrderType = OrderType.MARKET,
    channel: str | None = None,
) -> Order:
    """Close a position, or a volume of it, at the market; returns the order."""
    trader = world.trader(position.trader_id)
    if not stop_out:
        require_tradable(world, trader, position.symbol_id, closing=True)
    volume = volume or position.volume
    if not 0 < volume <= position.volume:
        raise Refusal("TRADING_BAD_VOLUME")
    price = market_price(world, world.symbol(position.symbol_id), position.side.other)
    with world.change():
        ticket = Ticket(
            trader_id=trader.trader_id,
            symbol_id=position.symbol_id,
            side=position.side.other,
            volume=volume,
            kind=kind,
            comment=position.comment,
            label=position.label,
            channel=channel,
        )
        order = new_order(world, trader, ticket)
        order.closing_order, order.is_stop_out = True, stop_out
        order.position_id = position.position_id
        announce(world, order, Execution.ACCEPTED, position)
        book_close(world, order, position, price)
    return order
