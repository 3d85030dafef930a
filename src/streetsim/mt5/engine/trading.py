"""Dealing: open, close, close by, each with its order and deal."""

from dataclasses import dataclass
from decimal import Decimal

from streetsim.market import Instrument

from ..records import (
    EXT,
    ZERO,
    Deal,
    Entry,
    Order,
    OrderState,
    OrderType,
    Position,
    Reason,
    User,
    lots,
    money,
)
from ..retcodes import Refusal, Retcode
from ..world import World
from .valuation import (
    margin_rate,
    mark,
    order_margin,
    profit_rate,
    quote_of,
    raw_profit,
    require_money,
)

RIGHT_ENABLED = 0x1
RIGHT_TRADE_DISABLED = 0x4


@dataclass(frozen=True, slots=True)
class Ticket:
    """What to deal. `volume` in 1/100,000,000 lot; price None takes the market's."""

    login: int
    symbol: str
    buy: bool
    volume: int
    price: Decimal | None = None
    sl: Decimal = ZERO
    tp: Decimal = ZERO
    comment: str = ""
    reason: int = Reason.DEALER
    dealer: int = 0
    expert: int = 0
    type_fill: int = 0


@dataclass(frozen=True, slots=True)
class Fill:
    """What was done: the order, the deal, the position and the price."""

    order: int
    deal: int
    position: int
    price: Decimal
    volume: int


def require_tradable(world: World, user: User, symbol: str, *, closing: bool = False) -> None:
    """Refuse when the account or the symbol cannot trade now."""
    blocked = user.rights & RIGHT_TRADE_DISABLED or not user.rights & RIGHT_ENABLED
    if blocked and not closing:
        raise Refusal(Retcode.TRADE_DISABLED)
    if not world.market.is_open(symbol, world.clock.now_ms()):
        raise Refusal(Retcode.MARKET_CLOSED)


def require_volume(item: Instrument, volume: int) -> None:
    """Refuse a volume outside the symbol's limits or off its step."""
    size = lots(volume)
    step = int(item.volume_step * EXT)
    if not item.volume_min <= size <= item.volume_max or volume % step:
        raise Refusal(Retcode.INVALID_VOLUME)


def require_stops(*, buy: bool, price: Decimal, sl: Decimal, tp: Decimal) -> None:
    """Refuse stops on the wrong side of a price; zero means none."""
    if sl < 0 or tp < 0:
        raise Refusal(Retcode.INVALID_STOPS)
    wrong_sl = sl and (sl >= price if buy else sl <= price)
    wrong_tp = tp and (tp <= price if buy else tp >= price)
    if wrong_sl or wrong_tp:
        raise Refusal(Retcode.INVALID_STOPS)


def _price(given: Decimal | None, market: Decimal) -> Decimal:
    """Return the given price, or the market's. Raises: Refusal with INVALID_PRICE."""
    if given is not None and given <= 0:
        raise Refusal(Retcode.INVALID_PRICE)
    return given or market


def open_position(world: World, ticket: Ticket) -> Fill:
    """Open a position at the market (or at the given price)."""
    user = world.user(ticket.login)
    item = world.instrument(ticket.symbol)
    require_tradable(world, user, ticket.symbol)
    require_volume(item, ticket.volume)
    quote = quote_of(world, ticket.symbol, world.group_of(user))
    price = _price(ticket.price, quote.ask if ticket.buy else quote.bid)
    require_stops(buy=ticket.buy, price=price, sl=ticket.sl, tp=ticket.tp)
    need = order_margin(world, user, ticket.symbol, ticket.volume, price)
    require_money(world, user, need + _commission(world, user, ticket.volume))
    with world.store.transaction():
        order = new_order(world, ticket, OrderType.BUY if ticket.buy else OrderType.SELL, price)
        return fill_open(world, order, price)


def new_order(world: World, ticket: Ticket, kind: OrderType, price: Decimal) -> Order:
    """Make an order record for a ticket; nothing is stored yet."""
    item = world.instrument(ticket.symbol)
    group = world.group_of(world.user(ticket.login))
    return Order(
        ticket=world.next_order(),
        login=ticket.login,
        symbol=ticket.symbol,
        digits=item.digits,
        digits_currency=group.digits,
        contract_size=item.contract_size,
        volume=ticket.volume,
        volume_initial=ticket.volume,
        price_sl=ticket.sl,
        price_tp=ticket.tp,
        comment=ticket.comment[:31],
        reason=ticket.reason,
        dealer=ticket.dealer,
        expert=ticket.expert,
        type=kind,
        type_fill=ticket.type_fill,
        price=price,
        price_current=price,
        time_setup=world.clock.now_ms(),
    )


def fill_open(world: World, order: Order, price: Decimal) -> Fill:
    """Turn an order into a position with its IN deal. Runs in the caller's transaction."""
    user = world.user(order.login)
    group, item = world.group_of(user), world.instrument(order.symbol)
    now, buy = world.clock.now_ms(), OrderType(order.type).is_buy
    position = Position(
        ticket=order.ticket,
        login=order.login,
        symbol=order.symbol,
        digits=order.digits,
        digits_currency=order.digits_currency,
        contract_size=order.contract_size,
        volume=order.volume,
        price_sl=order.price_sl,
        price_tp=order.price_tp,
        comment=order.comment,
        reason=order.reason,
        dealer=order.dealer,
        expert=order.expert,
        action=0 if buy else 1,
        price_open=price,
        price_current=price,
        rate_margin=margin_rate(world, item, group.currency, price),
        time_create=now,
        time_update=now,
    )
    volume, order.volume, order.position_id = order.volume, 0, order.ticket
    world.close_order(order, OrderState.FILLED, now)
    deal = _deal(world, position, order, price=price, action=position.action)
    deal.entry, deal.volume = Entry.IN, volume
    deal.commission = -_commission(world, user, volume)
    deal.rate_profit = profit_rate(world, item, group.currency, price)
    world.book(deal)
    mark(world, position)
    world.save_position(position)
    return Fill(order.ticket, deal.ticket, position.ticket, price, volume)


def _deal(world: World, position: Position, order: Order, *, price: Decimal, action: int) -> Deal:
    item = world.instrument(position.symbol)
    return Deal(
        ticket=world.next_deal(),
        login=position.login,
        action=action,
        time_ms=world.clock.now_ms(),
        digits_currency=position.digits_currency,
        comment=order.comment,
        order=order.ticket,
        reason=order.reason,
        dealer=order.dealer,
        expert=order.expert,
        symbol=position.symbol,
        digits=position.digits,
        contract_size=position.contract_size,
        price=price,
        price_sl=position.price_sl,
        price_tp=position.price_tp,
        rate_margin=position.rate_margin,
        tick_value=item.tick_value,
        tick_size=item.point,
        position_id=position.ticket,
    )


def _commission(world: World, user: User, volume: int) -> Decimal:
    group = world.group_of(user)
    if not group.commission:
        return ZERO
    rate = world.market.rate("USD", group.currency)
    return money(group.commission * lots(volume) * rate, group.digits)


def close_position(
    world: World,
    ticket: int,
    *,
    volume: int = 0,
    price: Decimal | None = None,
    reason: int = Reason.DEALER,
    comment: str = "",
    dealer: int = 0,
) -> Fill:
    """Close a position, or `volume` of it, at the market (or at the given price)."""
    position = world.positions.get(ticket)
    if position is None:
        raise Refusal(Retcode.POSITION_CLOSED)
    user = world.user(position.login)
    forced = reason == Reason.STOP_OUT
    require_tradable(world, user, position.symbol, closing=True)
    volume = volume or position.volume
    if not 0 < volume <= position.volume:
        raise Refusal(Retcode.CLOSE_VOLUME)
    quote = quote_of(world, position.symbol, world.group_of(user))
    price = _price(price, quote.bid if position.is_buy else quote.ask)
    order_ticket = Ticket(
        login=position.login,
        symbol=position.symbol,
        buy=not position.is_buy,
        volume=volume,
        comment=comment or ("so" if forced else position.comment),
        reason=reason,
        dealer=dealer,
        expert=position.expert,
    )
    kind = OrderType.SELL if position.is_buy else OrderType.BUY
    with world.store.transaction():
        order = new_order(world, order_ticket, kind, price)
        order.position_id, order.volume = position.ticket, 0
        world.close_order(order, OrderState.FILLED, world.clock.now_ms())
        return _book_close(world, position, order, price, Entry.OUT)


def _book_close(
    world: World, position: Position, order: Order, price: Decimal, entry: Entry
) -> Fill:
    """Book the closing deal of an order's initial volume and shrink or remove the position."""
    volume = order.volume_initial
    user = world.user(position.login)
    item, group = world.instrument(position.symbol), world.group_of(user)
    deal = _deal(world, position, order, price=price, action=1 - position.action)
    raw = raw_profit(item, buy=position.is_buy, ext=volume, opened=position.price_open, now=price)
    deal.entry, deal.volume, deal.volume_closed = entry, volume, volume
    deal.price_position = position.price_open
    deal.rate_profit = profit_rate(world, item, group.currency, price)
    deal.profit_raw = raw
    deal.profit = money(raw * deal.rate_profit, group.digits)
    share = position.storage * volume / position.volume
    deal.storage = money(share, group.digits)
    deal.commission = -_commission(world, user, volume)
    world.book(deal)
    position.volume -= volume
    position.storage -= deal.storage
    position.time_update = deal.time_ms
    if position.volume:
        mark(world, position)
        world.save_position(position)
    else:
        world.drop_position(position)
    return Fill(order.ticket, deal.ticket, position.ticket, price, volume)


def close_by(world: World, ticket: int, by: int, *, dealer: int = 0) -> Fill:
    """Close two opposite positions of one symbol against each other."""
    first, second = world.positions.get(ticket), world.positions.get(by)
    if first is None or second is None:
        raise Refusal(Retcode.POSITION_CLOSED)
    same = (first.login, first.symbol) == (second.login, second.symbol)
    if not same or first.action == second.action:
        raise Refusal(Retcode.INVALID_REQUEST)
    require_tradable(world, world.user(first.login), first.symbol, closing=True)
    request = Ticket(
        login=first.login,
        symbol=first.symbol,
        buy=second.is_buy,
        volume=min(first.volume, second.volume),
        comment=f"close #{ticket} by #{by}",
        dealer=dealer,
    )
    price = second.price_open
    with world.store.transaction():
        order = new_order(world, request, OrderType.CLOSE_BY, price)
        order.position_id, order.position_by, order.volume = ticket, by, 0
        world.close_order(order, OrderState.FILLED, world.clock.now_ms())
        fill = _book_close(world, first, order, price, Entry.OUT_BY)
        _book_close(world, second, order, price, Entry.OUT_BY)
    return fill
