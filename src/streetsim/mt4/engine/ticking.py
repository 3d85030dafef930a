"""What a tick sets off: pending orders, stops, expiry, margin call and stop-out."""

from collections.abc import Collection
from decimal import Decimal

from ..codes import Refusal
from ..records import Activation, Cmd, Trade
from ..world import News, World
from .trading import Closing, activate, close_trade, delete_order
from .valuation import account_state, price_of


def on_tick(world: World, changed: Collection[str]) -> None:
    """Let changed prices trigger orders and stops, then check the margin of their holders."""
    now = world.clock.now_ms()
    touched = [item for item in world.trades.values() if item.symbol in changed]
    holders = set()
    for trade in touched:
        if not world.market.is_open(trade.symbol, now):
            continue
        if Cmd(trade.cmd).is_pending:
            _tick_order(world, trade)
        else:
            holders.add(trade.login)
            _tick_trade(world, trade)
    for login in holders:
        check_margin(world, login)


def expire_orders(world: World) -> None:
    """Delete pending orders whose time is over."""
    now = world.clock.now_s()
    for trade in list(world.trades.values()):
        if Cmd(trade.cmd).is_pending and 0 < trade.expiration <= now:
            delete_order(world, trade.order, "expiration")


def _tick_order(world: World, trade: Trade) -> None:
    cmd = Cmd(trade.cmd)
    market = price_of(world, trade.symbol, buy=cmd.is_buy)
    falls = cmd in (Cmd.BUY_LIMIT, Cmd.SELL_STOP)
    if not (market <= trade.open_price if falls else market >= trade.open_price):
        return
    try:
        # A gap fills at the market, for better (limits) or worse (stops).
        activate(world, trade.order, market)
    except Refusal as refusal:
        world.journal(f"'{trade.login}': order #{trade.order} not activated [{refusal}]")


def _tick_trade(world: World, trade: Trade) -> None:
    price = price_of(world, trade.symbol, buy=not trade.is_buy)
    hit = _stop_hit(trade, price)
    if hit is not None:
        mark = "[sl]" if hit is Activation.SL else "[tp]"
        comment = f"{trade.comment[:27]}{mark}"
        close_trade(world, trade.order, Closing(comment=comment, activation=hit))


def _stop_hit(trade: Trade, price: Decimal) -> Activation | None:
    if trade.sl and (price <= trade.sl if trade.is_buy else price >= trade.sl):
        return Activation.SL
    if trade.tp and (price >= trade.tp if trade.is_buy else price <= trade.tp):
        return Activation.TP
    return None


def check_margin(world: World, login: int) -> None:
    """Note the margin call, and stop out the worst trades until the level holds."""
    state = account_state(world, login)
    while state.level_type == "StopOut":
        worst = _worst(world, login)
        if worst is None:
            break
        comment = f"so: {state.level:.1f}%/{state.equity:.1f}/{state.margin:.1f}"
        close_trade(world, worst.order, Closing(comment=comment, activation=Activation.STOP_OUT))
        world.journal(f"'{login}': stop out #{worst.order} {comment}")
        state = account_state(world, login)
    called = state.level_type != "Ok"
    if called != (login in world.margin_calls):
        world.margin_calls ^= {login}
        world.tell(News("MarginCall", state.user))


def _worst(world: World, login: int) -> Trade | None:
    """Return the trade to stop out first, among those whose market is open."""
    now = world.clock.now_ms()
    held = [item for item in world.positions_of(login) if world.market.is_open(item.symbol, now)]
    return min(held, key=lambda item: item.net, default=None)
