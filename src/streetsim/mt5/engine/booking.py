"""Booking what is dealt: orders, positions and the deals of their opening and closing."""

from dataclasses import dataclass
from decimal import Decimal

from streetsim.market.pricing import margin_rate, profit_rate, raw_profit

from ..groups import MARGIN_HEDGING
from ..records import (
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
from ..world import World
from .valuation import mark

# An average open price keeps more digits than the symbol has.
_AVERAGE_DIGITS = 3


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


def fill(world: World, order: Order, price: Decimal) -> Fill:
    """Fill an order at a price; runs in the caller's transaction.

    With hedging each fill is a position of its own; with netting a symbol has one position, which
    grows, shrinks or turns over.
    """
    held = None
    if world.group_of(world.user(order.login)).margin_mode != MARGIN_HEDGING:
        held = world.position_in(order.login, order.symbol)
    if held is None:
        return _fill_new(world, order, price)
    close_now(world, order, held.ticket)
    if held.is_buy == OrderType(order.type).is_buy:
        return _grow(world, held, order, price)
    if order.volume_initial <= held.volume:
        return book_close(world, held, order, price, Entry.OUT)
    return _turn_over(world, held, order, price)


def close_now(world: World, order: Order, position_id: int) -> None:
    """Move an order into history as filled by a position."""
    order.volume, order.position_id = 0, position_id
    world.close_order(order, OrderState.FILLED, world.clock.now_ms())


def _fill_new(world: World, order: Order, price: Decimal) -> Fill:
    position = _position(world, order, price)
    volume = position.volume
    close_now(world, order, order.ticket)
    deal = _opening(world, position, order, price, volume)
    world.book(deal)
    mark(world, position)
    world.save_position(position)
    return Fill(order.ticket, deal.ticket, position.ticket, price, volume)


def _position(world: World, order: Order, price: Decimal) -> Position:
    """Make the position of an order; nothing is stored yet."""
    group, item = world.group_of(world.user(order.login)), world.instrument(order.symbol)
    now = world.clock.now_ms()
    return Position(
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
        action=0 if OrderType(order.type).is_buy else 1,
        price_open=price,
        price_current=price,
        rate_margin=margin_rate(world.market, item, group.currency, price),
        time_create=now,
        time_update=now,
    )


def _opening(world: World, position: Position, order: Order, price: Decimal, volume: int) -> Deal:
    user, item = world.user(position.login), world.instrument(position.symbol)
    deal = _deal(world, position, order, price=price, action=position.action)
    deal.entry, deal.volume = Entry.IN, volume
    deal.commission = -commission(world, user, volume)
    deal.rate_profit = profit_rate(world.market, item, world.group_of(user).currency, price)
    return deal


def _grow(world: World, held: Position, order: Order, price: Decimal) -> Fill:
    """Add to a netting position: its open price becomes the average by volume."""
    added, item = order.volume_initial, world.instrument(held.symbol)
    deal = _opening(world, held, order, price, added)
    world.book(deal)
    total = held.volume + added
    rate = margin_rate(world.market, item, world.group_of(world.user(held.login)).currency, price)
    held.rate_margin = (held.rate_margin * held.volume + rate * added) / total
    held.price_open = money(
        (held.price_open * held.volume + price * added) / total, held.digits + _AVERAGE_DIGITS
    )
    held.volume, held.time_update = total, deal.time_ms
    held.price_sl = order.price_sl or held.price_sl
    held.price_tp = order.price_tp or held.price_tp
    mark(world, held)
    world.save_position(held)
    return Fill(order.ticket, deal.ticket, held.ticket, price, added)


def _turn_over(world: World, held: Position, order: Order, price: Decimal) -> Fill:
    """Close a netting position and open the rest the other way, in one INOUT deal."""
    total, old = order.volume_initial, held.volume
    user, item = world.user(held.login), world.instrument(held.symbol)
    deal = _closing(world, held, order, price, old)
    deal.entry, deal.volume = Entry.INOUT, total
    deal.commission = -commission(world, user, total)
    world.book(deal)
    held.action, held.volume, held.storage = 1 - held.action, total - old, ZERO
    held.price_open, held.time_update = price, deal.time_ms
    held.price_sl, held.price_tp = order.price_sl, order.price_tp
    held.rate_margin = margin_rate(world.market, item, world.group_of(user).currency, price)
    mark(world, held)
    world.save_position(held)
    return Fill(order.ticket, deal.ticket, held.ticket, price, total)


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


def commission(world: World, user: User, volume: int) -> Decimal:
    """Return what one side of a trade costs, in the account's currency, unsigned."""
    group = world.group_of(user)
    if not group.commission:
        return ZERO
    rate = world.market.rate("USD", group.currency)
    return money(group.commission * lots(volume) * rate, group.digits)


def book_close(
    world: World, position: Position, order: Order, price: Decimal, entry: Entry
) -> Fill:
    """Book the closing deal of an order's initial volume and shrink or remove the position."""
    volume = order.volume_initial
    deal = _closing(world, position, order, price, volume)
    deal.entry = entry
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


def _closing(world: World, position: Position, order: Order, price: Decimal, volume: int) -> Deal:
    """Make the deal that closes a volume of a position, with its share of the swaps."""
    user = world.user(position.login)
    item, group = world.instrument(position.symbol), world.group_of(user)
    deal = _deal(world, position, order, price=price, action=1 - position.action)
    raw = raw_profit(
        item, buy=position.is_buy, lots=lots(volume), opened=position.price_open, now=price
    )
    deal.volume, deal.volume_closed = volume, volume
    deal.price_position = position.price_open
    deal.rate_profit = profit_rate(world.market, item, group.currency, price)
    deal.profit_raw = raw
    deal.profit = money(raw * deal.rate_profit, group.digits)
    deal.storage = money(position.storage * volume / position.volume, group.digits)
    deal.commission = -commission(world, user, volume)
    return deal
