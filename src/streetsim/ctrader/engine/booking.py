"""Booking what is dealt: orders, positions and the deals of their opening and closing."""

from dataclasses import dataclass
from decimal import Decimal

from streetsim.market.pricing import profit_rate

from ..catalogue import Symbol
from ..events import Executed, MarginChanged
from ..kinds import Execution, OrderStatus, OrderType, PositionStatus, Side
from ..records import CloseDetail, Deal, Order, Position, Trader
from ..world import World
from .money import move
from .valuation import account_state, commission, gross_profit, margin_of


@dataclass(frozen=True, slots=True)
class Ticket:
    """What to deal. Prices None: the market's, or none."""

    trader_id: int
    symbol_id: int
    side: Side
    volume: int
    kind: OrderType = OrderType.MARKET
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None
    comment: str | None = None
    label: str | None = None
    channel: str | None = None
    time_in_force: int = 2
    expires_at: int | None = None
    client_order_id: str | None = None


def new_order(world: World, trader: Trader, ticket: Ticket) -> Order:
    """Make the record of an order; nothing is stored yet."""
    now = world.clock.now_ms()
    return Order(
        trader_id=trader.trader_id,
        symbol_id=ticket.symbol_id,
        volume=ticket.volume,
        trade_side=ticket.side,
        lot_size=world.symbol(ticket.symbol_id).lot_size,
        money_digits=trader.money_digits,
        open_timestamp=now,
        utc_last_update_timestamp=now,
        label=ticket.label,
        comment=ticket.comment,
        channel=ticket.channel,
        stop_loss=ticket.stop_loss,
        take_profit=ticket.take_profit,
        order_id=world.next("order"),
        order_type=ticket.kind,
        login=trader.login,
        time_in_force=ticket.time_in_force,
        expiration_timestamp=ticket.expires_at,
        limit_price=ticket.limit_price,
        stop_price=ticket.stop_price,
        client_order_id=ticket.client_order_id,
    )


def announce(world: World, order: Order, kind: Execution, position: Position | None = None) -> None:
    """Tell what happened to an order."""
    event = world.next("event")
    world.emit(
        Executed(
            order.trader_id,
            kind,
            event,
            position=position,
            order=order,
            is_server_event=order.is_stop_out,
        )
    )


def book_open(world: World, order: Order, price: Decimal) -> Position:
    """Fill an order by a new position; runs in the caller's change."""
    trader, symbol = world.trader(order.trader_id), world.symbol(order.symbol_id)
    now = world.clock.now_ms()
    margin, rate = margin_of(world, trader, symbol, order.volume, price)
    position = Position(
        trader_id=order.trader_id,
        symbol_id=order.symbol_id,
        volume=order.volume,
        trade_side=order.trade_side,
        lot_size=order.lot_size,
        money_digits=order.money_digits,
        open_timestamp=now,
        utc_last_update_timestamp=now,
        label=order.label,
        comment=order.comment,
        channel=order.channel,
        stop_loss=order.stop_loss,
        take_profit=order.take_profit,
        commission=commission(world, trader, symbol, order.volume),
        position_id=world.next("position"),
        price=price,
        margin_rate=rate,
        used_margin=margin,
    )
    _filled(order, position, price, now)
    deal = _deal(world, order, position, price)
    deal.commission = position.commission
    world.save_position(position)
    _store(world, order, position, deal)
    return position


def book_close(world: World, order: Order, position: Position, price: Decimal) -> Deal:
    """Fill a closing order: the result goes to the balance; runs in the caller's change."""
    trader, symbol = world.trader(position.trader_id), world.symbol(position.symbol_id)
    now = world.clock.now_ms()
    deal = _deal(world, order, position, price)
    deal.commission = commission(world, trader, symbol, order.volume)
    detail = _detail(world, trader, position, order.volume, price)
    opening = _share(position.commission, order.volume, position.volume)
    detail.commission = opening + deal.commission
    position.commission -= opening
    position.swap -= detail.swap
    position.volume -= order.volume
    position.utc_last_update_timestamp = now
    if position.volume:
        position.used_margin, _ = margin_of(world, trader, symbol, position.volume, position.price)
        world.save_position(position)
    else:
        position.position_status, position.used_margin = PositionStatus.CLOSED, 0
        position.close_timestamp = now
        world.close_position(position)
    move(trader, credit=False, delta=detail.net_profit)
    trader.utc_last_update_timestamp = now
    detail.balance, detail.balance_version = trader.balance, trader.balance_version
    detail.equity = account_state(world, trader).equity
    deal.close_position_detail = detail
    world.save_trader(trader)
    _filled(order, position, price, now)
    _store(world, order, position, deal)
    return deal


def _detail(
    world: World, trader: Trader, position: Position, volume: int, price: Decimal
) -> CloseDetail:
    item, currency = world.symbol(position.symbol_id).item, world.asset_of(trader).name
    return CloseDetail(
        entry_price=position.price,
        profit=gross_profit(world, position, volume, price),
        swap=_share(position.swap, volume, position.volume),
        commission=0,
        balance=0,
        balance_version=0,
        balance_history_id=world.next("balance"),
        closed_volume=volume,
        quote_to_deposit_conversion_rate=profit_rate(world.market, item, currency, price),
        equity=0,
        non_withdrawable_bonus=trader.non_withdrawable_bonus,
        money_digits=trader.money_digits,
    )


def _share(amount: int, part: int, whole: int) -> int:
    """Return the part's share; the last part takes what rounding left."""
    return amount if part == whole else int(Decimal(amount) * part / whole)


def _filled(order: Order, position: Position, price: Decimal, now: int) -> None:
    order.order_status, order.executed_volume = OrderStatus.FILLED, order.volume
    order.execution_price, order.position_id = price, position.position_id
    order.utc_last_update_timestamp = now


def _deal(world: World, order: Order, position: Position, price: Decimal) -> Deal:
    symbol: Symbol = world.symbol(order.symbol_id)
    now = world.clock.now_ms()
    limited = order.order_type in (OrderType.LIMIT, OrderType.STOP_LIMIT)
    return Deal(
        deal_id=world.next("deal"),
        order_id=order.order_id,
        position_id=position.position_id,
        trader_id=order.trader_id,
        symbol_id=order.symbol_id,
        volume=order.volume,
        filled_volume=order.volume,
        trade_side=order.trade_side,
        create_timestamp=order.open_timestamp,
        execution_timestamp=now,
        utc_last_update_timestamp=now,
        execution_price=price,
        margin_rate=position.margin_rate,
        base_to_usd_conversion_rate=world.market.rate(symbol.item.base, "USD"),
        commission=0,
        lot_size=order.lot_size,
        money_digits=order.money_digits,
        deal_type=2 if limited else 1,
        label=order.label,
        channel=order.channel,
        comment=order.comment,
    )


def _store(world: World, order: Order, position: Position, deal: Deal) -> None:
    world.finish_order(order)
    world.save_deal(deal)
    world.emit(
        Executed(
            order.trader_id,
            Execution.FILLED,
            world.next("event"),
            position=position,
            order=order,
            deal=deal,
            is_server_event=order.is_stop_out,
        )
    )
    world.emit(MarginChanged(position))
