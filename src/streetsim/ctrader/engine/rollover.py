"""Midnight UTC: swaps, and the day's extremes of equity start anew."""

from streetsim.market.sessions import DAY_MS, weekday

from ..events import Executed
from ..kinds import Execution, Side
from ..records import Position
from ..world import World
from .valuation import account_state, minor

# Wednesday night charges the weekend too, except where the market never closes.
_TRIPLE_DAY = 3
_WEEKEND = (0, 6)


def roll_over(world: World) -> None:
    """Charge swaps once for each midnight passed."""
    today = world.clock.now_ms() // DAY_MS
    known = world.store.meta("day")
    if known and int(known) >= today:
        return
    with world.change():
        for day in range(int(known or today), today):
            _close_day(world, day)
        world.store.set_meta("day", today)


def _close_day(world: World, day: int) -> None:
    for position in [*world.positions.values()]:
        nights = _nights(world, position, weekday(day * DAY_MS))
        amount = _swap(world, position) * nights
        if amount:
            position.swap += amount
            position.utc_last_update_timestamp = world.clock.now_ms()
            world.save_position(position)
            kind, event = Execution.SWAP, world.next("event")
            told = Executed(
                position.trader_id, kind, event, position=position, is_server_event=True
            )
            world.emit(told)
    for trader in world.traders.values():
        equity = account_state(world, trader).equity
        trader.min_equity_daily = trader.max_equity_daily = equity
        world.save_trader(trader)


def _nights(world: World, position: Position, day: int) -> int:
    if world.symbol(position.symbol_id).item.session == "crypto":
        return 1
    if day in _WEEKEND:
        return 0
    return 3 if day == _TRIPLE_DAY else 1


def _swap(world: World, position: Position) -> int:
    """Return one night's swap; rates are points per lot."""
    trader = world.traders[position.trader_id]
    if trader.swap_free or not world.groups[trader.group_id].swap_enabled:
        return 0
    symbol = world.symbol(position.symbol_id)
    item = symbol.item
    points = item.swap_long if position.side is Side.BUY else item.swap_short
    raw = points * item.tick_value * symbol.lots(position.volume)
    rate = world.market.rate(item.profit, world.asset_of(trader).name)
    return minor(raw * rate, trader.money_digits)
