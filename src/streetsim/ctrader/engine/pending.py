"""Waiting orders, stops, stop-out: what a tick sets off."""

from collections.abc import Collection
from decimal import Decimal

from ..errors import Refusal
from ..kinds import PROTECTION, Execution, OrderStatus, OrderType, Side
from ..records import Order, Position, Trader
from ..world import World
from .booking import announce, book_open
from .money import Operation, change_balance
from .trading import cancel_order, close, require_tradable
from .valuation import account_state, floating, margin_of, market_price, require_money


def on_tick(world: World, changed: Collection[int]) -> None:
    """Let changed prices trigger orders and stops, then check the margin of their holders."""
    now = world.clock.now_ms()
    for order in [item for item in world.orders.values() if item.symbol_id in changed]:
        if _is_open(world, order.symbol_id, now):
            _tick_order(world, order)
    holders = set()
    for position in [item for item in world.positions.values() if item.symbol_id in changed]:
        if _is_open(world, position.symbol_id, now):
            holders.add(position.trader_id)
            _tick_position(world, position)
    for trader_id in holders:
        check_margin(world, world.traders[trader_id])


def expire_orders(world: World) -> None:
    """Take away the orders whose time is over."""
    now = world.clock.now_ms()
    for order in [*world.orders.values()]:
        if order.expiration_timestamp and order.expiration_timestamp <= now:
            cancel_order(world, order, status=OrderStatus.EXPIRED)


def _is_open(world: World, symbol_id: int, now: int) -> bool:
    return world.market.is_open(world.symbol(symbol_id).item.name, now)


def _tick_order(world: World, order: Order) -> None:
    limit = order.order_type == OrderType.LIMIT
    price = order.limit_price if limit else order.stop_price
    market = market_price(world, world.symbol(order.symbol_id), order.side)
    falls = (order.side is Side.BUY) == limit
    if price is None or not (market <= price if falls else market >= price):
        return
    trader = world.traders[order.trader_id]
    symbol = world.symbol(order.symbol_id)
    try:
        require_tradable(world, trader, order.symbol_id)
        require_money(world, trader, margin_of(world, trader, symbol, order.volume, market)[0])
    except Refusal:
        with world.change():
            order.order_status = OrderStatus.REJECTED
            order.utc_last_update_timestamp = world.clock.now_ms()
            world.finish_order(order)
            announce(world, order, Execution.REJECTED)
        return
    with world.change():
        # A gap fills at the market, for better (limits) or worse (stops).
        book_open(world, order, market)


def _tick_position(world: World, position: Position) -> None:
    price = market_price(world, world.symbol(position.symbol_id), position.side.other)
    if not _stop_hit(position, price):
        return
    try:
        close(world, position, kind=OrderType.STOP_LOSS_TAKE_PROFIT)
    except Refusal:
        # An account that may not trade keeps its position until it may.
        return


def _stop_hit(position: Position, price: Decimal) -> bool:
    buy, stop, goal = position.side is Side.BUY, position.stop_loss, position.take_profit
    lost = stop is not None and (price <= stop if buy else price >= stop)
    won = goal is not None and (price >= goal if buy else price <= goal)
    return lost or won


def check_margin(world: World, trader: Trader) -> None:
    """Stop out the worst positions until the level holds; then forgive a debt where promised."""
    group = world.groups[trader.group_id]
    state, out = account_state(world, trader), False
    while state.margin and state.level <= group.margin_stopout:
        worst = _worst(world, trader)
        if worst is None:
            break
        close(world, worst, stop_out=True)
        state, out = account_state(world, trader), True
    covered = group.negative_balance_protection and trader.balance < 0
    if out and covered and not world.positions_of(trader.trader_id):
        operation = Operation(-trader.balance, PROTECTION, "negative balance protection")
        change_balance(world, trader.trader_id, operation)


def _worst(world: World, trader: Trader) -> Position | None:
    """Return the position to stop out first, among those whose market is open."""
    now = world.clock.now_ms()
    held = world.positions_of(trader.trader_id)
    return min(
        (item for item in held if _is_open(world, item.symbol_id, now)),
        key=lambda item: floating(world, item) + item.swap,
        default=None,
    )
