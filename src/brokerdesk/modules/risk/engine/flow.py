"""How an account trades, in figures: statistics of its closed trades, never a label."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from statistics import median

ZERO = Decimal(0)
RAISED = Decimal("1.5")
QUICK_S, SHORT_S, MINUTE_S = 10, 180, 60


@dataclass(frozen=True, slots=True)
class Trade:
    """A closed part of a position. side: of the position. opened_at: None when not known.

    profit: with swap, commission and fee, in the account's currency.
    """

    position: int
    symbol: str
    side: str
    lots: Decimal
    opened_at: datetime | None
    closed_at: datetime
    profit: Decimal

    @property
    def hold_s(self) -> float | None:
        """How long it was held."""
        if self.opened_at is None:
            return None
        return (self.closed_at - self.opened_at).total_seconds()


@dataclass(frozen=True, slots=True)
class FlowFigures:
    """Figures of trades. Shares are of 1; None where there is nothing that they could be of.

    under_3min: held from 10 s to under 3 min. same_second: trades opened in one second with
    another. lots_raised: trades of at least 1.5 times the lots of the one before.
    both_sides_share: of the time with a position, that with buyers and sellers of one symbol.
    """

    trades: int
    median_hold_s: float | None
    under_10s: int
    under_3min: int
    longer: int
    unknown_hold: int
    under_60s_share: Decimal | None
    same_second: int
    lots_raised: int
    both_sides_share: Decimal | None
    win_rate: Decimal | None
    lots: Decimal
    net_profit: Decimal
    markouts: Mapping[str, str | None] = field(default_factory=dict)


def figures(trades: Sequence[Trade]) -> FlowFigures:
    """Compute the figures of an account's trades of a period."""
    holds = [hold for trade in trades if (hold := trade.hold_s) is not None]
    quick = sum(hold < QUICK_S for hold in holds)
    short = sum(QUICK_S <= hold < SHORT_S for hold in holds)
    under = sum(hold < MINUTE_S for hold in holds)
    return FlowFigures(
        trades=len(trades),
        median_hold_s=median(holds) if holds else None,
        under_10s=quick,
        under_3min=short,
        longer=len(holds) - quick - short,
        unknown_hold=len(trades) - len(holds),
        under_60s_share=_share(under, len(holds)),
        same_second=_same_second(trades),
        lots_raised=_raised(trades),
        both_sides_share=_both_sides(trades),
        win_rate=_share(sum(trade.profit > 0 for trade in trades), len(trades)),
        lots=sum((trade.lots for trade in trades), ZERO),
        net_profit=sum((trade.profit for trade in trades), ZERO),
    )


def _share(part: float, whole: float) -> Decimal | None:
    return round(Decimal(str(part)) / Decimal(str(whole)), 6) if whole else None


def _openings(trades: Sequence[Trade]) -> list[tuple[datetime, int, Decimal]]:
    """When each position was opened, and with how many of the lots that are closed by now."""
    lots: dict[int, Decimal] = {}
    at: dict[int, datetime] = {}
    for trade in trades:
        if trade.opened_at is not None:
            lots[trade.position] = lots.get(trade.position, ZERO) + trade.lots
            at[trade.position] = trade.opened_at
    return sorted((at[position], position, lots[position]) for position in at)


def _same_second(trades: Sequence[Trade]) -> int:
    seconds = Counter(int(at.timestamp()) for at, _position, _lots in _openings(trades))
    return sum(n for n in seconds.values() if n > 1)


def _raised(trades: Sequence[Trade]) -> int:
    return sum(later[2] >= RAISED * before[2] for before, later in pairwise(_openings(trades)))


def _both_sides(trades: Sequence[Trade]) -> Decimal | None:
    """By sweeping over the instants at which something was opened or closed."""
    changes: list[tuple[datetime, str, str, int]] = []
    for trade in trades:
        if trade.opened_at is not None and trade.opened_at < trade.closed_at:
            changes.append((trade.opened_at, trade.symbol, trade.side, 1))
            changes.append((trade.closed_at, trade.symbol, trade.side, -1))
    changes.sort()
    open_now: Counter[tuple[str, str]] = Counter()
    any_s = both_s = 0.0
    last = changes[0][0] if changes else None
    for at, symbol, side, step in changes:
        spent = (at - last).total_seconds() if last else 0.0
        held = {key for key, n in open_now.items() if n > 0}
        any_s += spent if held else 0.0
        hedged = any((name, "sell") in held for name, way in held if way == "buy")
        both_s += spent if hedged else 0.0
        open_now[symbol, side] += step
        last = at
    return _share(both_s, any_s)
