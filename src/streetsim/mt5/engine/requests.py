"""Dealer requests: execute, place, modify, remove, activate, close by."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import IntEnum

from ..records import ZERO, Action, OrderState, OrderType
from ..retcodes import Refusal, Retcode
from ..world import World
from .balance import change_balance
from .booking import Fill, Ticket
from .pending import activate, modify_order, place_order
from .trading import (
    close_by,
    close_position,
    open_position,
    require_stops,
)


class TradeAction(IntEnum):
    """What a dealer request asks for."""

    EXECUTE = 200
    PENDING = 201
    MODIFY_POSITION = 202
    MODIFY_ORDER = 203
    REMOVE_ORDER = 204
    ACTIVATE = 205
    BALANCE = 206
    STOP_LIMIT = 207
    CLOSE_BY = 208


@dataclass(frozen=True, slots=True)
class DealerRequest:
    """A request, decoded. Volumes in 1/100,000,000 lot; zero means not given."""

    action: int
    ticket: Ticket
    type: int
    type_time: int = 0
    trigger: Decimal = ZERO
    expiration: int = 0
    order: int = 0
    position: int = 0
    position_by: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request."""

    code: int
    order: int = 0
    deal: int = 0
    price: Decimal = ZERO
    volume: int = 0


def perform(world: World, request: DealerRequest) -> Outcome:
    """Perform a request at once; a refusal becomes an outcome with its code."""
    step = _STEPS.get(request.action)
    if step is None:
        return Outcome(Retcode.INVALID_REQUEST)
    try:
        return step(world, request)
    except Refusal as refusal:
        return Outcome(_TRADE_CODES.get(refusal.code, refusal.code))


# A trade request never answers with the codes of other commands.
_TRADE_CODES: dict[int, int] = {
    Retcode.NOT_FOUND: Retcode.INVALID_REQUEST,
    Retcode.PARAMS: Retcode.INVALID_REQUEST,
    Retcode.MAX_MONEY: Retcode.INVALID_REQUEST,
}


def _filled(fill: Fill) -> Outcome:
    return Outcome(Retcode.DONE, fill.order, fill.deal, fill.price, fill.volume)


def _execute(world: World, request: DealerRequest) -> Outcome:
    if request.type not in (OrderType.BUY, OrderType.SELL):
        raise Refusal(Retcode.INVALID_ORDER_TYPE)
    ticket = request.ticket
    if not request.position:
        return _filled(open_position(world, ticket))
    position = world.positions.get(request.position)
    if position is None or position.login != ticket.login or position.symbol != ticket.symbol:
        raise Refusal(Retcode.POSITION_CLOSED)
    if position.is_buy == ticket.buy:
        raise Refusal(Retcode.INVALID_REQUEST)
    fill = close_position(
        world,
        position.ticket,
        volume=ticket.volume,
        price=ticket.price,
        comment=ticket.comment,
        dealer=ticket.dealer,
    )
    return _filled(fill)


def _pending(world: World, request: DealerRequest) -> Outcome:
    order = place_order(
        world,
        request.ticket,
        OrderType(request.type),
        trigger=request.trigger,
        expiry=(request.type_time, request.expiration),
    )
    return Outcome(Retcode.PLACED, order.ticket, 0, order.price, order.volume)


def _modify_position(world: World, request: DealerRequest) -> Outcome:
    position = world.positions.get(request.position)
    if position is None or position.login != request.ticket.login:
        raise Refusal(Retcode.POSITION_CLOSED)
    sl, tp = request.ticket.sl, request.ticket.tp
    if (sl, tp) == (position.price_sl, position.price_tp):
        raise Refusal(Retcode.NO_CHANGES)
    require_stops(buy=position.is_buy, price=position.price_current, sl=sl, tp=tp)
    position.price_sl, position.price_tp = sl, tp
    position.time_update = world.clock.now_ms()
    with world.store.transaction():
        world.save_position(position)
    return Outcome(Retcode.DONE, 0, 0, position.price_current, position.volume)


def _modify_order(world: World, request: DealerRequest) -> Outcome:
    order = world.orders.get(request.order)
    if order is None or order.login != request.ticket.login:
        raise Refusal(Retcode.INVALID_REQUEST)
    modify_order(
        world,
        order,
        request.ticket,
        trigger=request.trigger,
        expiry=(request.type_time, request.expiration),
    )
    return Outcome(Retcode.DONE, order.ticket, 0, order.price, order.volume)


def _remove_order(world: World, request: DealerRequest) -> Outcome:
    order = world.orders.get(request.order)
    if order is None or order.login != request.ticket.login:
        raise Refusal(Retcode.INVALID_REQUEST)
    with world.store.transaction():
        world.close_order(order, OrderState.CANCELED, world.clock.now_ms())
    return Outcome(Retcode.DONE, order.ticket, 0, order.price, order.volume)


def _activate(world: World, request: DealerRequest) -> Outcome:
    order = world.orders.get(request.order)
    if order is None or order.login != request.ticket.login:
        raise Refusal(Retcode.INVALID_REQUEST)
    return _filled(activate(world, order, request.ticket.price or order.price))


def _balance(world: World, request: DealerRequest) -> Outcome:
    ticket = request.ticket
    deal = change_balance(
        world,
        ticket.login,
        ticket.price or ZERO,
        action=request.type or Action.BALANCE,
        comment=ticket.comment,
        dealer=ticket.dealer,
    )
    return Outcome(Retcode.DONE, 0, deal, ZERO, 0)


def _close_by(world: World, request: DealerRequest) -> Outcome:
    position = world.positions.get(request.position)
    if position is None or position.login != request.ticket.login:
        raise Refusal(Retcode.POSITION_CLOSED)
    return _filled(
        close_by(world, position.ticket, request.position_by, dealer=request.ticket.dealer)
    )


def _stop_limit(world: World, request: DealerRequest) -> Outcome:
    if request.type not in (OrderType.BUY_STOP_LIMIT, OrderType.SELL_STOP_LIMIT):
        raise Refusal(Retcode.INVALID_ORDER_TYPE)
    return _pending(world, replace(request, action=TradeAction.PENDING))


_STEPS: dict[int, Callable[[World, DealerRequest], Outcome]] = {
    TradeAction.EXECUTE: _execute,
    TradeAction.PENDING: _pending,
    TradeAction.MODIFY_POSITION: _modify_position,
    TradeAction.MODIFY_ORDER: _modify_order,
    TradeAction.REMOVE_ORDER: _remove_order,
    TradeAction.ACTIVATE: _activate,
    TradeAction.BALANCE: _balance,
    TradeAction.STOP_LIMIT: _stop_limit,
    TradeAction.CLOSE_BY: _close_by,
}
