"""At what equity a stage needs an exact look; and what its state shows in lists."""

from dataclasses import dataclass
from decimal import Decimal

from brokerdesk.kit.exact import ZERO
from brokerdesk.modules.valuation.types import Levels

from ...engine import Phase, Programme, State
from ...engine.days import evenness, trading_days
from ...engine.floors import daily_floor, higher_floor, overall_floor
from ...engine.programme import Anchor, LossMeasure, Mode, ProfitMeasure
from .judging import Judged


def levels_of(state: State, programme: Programme) -> Levels:
    """The levels of a stage that has not ended.

    Of two trailing floors the lower peak is given, and its distance to the higher floor: whatever
    rises is told, and a look comes rather too often than too late.
    """
    phase = programme.phases[state.phase]
    trails = list(_trails(state, phase))
    peak = min((peak for _trail, peak in trails), default=None)
    floor = max((peak - trail for trail, peak in trails), default=None)
    return Levels.of(
        low=_low(state, phase),
        high=_high(state, phase, programme),
        trail=None if peak is None or floor is None else peak - floor,
        peak=peak,
    )


def _low(state: State, phase: Phase) -> Decimal | None:
    daily, overall = phase.max_daily_loss, phase.max_overall_loss
    floors = []
    if daily and not state.silent and daily.measure is not LossMeasure.CLOSED_BALANCE:
        floors.append(daily_floor(state, phase))
    if overall and overall.measure is not LossMeasure.CLOSED_BALANCE:
        floors.append(overall_floor(state, phase))
    return max((one for one in floors if one is not None), default=None)


def _trails(state: State, phase: Phase) -> list[tuple[Decimal, Decimal]]:
    found = []
    daily, overall = phase.max_daily_loss, phase.max_overall_loss
    of_peak = daily is not None and daily.anchor is Anchor.INTRADAY_PEAK_EQUITY
    if daily and of_peak and not state.silent:
        peak = state.day_peak + state.moved_today
        found.append((daily.amount.on(state.day_peak), peak))
    if overall and overall.mode is Mode.TRAIL_INTRADAY_EQUITY and not state.locked:
        found.append((overall.amount.on(state.high), state.high))
    return found


def _high(state: State, phase: Phase, programme: Programme) -> Decimal | None:
    """The equity that passes, where nothing else is missing; else none is worth a look."""
    target = phase.profit_target
    if target is None or phase.funded or target.measure is not ProfitMeasure.EQUITY:
        return None
    if target.flat or state.paused or state.held:
        return None
    days, even = phase.min_trading_days, phase.consistency
    if days and trading_days(state, phase) < days.days:
        return None
    if even and not evenness(state, phase, even).met(even):
        return None
    return programme.initial_balance + state.moved + target.amount.on(ZERO)


def quick_levels(one: Judged) -> Levels | None:
    """The levels of a stage whose state is not read yet, if its floor alone gives them.

    The floor that lists show may be one that does not bind: that looks too often, never too late.
    """
    phase = one.programme.phases[0]
    daily, overall, target = phase.max_daily_loss, phase.max_overall_loss, phase.profit_target
    trails = daily is not None and daily.anchor is Anchor.INTRADAY_PEAK_EQUITY
    trails |= overall is not None and overall.mode is Mode.TRAIL_INTRADAY_EQUITY
    reaches = target is not None and target.measure is ProfitMeasure.EQUITY and not target.flat
    if one.read or trails or reaches:
        return None
    return Levels.of(low=one.floor)


@dataclass(frozen=True, slots=True)
class Shown:
    """What lists show of a stage. target: the equity at which its profit target is reached."""

    balance: Decimal
    equity: Decimal
    floor: Decimal | None
    target: Decimal | None
    room: Decimal | None
    room_ratio: Decimal | None
    trading_days: int


def shown(state: State, programme: Programme) -> Shown:
    """Sum a state up for lists."""
    phase = programme.phases[state.phase]
    floor, target = higher_floor(state, phase), phase.profit_target
    room = None if floor is None else max(state.equity - floor, ZERO)
    initial = programme.initial_balance
    return Shown(
        balance=state.balance,
        equity=state.equity,
        floor=floor,
        target=None if target is None else initial + state.moved + target.amount.on(ZERO),
        room=room,
        room_ratio=None if room is None else room / initial,
        trading_days=trading_days(state, phase),
    )
