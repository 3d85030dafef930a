"""Pending orders, stops, margin call and stop-out: what a tick sets off."""

from collections.abc import Collection
from decimal import Decimal

from streetsim.market import Quote

from ..records import ZERO, Order, OrderState, OrderType, Position, Reason
from ..retcodes import Refusal, Retcode
from ..world import World
from .booking import Fill, Ticket, fill, new_order
from .trading import (
    close_position,
    require_stops,
    require_tradable,
    require_volume,
)
from .valuation import AccountState, account_state, order_margin, quote_of, require_money

_LIMITS = (OrderType.BUY_LIMIT, OrderType.SELL_LIMIT)
_STOP_LIMITS = (OrderType.BUY_STOP_LIMIT, OrderType.SELL_STOP_LIMIT)
_PENDING = frozenset(range(OrderType.BUY_LIMIT, OrderType.SELL_STOP_LIMIT + 1))
_TIME_SPECIFIED = (2, 3)
SO_NONE, SO_CALL, SO_OUT = 0, 1, 2
Expiry = tuple[int, int]


def place_order(
    world: World, ticket: Ticket, kind: OrderType, *, trigger: Decimal, expiry: Expiry
) -> Order:
    """Place a pending order; `expiry` is (TypeTime, server seconds)."""
    user = world.user(ticket.login)
    item = world.instrument(ticket.symbol)
    if kind not in _PENDING:
        raise Refusal(Retcode.INVALID_ORDER_TYPE)
    require_tradable(world, user, ticket.symbol)
    require_volume(item, ticket.volume)
    _require_price(world, kind, ticket, trigger)
    _require_expiry(world, expiry)
    limit = world.group_of(user).limit_orders
    if limit and len(world.orders_of(user.login)) >= limit:
        raise Refusal(Retcode.ORDER_LIMIT)
    with world.store.transaction():
        order = new_order(world, ticket, kind, ticket.price or ZERO)
        order.state = OrderState.PLACED
        order.price_trigger = trigger
        order.type_time, order.expiration = expiry
        world.save_order(order)
    return order


def modify_order(
    world: World, order: Order, ticket: Ticket, *, trigger: Decimal, expiry: Expiry
) -> None:
    """Change the prices, stops and expiry of a pending order; a zero price keeps the old one."""
    changed = Ticket(
        login=order.login,
        symbol=order.symbol,
        buy=OrderType(order.type).is_buy,
        volume=order.volume,
        price=ticket.price or order.price,
        sl=ticket.sl,
        tp=ticket.tp,
    )
    trigger = trigger or order.price_trigger
    _require_price(world, OrderType(order.type), changed, trigger)
    _require_expiry(world, expiry)
    order.price, order.price_trigger = changed.price or ZERO, trigger
    order.price_sl, order.price_tp = ticket.sl, ticket.tp
    order.type_time, order.expiration = expiry
    with world.store.transaction():
        world.save_order(order)


def _require_price(world: World, kind: OrderType, ticket: Ticket, trigger: Decimal) -> None:
    """Refuse a pending price on the wrong side of the market."""
    price = ticket.price or ZERO
    if price <= 0 or (kind in _STOP_LIMITS and trigger <= 0):
        raise Refusal(Retcode.INVALID_PRICE)
    quote = world.market.quotes[ticket.symbol]
    if kind in _STOP_LIMITS:
        away = trigger > quote.ask if kind.is_buy else trigger < quote.bid
    elif kind.is_buy:
        away = price < quote.ask if kind in _LIMITS else price > quote.ask
    else:
        away = price > quote.bid if kind in _LIMITS else price < quote.bid
    if not away:
        raise Refusal(Retcode.INVALID_PRICE)
    require_stops(buy=kind.is_buy, price=price, sl=ticket.sl, tp=ticket.tp)


def _require_expiry(world: World, expiry: Expiry) -> None:
    kind, at = expiry
    if kind not in (0, 1, *_TIME_SPECIFIED):
        raise Refusal(Retcode.INVALID_EXPIRATION)
    if kind in _TIME_SPECIFIED and at <= world.clock.now_s():
        raise Refusal(Retcode.INVALID_EXPIRATION)


def activate(world: World, order: Order, price: Decimal) -> Fill:
    """Fill a pending order at a price; without money it is cancelled instead."""
    user = world.user(order.login)
    try:
        require_tradable(world, user, order.symbol)
        require_money(world, user, order_margin(world, user, order.symbol, order.volume, price))
    except Refusal:
        with world.store.transaction():
            world.close_order(order, OrderState.CANCELED, world.clock.now_ms())
        raise
    with world.store.transaction():
        del world.orders[order.ticket]
        world.store.drop("order", order.ticket)
        return fill(world, order, price)


def on_tick(world: World, changed: Collection[str]) -> None:
    """Let changed prices trigger orders and stops, then check the margin of their holders."""
    now = world.clock.now_ms()
    for order in [item for item in world.orders.values() if item.symbol in changed]:
        if world.market.is_open(order.symbol, now):
            _tick_order(world, order)
    holders = set()
    for position in [item for item in world.positions.values() if item.symbol in changed]:
        if world.market.is_open(position.symbol, now):
            holders.add(position.login)
            _tick_position(world, position)
    for login in holders:
        check_margin(world, login)


def expire_orders(world: World) -> None:
    """Close orders whose time is over."""
    now_s = world.clock.now_s()
    day_start = now_s - now_s % 86_400
    for order in list(world.orders.values()):
        dated = order.type_time in _TIME_SPECIFIED and order.expiration <= now_s
        daily = order.type_time == 1 and order.time_setup // 1000 < day_start
        if dated or daily:
            with world.store.transaction():
                world.close_order(order, OrderState.EXPIRED, world.clock.now_ms())


def _tick_order(world: World, order: Order) -> None:
    kind = OrderType(order.type)
    quote = quote_of(world, order.symbol, world.group_of(world.users[order.login]))
    market = quote.ask if kind.is_buy else quote.bid
    order.price_current = market
    if kind in _STOP_LIMITS:
        if market >= order.price_trigger if kind.is_buy else market <= order.price_trigger:
            order.type = OrderType.BUY_LIMIT if kind.is_buy else OrderType.SELL_LIMIT
            with world.store.transaction():
                world.save_order(order)
        return
    falls = kind.is_buy == (kind in _LIMITS)
    if not (market <= order.price if falls else market >= order.price):
        return
    try:
        # A gap fills at the market, for better (limits) or worse (stops).
        activate(world, order, market)
    except Refusal as refusal:
        order.comment = str(refusal)


def _tick_position(world: World, position: Position) -> None:
    quote = quote_of(world, position.symbol, world.group_of(world.users[position.login]))
    reason = _stop_hit(position, quote)
    if reason is not None:
        level = position.price_sl if reason is Reason.SL else position.price_tp
        name = "sl" if reason is Reason.SL else "tp"
        comment = f"[{name} {level:f}]"
        close_position(world, position.ticket, reason=reason, comment=comment)


def _stop_hit(position: Position, quote: Quote) -> Reason | None:
    price = quote.bid if position.is_buy else quote.ask
    sl, tp = position.price_sl, position.price_tp
    if sl and (price <= sl if position.is_buy else price >= sl):
        return Reason.SL
    if tp and (price >= tp if position.is_buy else price <= tp):
        return Reason.TP
    return None


def check_margin(world: World, login: int) -> None:
    """Raise the margin call, and stop out the worst positions until the level holds."""
    state = account_state(world, login)
    while state.margin and state.level <= state.group.stop_out:
        worst = _worst(world, login)
        if worst is None:
            break
        _note(world, state, SO_OUT)
        comment = f"[so {state.level:.2f}%/{state.equity:.2f}/{state.margin:.2f}]"[:31]
        close_position(world, worst.ticket, reason=Reason.STOP_OUT, comment=comment)
        state = account_state(world, login)
    called = state.margin and state.level <= state.group.margin_call
    wanted = SO_CALL if called else SO_NONE
    if state.user.so_activation != wanted:
        _note(world, state, wanted)


def _worst(world: World, login: int) -> Position | None:
    """Return the position to stop out first, among those whose market is open."""
    now = world.clock.now_ms()
    held = [item for item in world.positions_of(login) if world.market.is_open(item.symbol, now)]
    return min(held, key=lambda item: item.profit + item.storage, default=None)


def _note(world: World, state: AccountState, activation: int) -> None:
    user = state.user
    user.so_activation = activation
    user.so_time = world.clock.now_s() if activation else 0
    user.so_level = state.level if activation else ZERO
    user.so_equity = state.equity if activation else ZERO
    user.so_margin = state.margin if activation else ZERO
    with world.store.transaction():
        world.save_user(user)
