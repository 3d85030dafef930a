"""Dealing by a manager, and direct changes of positions and orders."""

from decimal import Decimal

from ..config import RIGHT_ADMIN, RIGHT_DEALER
from ..engine.balance import change_balance, delete_deal, edit_deal
from ..engine.booking import Ticket
from ..engine.requests import DealerRequest, Outcome, perform
from ..records import MODIFIED_BY_MANAGER, ZERO, OrderState, OrderType, Position, fixed
from ..retcodes import Refusal, Retcode, text
from .base import Answer, Call, Params, command, record

_REQUEST_FIRST = 1


@command("DEALER_SEND", "dealer/send_request", right=RIGHT_DEALER)
def dealer_send(call: Call) -> Answer:
    """Take a dealer request; its result is read with DEALER_UPDATES on the same connection."""
    given, world = call.params, call.world
    if not given.json:
        raise Refusal(Retcode.PARAMS)
    request = _decode(call)
    number = world.store.next_ticket("request", _REQUEST_FIRST)
    outcome = perform(world, request)
    answer = _answer(call, number, request, outcome)
    call.desk.put(number, answer, delay_s=world.config.dealer_delay_s)
    return Answer({"ID": str(number)})


@command("DEALER_UPDATES", "dealer/get_request_result", right=RIGHT_DEALER)
def dealer_updates(call: Call) -> Answer:
    return record(call.desk.take(call.params.numbers("ID", "ID")))


def _decode(call: Call) -> DealerRequest:
    given = call.params
    kind = given.integer("TYPE", "Type", default=0)
    if not 0 <= kind <= OrderType.CLOSE_BY:
        raise Refusal(Retcode.PARAMS)
    price = given.decimal("PRICEORDER", "PriceOrder", default=ZERO)
    ticket = Ticket(
        login=given.integer("LOGIN", "Login"),
        symbol=given.text("SYMBOL", "Symbol"),
        buy=OrderType(kind).is_buy,
        volume=_volume(given),
        price=price or None,
        sl=given.decimal("PRICESL", "PriceSL", default=ZERO),
        tp=given.decimal("PRICETP", "PriceTP", default=ZERO),
        comment=given.text("COMMENT", "Comment"),
        dealer=call.manager.login,
        expert=given.integer("EXPERTID", "ExpertID", default=0),
        type_fill=given.integer("TYPEFILL", "TypeFill", default=0),
    )
    return DealerRequest(
        action=given.integer("ACTION", "Action"),
        ticket=ticket,
        type=kind,
        type_time=given.integer("TYPETIME", "TypeTime", default=0),
        trigger=given.decimal("PRICETRIGGER", "PriceTrigger", default=ZERO),
        expiration=given.integer("TIMEEXPIRATION", "TimeExpiration", default=0),
        order=given.integer("ORDER", "Order", default=0),
        position=given.integer("POSITION", "Position", default=0),
        position_by=given.integer("POSITIONBY", "PositionBy", default=0),
    )


def _volume(given: Params) -> int:
    """Return the volume in 1/100,000,000 lot: VolumeExt as it is, Volume times 10,000."""
    ext = given.integer("VOLUMEEXT", "VolumeExt", default=0)
    volume = ext or given.integer("VOLUME", "Volume", default=0) * 10_000
    if volume < 0:
        raise Refusal(Retcode.INVALID_VOLUME)
    return volume


def _answer(call: Call, number: int, request: DealerRequest, outcome: Outcome) -> dict[str, str]:
    ticket, world = request.ticket, call.world
    item = world.market.instruments.get(ticket.symbol)
    digits = item.digits if item else 0
    quote = world.market.quotes.get(ticket.symbol)

    def price(value: Decimal) -> str:
        return fixed(value, digits)

    return {
        "ID": str(number),
        "Action": str(request.action),
        "Login": str(ticket.login),
        "Symbol": ticket.symbol,
        "Type": str(request.type),
        "TypeFill": str(ticket.type_fill),
        "TypeTime": str(request.type_time),
        "Volume": str(ticket.volume // 10_000),
        "VolumeExt": str(ticket.volume),
        "PriceOrder": price(ticket.price or ZERO),
        "PriceTrigger": price(request.trigger),
        "PriceSL": price(ticket.sl),
        "PriceTP": price(ticket.tp),
        "Order": str(request.order),
        "Position": str(request.position),
        "PositionBy": str(request.position_by),
        "Comment": ticket.comment[:31],
        "ResultRetcode": text(outcome.code),
        "ResultDealer": str(ticket.dealer),
        "ResultDeal": str(outcome.deal),
        "ResultOrder": str(outcome.order),
        "ResultVolume": str(outcome.volume // 10_000),
        "ResultVolumeExt": str(outcome.volume),
        "ResultPrice": price(outcome.price),
        "ResultDealerBid": price(quote.bid if quote else ZERO),
        "ResultDealerAsk": price(quote.ask if quote else ZERO),
        "ResultMarketBid": price(quote.bid if quote else ZERO),
        "ResultMarketAsk": price(quote.ask if quote else ZERO),
        "ResultMarketLast": price(ZERO),
        "ResultComment": "",
    }


@command("POSITION_UPDATE", "position/update", right=RIGHT_DEALER)
def position_update(call: Call) -> Answer:
    """Change stops and comment of a position without dealing."""
    given, world = call.params, call.world
    position = _position(call)
    position.price_sl = given.decimal("PRICESL", "PriceSL", default=position.price_sl)
    position.price_tp = given.decimal("PRICETP", "PriceTP", default=position.price_tp)
    position.comment = given.text("COMMENT", "Comment", default=position.comment)[:31]
    position.modify_flags |= MODIFIED_BY_MANAGER
    with world.store.transaction():
        world.save_position(position)
    return record(position.wire())


@command("POSITION_DELETE", "position/delete", right=RIGHT_DEALER)
def position_delete(call: Call) -> Answer:
    """Remove a position without a deal, as an administrator's repair does."""
    position = _position(call)
    with call.world.store.transaction():
        call.world.drop_position(position)
    return Answer()


def _position(call: Call) -> Position:
    ticket = call.params.integer("TICKET", "Position", "Ticket")
    position = call.world.positions.get(ticket)
    if position is None:
        raise Refusal(Retcode.NOT_FOUND)
    return position


@command("ORDER_UPDATE", "order/update", right=RIGHT_DEALER)
def order_update(call: Call) -> Answer:
    """Change prices, stops and comment of an open order without the market's checks."""
    given, world = call.params, call.world
    order = world.orders.get(given.integer("TICKET", "Order", "Ticket"))
    if order is None:
        raise Refusal(Retcode.NOT_FOUND)
    order.price = given.decimal("PRICEORDER", "PriceOrder", default=order.price)
    order.price_sl = given.decimal("PRICESL", "PriceSL", default=order.price_sl)
    order.price_tp = given.decimal("PRICETP", "PriceTP", default=order.price_tp)
    order.comment = given.text("COMMENT", "Comment", default=order.comment)[:31]
    order.modify_flags |= MODIFIED_BY_MANAGER
    with world.store.transaction():
        world.save_order(order)
    return record(order.wire())


@command("DEAL_UPDATE", "deal/update", right=RIGHT_ADMIN)
def deal_update(call: Call) -> Answer:
    """Change a deal; the balance stays until it is checked and fixed."""
    changes = dict(call.params.json)
    ticket = call.params.integer("TICKET", "Deal", "Ticket")
    changes.pop("Deal", None)
    wire = edit_deal(call.world, ticket, changes, move_money=False, flag=MODIFIED_BY_MANAGER)
    return record(wire)


@command("DEAL_DELETE", "deal/delete", right=RIGHT_ADMIN)
def deal_delete(call: Call) -> Answer:
    """Delete deals; the balance stays until it is checked and fixed."""
    for ticket in call.params.numbers("TICKET", "Ticket"):
        delete_deal(call.world, ticket, move_money=False)
    return Answer()


@command("ORDER_CANCEL", "order/cancel", right=RIGHT_DEALER)
def order_cancel(call: Call) -> Answer:
    """Cancel open orders into history."""
    world = call.world
    tickets = call.params.numbers("TICKET", "Ticket")
    if not tickets or any(ticket not in world.orders for ticket in tickets):
        raise Refusal(Retcode.NOT_FOUND)
    with world.store.transaction():
        for ticket in tickets:
            world.close_order(world.orders[ticket], OrderState.CANCELED, world.clock.now_ms())
    return Answer()


@command("ORDER_DELETE", "order/delete", right=RIGHT_DEALER)
def order_delete(call: Call) -> Answer:
    """Remove an open order without a trace."""
    order = call.world.orders.get(call.params.integer("TICKET", "Ticket"))
    if order is None:
        raise Refusal(Retcode.NOT_FOUND)
    with call.world.store.transaction():
        del call.world.orders[order.ticket]
        call.world.store.drop("order", order.ticket)
    return Answer()


@command("DEALER_BALANCE", "dealer/balance", right=RIGHT_DEALER)
def dealer_balance(call: Call) -> Answer:
    """Change a balance in the dealer's form."""
    given = call.params
    deal = change_balance(
        call.world,
        given.integer("LOGIN", "Login"),
        given.decimal("BALANCE", "Balance"),
        action=given.integer("TYPE", "Type", default=2),
        comment=given.text("COMMENT", "Comment"),
        dealer=call.manager.login,
    )
    return Answer({"TICKET": str(deal)})
