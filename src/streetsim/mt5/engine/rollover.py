"""The end of the server's day: swaps and the day's closing figures."""

from decimal import Decimal

from streetsim.common.clock import server_text
from streetsim.market.sessions import DAY_MS, weekday

from ..records import Position, lots, money
from ..world import World
from .valuation import account_state

# Wednesday night charges the weekend too, except where the market never closes.
_TRIPLE_DAY = 3
_WEEKEND = (0, 6)


def roll_over(world: World) -> None:
    """Charge swaps and keep closing figures once for each server midnight passed."""
    today = world.clock.now_ms() // DAY_MS
    known = world.store.meta("day")
    if known and int(known) >= today:
        return
    last = int(known or today)
    with world.store.transaction():
        for day in range(last, today):
            _close_day(world, day)
        world.store.set_meta("day", today)


def _close_day(world: World, day: int) -> None:
    for position in list(world.positions.values()):
        nights = _nights(world, position, weekday(day * DAY_MS))
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


def _nights(world: World, position: Position, day: int) -> int:
    if world.instrument(position.symbol).session == "crypto":
        return 1
    if day in _WEEKEND:
        return 0
    return 3 if day == _TRIPLE_DAY else 1


def _swap(world: World, position: Position) -> Decimal:
    """Return one night's swap in the account's currency; rates are points per lot."""
    item = world.instrument(position.symbol)
    points = item.swap_long if position.is_buy else item.swap_short
    raw = points * item.tick_value * lots(position.volume)
    currency = world.group_of(world.users[position.login]).currency
    return money(raw * world.market.rate(item.profit, currency), position.digits_currency)


def _month(day: int) -> str:
    return server_text(day * DAY_MS // 1000)[:7]
