"""Dealing: open, close, close by, each with its order and deal."""

from decimal import Decimal

from streetsim.market import Instrument

from ..groups import MARGIN_HEDGING
from ..records import EXT, Entry, OrderType, Reason, User, lots
from ..retcodes import Refusal, Retcode
from ..world import World
from .booking import Fill, Ticket, book_close, close_now, commission, fill, new_order
from .valuation import order_margin, quote_of, require_money

RIGHT_ENABLED = 0x1
RIGHT_TRADE_DISABLED = 0x4


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


def _require_cover(world: World, user: User, ticket: Ticket, price: Decimal) -> None:
    """Refuse with NO_MONEY; with netting only what goes beyond an opposite position counts."""
    volume = ticket.volume
    if world.group_of(user).margin_mode != MARGIN_HEDGING:
        held = world.position_in(user.login, ticket.symbol)
        if held is not None and held.is_buy != ticket.buy:
            volume = max(0, volume - 2 * held.volume)
    need = order_margin(world, user, ticket.symbol, volume, price)
    require_money(world, user, need + commission(world, user, ticket.volume))


def open_position(world: World, ticket: Ticket) -> Fill:
    """Open a position at the market (or at the given price)."""
    user = world.user(ticket.login)
    item = world.instrument(ticket.symbol)
    require_tradable(world, user, ticket.symbol)
    require_volume(item, ticket.volume)
    quote = quote_of(world, ticket.symbol, world.group_of(user))
    price = _price(ticket.price, quote.ask if ticket.buy else quote.bid)
    require_stops(buy=ticket.buy, price=price, sl=ticket.sl, tp=ticket.tp)
    _require_cover(world, user, ticket, price)
    with world.store.transaction():
        order = new_order(world, ticket, OrderType.BUY if ticket.buy else OrderType.SELL, price)
        return fill(world, order, price)


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
        close_now(world, order, position.ticket)
        return book_close(world, position, order, price, Entry.OUT)


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
        order.position_by = by
        close_now(world, order, ticket)
        done = book_close(world, first, order, price, Entry.OUT_BY)
        book_close(world, second, order, price, Entry.OUT_BY)
    return done
