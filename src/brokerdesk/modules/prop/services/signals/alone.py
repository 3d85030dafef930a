"""Signals in the positions of one challenge alone. Pure: trades and limits in, evidence out."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from ...types import SignalKind
from .limits import Limits
from .trades import Trade

Evidence = dict[str, Any]
MOST_SHOWN: Final = 100
NEW_YORK: Final = ZoneInfo("America/New_York")
_WEEK_CLOSES: Final = time(17)
_FRIDAY: Final = 4
_SURE: Final = Decimal("0.9")
_OFTENER: Final = 2
"""So many times as often as after gains."""


@dataclass(frozen=True, slots=True)
class ReleaseAt:
    """A release of high impact; symbols None: by its currency, or all where it has none."""

    at: datetime
    title: str
    currency: str = ""
    symbols: tuple[str, ...] | None = None

    def concerns(self, trade: Trade) -> bool:
        """Whether it moves what was traded."""
        if self.symbols is not None:
            return trade.symbol in self.symbols
        return self.currency in trade.instrument if self.currency else True


def near_news(
    trades: Sequence[Trade], limits: Limits, releases: Sequence[ReleaseAt]
) -> Evidence | None:
    """Positions opened or closed next to releases that move their symbol."""
    within = limits.within
    found = []
    for trade in trades:
        instants = [one for one in (trade.opened_at, trade.closed_at) if one]
        release = next(
            (
                one
                for one in releases
                if one.concerns(trade) and any(abs(one.at - at) <= within for at in instants)
            ),
            None,
        )
        if release is not None:
            found.append((trade, {"release": f"{release.title} {release.at:%Y-%m-%d %H:%M}"}))
    return _share_of(trades, found, limits)


def martingale(trades: Sequence[Trade], limits: Limits) -> Evidence | None:
    """After a loss the next position of the symbol has at least `factor` times its lots.

    Who raises them as often after gains merely changes his lots.
    """
    losses = _followed(trades, limits, lost=True)
    gains = _followed(trades, limits, lost=False)
    found = [(after, {"before": f"{before.lots.normalize():f}"}) for before, after in losses.raised]
    if len(found) < limits.least or len(found) < limits.share * losses.whole:
        return None
    if len(found) * gains.whole < _OFTENER * len(gains.raised) * losses.whole:
        return None
    return _evidence(trades, found, limits, of=losses.whole)


class _Followed(NamedTuple):
    whole: int
    raised: list[tuple[Trade, Trade]]


def _followed(trades: Sequence[Trade], limits: Limits, *, lost: bool) -> _Followed:
    """How many losses, or gains, a later position of the symbol followed; which with more lots."""
    pairs = [
        (before, after)
        for rows in _by_symbol(trades).values()
        for before, after in pairwise(rows)
        if before.closed_at is not None
        and (before.net < 0) == lost
        and after.opened_at >= before.closed_at
    ]
    raised = [(one, two) for one, two in pairs if two.lots >= one.lots * limits.factor]
    return _Followed(len(pairs), raised)


def grid(trades: Sequence[Trade], limits: Limits) -> Evidence | None:
    """Open positions of one symbol and side, each at a worse price than the last, evenly apart.

    factor: how far a step may differ from the middle one, as a part of it.
    """
    best: list[Trade] = []
    sides: dict[tuple[str, str], list[Trade]] = defaultdict(list)
    for trade in trades:
        sides[trade.instrument, trade.side].append(trade)
    for rows in sides.values():
        for ladder in _ladders(rows):
            if len(ladder) > len(best) and _even(ladder, limits.factor):
                best = ladder
    if len(best) < limits.least:
        return None
    return _evidence(trades, [(trade, {}) for trade in best], limits)


def _ladders(rows: Sequence[Trade]) -> list[list[Trade]]:
    """Runs of positions that were open together, each at a worse price than the one before."""
    found: list[list[Trade]] = []
    run: list[Trade] = []
    for trade in rows:
        ends = min((one.closed_at for one in run if one.closed_at), default=None)
        worse = bool(run) and (trade.price < run[-1].price) == (trade.side == "buy")
        together = ends is None or trade.opened_at < ends
        if run and worse and together and trade.price != run[-1].price:
            run.append(trade)
        else:
            run = [trade]
            found.append(run)
    return found


def _even(ladder: Sequence[Trade], part: Decimal) -> bool:
    steps = [abs(after.price - before.price) for before, after in pairwise(ladder)]
    if not steps:
        return False
    middle = median(steps)
    return all(abs(step - middle) <= part * middle for step in steps)


def latency(trades: Sequence[Trade], limits: Limits) -> Evidence | None:
    """Positions held for moments, nearly all of them in profit: prices were known before."""
    short = _short(trades, limits)
    won = [one for one in short if one.net > 0]
    if len(won) < _SURE * len(short):
        return None
    return _share_of(trades, [(one, {}) for one in won], limits)


def scalping(trades: Sequence[Trade], limits: Limits) -> Evidence | None:
    """Positions held for moments only, however they ended."""
    return _share_of(trades, [(one, {}) for one in _short(trades, limits)], limits)


def _short(trades: Sequence[Trade], limits: Limits) -> list[Trade]:
    most = limits.within
    return [one for one in trades if one.held is not None and one.held <= most]


def burst(trades: Sequence[Trade], limits: Limits) -> Evidence | None:
    """Positions opened at the same second."""
    seconds: dict[datetime, list[Trade]] = defaultdict(list)
    for trade in trades:
        seconds[trade.opened_at.replace(microsecond=0)].append(trade)
    most = max(seconds.values(), key=len, default=[])
    if len(most) < limits.least:
        return None
    return _evidence(trades, [(one, {}) for one in most], limits) | {"most": len(most)}


def all_in(trades: Sequence[Trade], limits: Limits) -> Evidence | None:
    """One position brought most of a profit, with far more lots than usual."""
    closed = [one for one in trades if one.closed]
    whole = sum((one.net for one in closed), Decimal(0))
    if len(closed) < limits.least or whole <= 0:
        return None
    best = max(closed, key=lambda one: one.net)
    usual = median([one.lots for one in closed if one is not best])
    if best.net < limits.share * whole or best.lots < limits.factor * usual:
        return None
    more = {"factor": f"{best.lots / usual:.1f}", "profit": f"{whole:.2f}"}
    return _evidence(trades, [(best, {})], limits) | more


def hyperactive(trades: Sequence[Trade], limits: Limits) -> Evidence | None:
    """More positions on a day of UTC than the limit."""
    days: dict[Any, list[Trade]] = defaultdict(list)
    for trade in trades:
        days[trade.opened_at.date()].append(trade)
    day, most = max(days.items(), key=lambda row: len(row[1]), default=(None, []))
    if len(most) < limits.least:
        return None
    return _evidence(trades, [(one, {}) for one in most], limits) | {"on": f"{day}"}


def gap(trades: Sequence[Trade], limits: Limits) -> Evidence | None:
    """Positions opened just before the weekend and closed after it brought most of the profit."""
    before = limits.within
    found = [one for one in trades if one.net > 0 and _over_weekend(one, before)]
    won = sum((one.net for one in trades if one.net > 0), Decimal(0))
    brought = sum((one.net for one in found), Decimal(0))
    if len(found) < limits.least or brought < limits.share * won:
        return None
    return _evidence(trades, [(one, {}) for one in found], limits) | {"profit": f"{brought:.2f}"}


def _over_weekend(trade: Trade, before: timedelta) -> bool:
    local = trade.opened_at.astimezone(NEW_YORK)
    if local.weekday() != _FRIDAY or trade.closed_at is None:
        return False
    closes = datetime.combine(local.date(), _WEEK_CLOSES, NEW_YORK)
    return closes - before <= local < closes and trade.closed_at > closes + timedelta(days=1)


def _by_symbol(trades: Sequence[Trade]) -> Mapping[str, list[Trade]]:
    found: dict[str, list[Trade]] = defaultdict(list)
    for trade in trades:
        found[trade.instrument].append(trade)
    return found


def _share_of(
    trades: Sequence[Trade], found: list[tuple[Trade, dict[str, str]]], limits: Limits
) -> Evidence | None:
    if len(found) < limits.least or len(found) < limits.share * len(trades):
        return None
    return _evidence(trades, found, limits)


def _evidence(
    trades: Sequence[Trade],
    found: list[tuple[Trade, dict[str, str]]],
    limits: Limits,
    *,
    of: int | None = None,
) -> Evidence:
    whole = len(trades) if of is None else of
    row: Evidence = {
        "trades": whole,
        "found": len(found),
        "share": percent(len(found), whole),
        "limit": str(limits.least),
        "deals": [trade.row() | more for trade, more in found[:MOST_SHOWN]],
    }
    return row | ({"seconds": f"{limits.seconds:f}"} if limits.seconds else {})


def percent(part: int, whole: int) -> str:
    """A share as evidence says it."""
    return f"{100 * part / whole:.0f} %" if whole else "–"


FINDERS: Final[Mapping[SignalKind, Callable[[Sequence[Trade], Limits], Evidence | None]]] = {
    SignalKind.MARTINGALE: martingale,
    SignalKind.GRID: grid,
    SignalKind.LATENCY: latency,
    SignalKind.SCALPING: scalping,
    SignalKind.BURST: burst,
    SignalKind.ALL_IN: all_in,
    SignalKind.HYPERACTIVE: hyperactive,
    SignalKind.GAP: gap,
}
