"""Midnight UTC: swaps, and the day's extremes of equity start anew."""

from streetsim.common.venue.days import close_days, swap_nights

from ..events import Executed
from ..kinds import Execution, Side
from ..records import Position
from ..world import World
from .valuation import account_state, minor


def roll_over(world: World) -> None:
    """Charge swaps once for each midnight passed."""
    close_days(world.clock, world.store, world.change, lambda day: _close_day(world, day))


def _close_day(world: World, day: int) -> None:
    for position in [*world.positions.values()]:
        nights = swap_nights(world.symbol(position.symbol_id).item.session, day)
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
