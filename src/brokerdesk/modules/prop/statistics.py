"""Figures of closed trades and of days. Pure; every definition is said where a page shows it.

A trade is a closing deal: its result is profit, swap, commission and fee of it, and the costs of
opening the position in proportion to the lots closed. Trades that came to nothing are counted, and
are neither winners nor losers.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, localcontext
from typing import Final

from brokerdesk.kit.exact import EXACT, ZERO
from brokerdesk.kit.rounding import Rounding, round_to
from brokerdesk.modules.trading.types import DealRow
from brokerdesk.ports.trading import DealEntry, DealKind

RISK_FREE_A_DAY: Final = Decimal("0.05") / 252
SESSIONS: Final = ((7, "asia"), (13, "europe"), (22, "america"), (24, "asia"))
PLACES: Final = 4


@dataclass(frozen=True, slots=True)
class Trade:
    """A closed trade; side is that of the position."""

    symbol: str
    side: str
    lots: Decimal
    opened_at: datetime | None
    closed_at: datetime
    net: Decimal
    ticket: int = 0


@dataclass(frozen=True, slots=True)
class Statistics:
    """Figures of trades; None where nothing can be divided. Ratios have 4 decimals."""

    trades: int
    winners: int
    losers: int
    lots: Decimal
    net: Decimal
    gross_profit: Decimal
    gross_loss: Decimal
    win_rate: Decimal | None
    profit_factor: Decimal | None
    average_win: Decimal | None
    average_loss: Decimal | None
    reward_to_risk: Decimal | None
    expectancy: Decimal | None
    average_hold: timedelta | None
    best: Decimal | None
    worst: Decimal | None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Figures of days. consistency: the best day's part of all days in profit."""

    days: int
    best_day: date | None
    best: Decimal | None
    worst_day: date | None
    worst: Decimal | None
    consistency: Decimal | None
    sharpe: Decimal | None


def _ratio(above: Decimal, below: Decimal) -> Decimal | None:
    return round_to(above / below, PLACES, Rounding.HALF_EVEN) if below else None


def statistics(trades: Sequence[Trade], scale: int = 2) -> Statistics:
    """All figures of some trades; averages of money are rounded half even to `scale`."""
    with localcontext(EXACT):
        won = [one.net for one in trades if one.net > 0]
        lost = [-one.net for one in trades if one.net < 0]
        net = sum((one.net for one in trades), ZERO)
        gain, loss = sum(won, ZERO), sum(lost, ZERO)
        lots = sum((one.lots for one in trades), ZERO)
    win, lose = _mean(won, scale), _mean(lost, scale)
    results = [one.net for one in trades]
    return Statistics(
        trades=len(trades), winners=len(won), losers=len(lost), lots=lots, net=net,
        gross_profit=gain, gross_loss=loss,
        win_rate=_ratio(Decimal(len(won)), Decimal(len(trades))),
        profit_factor=_ratio(gain, loss),
        average_win=win, average_loss=lose,
        reward_to_risk=_ratio(gain * len(lost), loss * len(won)) if won and lost else None,
        expectancy=_mean(results, scale),
        average_hold=_hold(trades),
        best=max(results, default=None), worst=min(results, default=None),
    )  # fmt: skip


def _mean(amounts: Sequence[Decimal], scale: int) -> Decimal | None:
    if not amounts:
        return None
    return round_to(sum(amounts, ZERO) / len(amounts), scale, Rounding.HALF_EVEN)


def _hold(trades: Iterable[Trade]) -> timedelta | None:
    held = [one.closed_at - one.opened_at for one in trades if one.opened_at is not None]
    if not held:
        return None
    return timedelta(seconds=round(sum(held, timedelta()).total_seconds() / len(held)))


def grouped(trades: Iterable[Trade], key: Callable[[Trade], str]) -> dict[str, Statistics]:
    """The same figures for each group, the largest result first."""
    found: dict[str, list[Trade]] = defaultdict(list)
    for one in trades:
        found[key(one)].append(one)
    rows = {name: statistics(group) for name, group in found.items()}
    return dict(sorted(rows.items(), key=lambda row: (-row[1].net, row[0])))


def session_of(trade: Trade) -> str:
    """asia (22-07 UTC), europe (07-13), america (13-22), by the opening; unknown without one."""
    if trade.opened_at is None:
        return "unknown"
    hour = trade.opened_at.astimezone(UTC).hour
    return next(name for until, name in SESSIONS if hour < until)


def by_day(trades: Iterable[Trade], day_of: Callable[[datetime], date]) -> dict[date, list[Trade]]:
    """Trades by the programme's day on which they were closed, the newest day first."""
    found: dict[date, list[Trade]] = defaultdict(list)
    for one in trades:
        found[day_of(one.closed_at)].append(one)
    return dict(sorted(found.items(), reverse=True))


def day_figures(results: Mapping[date, Decimal], begun_at: Mapping[date, Decimal]) -> DayFigures:
    """Figures of active days; `begun_at` is the equity at the beginning of each, where known."""
    best = max(results, key=lambda day: (results[day], -day.toordinal()), default=None)
    worst = min(results, key=lambda day: (results[day], day), default=None)
    good = sum((one for one in results.values() if one > 0), ZERO)
    returns = [results[day] / begun_at[day] for day in results if begun_at.get(day)]
    return DayFigures(
        days=len(results),
        best_day=best, best=None if best is None else results[best],
        worst_day=worst, worst=None if worst is None else results[worst],
        consistency=_ratio(max(results[best], ZERO), good) if best is not None else None,
        sharpe=sharpe(returns),
    )  # fmt: skip


def sharpe(returns: Sequence[Decimal]) -> Decimal | None:
    """(Mean daily return - 5 %/252) / population standard deviation; None without a spread."""
    if len(returns) < 2:
        return None
    mean = sum(returns, ZERO) / len(returns)
    spread = (sum(((one - mean) ** 2 for one in returns), ZERO) / len(returns)).sqrt()
    return _ratio(mean - RISK_FREE_A_DAY, spread)


def trades_of(deals: Iterable[DealRow]) -> list[Trade]:
    """The closed trades of an account's deals, in the order of their closing."""
    costs: dict[int, Decimal] = defaultdict(Decimal)
    lots: dict[int, Decimal] = defaultdict(Decimal)
    opened: dict[int, datetime] = {}
    found: list[Trade] = []
    for deal in deals:
        if deal.deleted_at is not None or deal.kind not in (DealKind.BUY, DealKind.SELL):
            continue
        if deal.entry == DealEntry.IN:
            costs[deal.position_id] += deal.balance_effect
            lots[deal.position_id] += deal.lots
            opened.setdefault(deal.position_id, deal.occurred_at)
        elif deal.lots_closed:
            whole = lots[deal.position_id] or deal.lots_closed
            part = EXACT.multiply(costs[deal.position_id], deal.lots_closed) / whole
            share = round_to(part, 8, Rounding.HALF_EVEN)
            found.append(
                Trade(
                    symbol=deal.symbol,
                    side="sell" if deal.kind is DealKind.BUY else "buy",
                    lots=deal.lots_closed,
                    opened_at=deal.opened_at or opened.get(deal.position_id),
                    closed_at=deal.occurred_at,
                    net=EXACT.add(deal.balance_effect, share),
                    ticket=deal.ticket,
                )
            )
    return found
