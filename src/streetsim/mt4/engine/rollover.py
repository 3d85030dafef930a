"""The end of the server's day: swaps and the day's closing figures."""

import json
from decimal import Decimal

from streetsim.common.clock import server_text
from streetsim.common.records import ZERO, money
from streetsim.common.venue.days import close_days, swap_nights
from streetsim.market.sessions import DAY_MS

from ..records import Cmd, Trade, User, effect
from ..world import World
from .valuation import account_state


def roll_over(world: World) -> None:
    """Charge swaps and keep closing figures once for each server midnight passed."""
    close_days(
        world.clock, world.store, world.store.transaction, lambda day: _close_day(world, day)
    )


def _close_day(world: World, day: int) -> None:
    for trade in list(world.trades.values()):
        nights = swap_nights(world.instrument(trade.symbol).session, day)
        if nights and Cmd(trade.cmd).is_market:
            trade.storage += _swap(world, trade) * nights
            world.save_trade(trade)
    month_ends = _month(day) != _month(day + 1)
    for user in list(world.users.values()):
        equity = account_state(world, user.login).equity
        _report(world, user, day)
        user.prev_balance, user.prev_equity = user.balance, equity
        if month_ends:
            user.prev_month_balance, user.prev_month_equity = user.balance, equity
        world.save_user(user)


def _report(world: World, user: User, day: int) -> None:
    """Keep an account's figures of a day under its last second."""
    state, start = account_state(world, user.login), day * DAY_MS // 1000
    moment = start + DAY_MS // 1000 - 1
    closed = world.store.closed([user.login], start, moment)
    moved = [(effect(trade)[0], trade.cmd >= Cmd.BALANCE) for trade in closed]
    figures = {
        "login": user.login,
        "time": moment,
        "group": user.group,
        "balancePrev": str(user.prev_balance),
        "balance": str(user.balance),
        "deposit": str(sum((amount for amount, funds in moved if funds), ZERO)),
        "credit": str(user.credit),
        "profitClosed": str(sum((amount for amount, funds in moved if not funds), ZERO)),
        "profit": str(state.floating),
        "equity": str(state.equity),
        "margin": str(state.margin),
        "marginFree": str(state.free),
    }
    world.store.put_day(user.login, moment, json.dumps(figures))


def _swap(world: World, trade: Trade) -> Decimal:
    """Return one night's swap in the account's currency; rates are points per lot."""
    item, group = world.instrument(trade.symbol), world.group_of(trade.login)
    points = item.swap_long if trade.is_buy else item.swap_short
    raw = points * item.tick_value * trade.lots
    return money(raw * world.market.rate(item.profit, group.currency), group.digits)


def _month(day: int) -> str:
    return server_text(day * DAY_MS // 1000)[:7]
