"""The end of the server's day: swaps and the day's closing figures."""

from decimal import Decimal

from streetsim.common.clock import server_text
from streetsim.common.venue.days import close_days, swap_nights
from streetsim.market.sessions import DAY_MS

from ..records import Position, lots, money
from ..world import World
from .valuation import account_state


def roll_over(world: World) -> None:
    """Charge swaps and keep closing figures once for each server midnight passed."""
    close_days(
        world.clock, world.store, world.store.transaction, lambda day: _close_day(world, day)
    )


def _close_day(world: World, day: int) -> None:
    for position in list(world.positions.values()):
        nights = swap_nights(world.instrument(position.symbol).session, day)
        if nights:
            position.storage += _swap(world, position) * nights
            position.time_update = world.clock.now_ms()
            world.save_position(position)
    month_ends = _month(day) != _month(day + 1)
    for user in world.users.values():
        state = account_state(world, user.login)
        user.balance_prev_day, user.equity_prev_day = user.balance, state.equity
        if month_ends:
            user.balance_prev_month, user.equity_prev_month = user.balance, state.equity
        world.save_user(user)


def _swap(world: World, position: Position) -> Decimal:
    """Return one night's swap in the account's currency; rates are points per lot."""
    item = world.instrument(position.symbol)
    points = item.swap_long if position.is_buy else item.swap_short
    raw = points * item.tick_value * lots(position.volume)
    currency = world.group_of(world.users[position.login]).currency
    return money(raw * world.market.rate(item.profit, currency), position.digits_currency)


def _month(day: int) -> str:
    return server_text(day * DAY_MS // 1000)[:7]
