"""Dealing: open, close whole or in part, close by, and pending orders."""

from dataclasses import dataclass, replace
from decimal import Decimal

from streetsim.common.records import ZERO, money

from ..codes import Refusal, Ret
from ..records import (
    COMMENT_BYTES,
    ENABLED,
    READ_ONLY,
    Activation,
    Cmd,
    Reason,
    State,
    Trade,
)
from ..world import World
from .valuation import mark, new_margin, price_of, profit_at, rate_of_margin, require_money


@dataclass(frozen=True, slots=True)
class Ticket:
    """What to deal. `volume` in 1/100 lot; price zero takes the market's; expiration by clock."""

    login: int
    symbol: str
    cmd: Cmd
    volume: int
    price: Decimal = ZERO
    sl: Decimal = ZERO
    tp: Decimal = ZERO
    comment: str = ""
    expiration: int = 0
    reason: Reason = Reason.DEALER


def require_tradable(world: World, login: int, symbol: str, *, closing: bool = False) -> None:
    """Refuse when the account or the symbol cannot trade now."""
    flags = world.user(login).flags
    if not closing and (not flags & ENABLED or flags & READ_ONLY):
        raise Refusal(Ret.TRADE_DISABLE)
    world.instrument(symbol)
    if not world.market.is_open(symbol, world.clock.now_ms()):
        raise Refusal(Ret.TRADE_MARKET_CLOSED)


def require_volume(world: World, symbol: str, volume: int) -> None:
    """Refuse a volume outside the symbol's limits or off its step."""
    item, lots = world.instrument(symbol), Decimal(volume) / 100
    if not item.volume_min <= lots <= item.volume_max or lots % item.volume_step:
        raise Refusal(Ret.TRADE_BAD_VOLUME)


def require_stops(*, buy: bool, price: Decimal, sl: Decimal, tp: Decimal) -> None:
    """Refuse stops on the wrong side of a price; zero means none."""
    wrong_sl = sl and (sl >= price if buy else sl <= price)
    wrong_tp = tp and (tp <= price if buy else tp >= price)
    if sl < 0 or tp < 0 or wrong_sl or wrong_tp:
        raise Refusal(Ret.TRADE_BAD_STOPS)


def require_pending(world: World, ticket: Ticket) -> None:
    """Refuse a pending order on the wrong side of the market or with a past expiration."""
    cmd, price = ticket.cmd, ticket.price
    market = price_of(world, ticket.symbol, buy=cmd.is_buy)
    below = cmd in (Cmd.BUY_LIMIT, Cmd.SELL_STOP)
    if price <= 0 or not (price < market if below else price > market):
        raise Refusal(Ret.TRADE_BAD_PRICES)
    require_stops(buy=cmd.is_buy, price=price, sl=ticket.sl, tp=ticket.tp)
    if ticket.expiration and ticket.expiration <= world.clock.now_s():
        raise Refusal(Ret.TRADE_EXPIRATION_DENIED)


def commission(world: World, login: int, volume: int) -> Decimal:
    """Return the round turn's commission, in the account's currency, unsigned."""
    group = world.group_of(login)
    if not group.commission:
        return ZERO
    rate = world.market.rate("USD", group.currency)
    return money(group.commission * volume / 100 * rate, group.digits)


def open_trade(world: World, ticket: Ticket) -> Trade:
    """Open a trade at the market (or at the given price), or place a pending order."""
    if ticket.cmd >= Cmd.BALANCE:
        raise Refusal(Ret.INVALID_DATA, "tradeCommand")
    require_tradable(world, ticket.login, ticket.symbol)
    require_volume(world, ticket.symbol, ticket.volume)
    if ticket.cmd.is_pending:
        require_pending(world, ticket)
        return _insert(world, ticket, ticket.price)
    if ticket.price < 0:
        raise Refusal(Ret.TRADE_BAD_PRICES)
    price = ticket.price or price_of(world, ticket.symbol, buy=ticket.cmd.is_buy)
    require_stops(buy=ticket.cmd.is_buy, price=price, sl=ticket.sl, tp=ticket.tp)
    cost = commission(world, ticket.login, ticket.volume)
    need = new_margin(world, ticket.login, ticket.symbol, ticket.volume, price)
    require_money(world, ticket.login, need + cost)
    return _insert(world, ticket, price)


def _insert(world: World, ticket: Ticket, price: Decimal) -> Trade:
    item = world.instrument(ticket.symbol)
    trade = Trade(
        order=0,
        login=ticket.login,
        cmd=ticket.cmd,
        open_time=world.clock.now_s(),
        symbol=ticket.symbol,
        digits=item.digits,
        volume=ticket.volume,
        open_price=price,
        sl=ticket.sl,
        tp=ticket.tp,
        reason=ticket.reason,
        expiration=ticket.expiration,
        margin_rate=rate_of_margin(world, ticket.login, item, price),
        comment=world.text(ticket.comment, COMMENT_BYTES),
    )
    if ticket.cmd.is_market:
        trade.commission = -commission(world, ticket.login, ticket.volume)
    mark(world, trade)
    with world.store.transaction():
        trade.order = world.next_ticket()
        world.save_trade(trade, "Added")
    return trade


@dataclass(frozen=True, slots=True)
class Closing:
    """How to close. Volume and price zero mean all of it, at the market."""

    volume: int = 0
    price: Decimal = ZERO
    comment: str = ""
    activation: Activation = Activation.NONE
    state: State = State.CLOSED_NORMAL


def close_trade(world: World, order: int, how: Closing | None = None) -> Trade:
    """Close a trade; of a part, the old ticket closes and a new one carries the rest."""
    how = how or Closing()
    trade = world.open_trade(order)
    if not Cmd(trade.cmd).is_market:
        raise Refusal(Ret.INVALID_DATA, "a pending order is deleted, not closed")
    require_tradable(world, trade.login, trade.symbol, closing=True)
    volume = how.volume or trade.volume
    if not 0 < volume <= trade.volume:
        raise Refusal(Ret.TRADE_BAD_VOLUME)
    if volume < trade.volume:
        require_volume(world, trade.symbol, volume)
        require_volume(world, trade.symbol, trade.volume - volume)
    if how.price < 0:
        raise Refusal(Ret.TRADE_BAD_PRICES)
    price = how.price or price_of(world, trade.symbol, buy=not trade.is_buy)
    with world.store.transaction():
        rest = split(world, trade, volume)
        if rest is not None:
            how = replace(how, comment=f"to #{rest.order}", state=State.CLOSED_PART)
        return book_close(world, trade, price, how)


def split(world: World, trade: Trade, volume: int) -> Trade | None:
    """Leave `volume` on a ticket and move the rest, with its share of the costs, to a new one."""
    if volume == trade.volume:
        return None
    digits = world.group_of(trade.login).digits
    storage = money(trade.storage * volume / trade.volume, digits)
    paid = money(trade.commission * volume / trade.volume, digits)
    rest = replace(
        trade,
        order=world.next_ticket(),
        volume=trade.volume - volume,
        storage=trade.storage - storage,
        commission=trade.commission - paid,
        comment=f"from #{trade.order}",
    )
    trade.volume, trade.storage, trade.commission = volume, storage, paid
    mark(world, rest)
    world.save_trade(rest, "Added")
    return rest


def book_close(world: World, trade: Trade, price: Decimal, how: Closing) -> Trade:
    """Close all of a ticket at a price; runs in the caller's transaction."""
    trade.close_price, trade.close_time = price, world.clock.now_s()
    trade.profit = profit_at(world, trade, price)
    trade.state, trade.activation = how.state, how.activation
    trade.comment = world.text(how.comment or trade.comment, COMMENT_BYTES)
    world.close_trade(trade)
    return trade


def close_by(world: World, order: int, other: int) -> Trade:
    """Close two opposite trades of one symbol against each other; a rest gets a new ticket."""
    first, second = world.open_trade(order), world.open_trade(other)
    same = (first.login, first.symbol) == (second.login, second.symbol)
    market = Cmd(first.cmd).is_market and Cmd(second.cmd).is_market
    if not same or not market or first.is_buy == second.is_buy:
        raise Refusal(Ret.INVALID_DATA, "not two opposite trades of one symbol")
    require_tradable(world, first.login, first.symbol, closing=True)
    volume, price = min(first.volume, second.volume), second.open_price
    with world.store.transaction():
        for trade in (first, second):
            split(world, trade, volume)
        for trade, against in ((first, other), (second, order)):
            comment = f"close hedge by #{against}"
            how = Closing(comment=comment, state=State.CLOSED_BY)
            book_close(world, trade, price, how)
    return first


def close_all(world: World, login: int, symbol: str = "") -> list[Trade]:
    """Close every trade of a login, in one symbol or in all, at the market."""
    held = [item for item in world.positions_of(login) if symbol in ("", item.symbol)]
    for item in held:
        require_tradable(world, login, item.symbol, closing=True)
    with world.store.transaction():
        return [close_trade(world, item.order) for item in held]


def delete_order(world: World, order: int, comment: str = "cancelled") -> Trade:
    """Delete a pending order: it closes without a result."""
    trade = world.open_trade(order)
    if not Cmd(trade.cmd).is_pending:
        raise Refusal(Ret.INVALID_DATA, "not a pending order")
    mark(world, trade)
    trade.close_time, trade.state = world.clock.now_s(), State.DELETED
    trade.comment = world.text(comment, COMMENT_BYTES)
    with world.store.transaction():
        world.close_trade(trade)
    return trade


def activate(world: World, order: int, price: Decimal) -> Trade:
    """Turn a pending order into a trade of the same ticket; without money it is deleted."""
    trade = world.open_trade(order)
    if not Cmd(trade.cmd).is_pending:
        raise Refusal(Ret.INVALID_DATA, "not a pending order")
    cost = commission(world, trade.login, trade.volume)
    try:
        require_tradable(world, trade.login, trade.symbol)
        need = new_margin(world, trade.login, trade.symbol, trade.volume, price)
        require_money(world, trade.login, need + cost)
    except Refusal as refusal:
        delete_order(world, order, "deleted [no money]")
        raise Refusal(refusal.ret) from None
    trade.cmd = Cmd.BUY if trade.is_buy else Cmd.SELL
    trade.open_price, trade.open_time = price, world.clock.now_s()
    trade.activation, trade.commission, trade.expiration = Activation.PENDING, -cost, 0
    item = world.instrument(trade.symbol)
    trade.margin_rate = rate_of_margin(world, trade.login, item, price)
    mark(world, trade)
    with world.store.transaction():
        world.save_trade(trade)
    return trade


def modify_trade(world: World, order: int, ticket: Ticket) -> Trade:
    """Change stops; of a pending order also its price and expiration; zero price keeps the old."""
    trade = world.open_trade(order)
    cmd = Cmd(trade.cmd)
    price = ticket.price or trade.open_price
    whole = replace(
        ticket, login=trade.login, symbol=trade.symbol, cmd=cmd, volume=trade.volume, price=price
    )
    if cmd.is_pending:
        require_pending(world, whole)
        trade.open_price, trade.expiration = price, ticket.expiration
    else:
        market = price_of(world, trade.symbol, buy=not trade.is_buy)
        require_stops(buy=trade.is_buy, price=market, sl=ticket.sl, tp=ticket.tp)
    trade.sl, trade.tp = ticket.sl, ticket.tp
    with world.store.transaction():
        world.save_trade(trade)
    return trade


def comment_trade(world: World, order: int, comment: str) -> Trade:
    """Change the comment of an open or closed record."""
    trade = world.trades.get(order) or world.store.trade(order)
    if trade is None:
        raise Refusal(Ret.INVALID_DATA, f"no trade: {order}")
    trade.comment = world.text(comment, COMMENT_BYTES)
    with world.store.transaction():
        if trade.is_open:
            world.save_trade(trade)
        else:
            trade.timestamp = world.clock.now_s()
            world.store.put_trade(trade)
    return trade
