"""The same traders judged by the engine itself: slower, and what the compiled rules must equal."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, localcontext
from typing import Any, Final

from brokerdesk.kit.exact import EXACT, ZERO

from ..documents import programme_of, stage_document
from ..engine import Programme
from ..engine.days import evenness, profit, result_today
from ..engine.decisions import Breach, Expired, Status
from ..engine.events import QUIET, AccountState, Funding, PositionClosed, PositionOpened, Tick
from ..engine.rewards import share_out, split_after
from ..engine.run import Run
from ..engine.state import first_state
from ..terms import CycleKind, Terms
from .kinds import Fate
from .sampling import Draws
from .traders import Trader

MONDAY: Final = date(2026, 3, 2)
_CENT: Final = Decimal("0.01")
_SECOND: Final = timedelta(seconds=1)
_FATES: Final = {
    Status.ACTIVE: Fate.GAVE_UP, Status.FUNDED: Fate.FUNDED, Status.FAILED: Fate.FAILED,
    Status.EXPIRED: Fate.EXPIRED, Status.PASSED: Fate.PASSED,
}  # fmt: skip


@dataclass(slots=True)
class Walk:
    """How a path ended. days: calendar days up to funding, or to the end before."""

    phase: int = 0
    fate: Fate = Fate.GAVE_UP
    rule: str = ""
    days: int = 0
    paid: Decimal = ZERO
    taken: Decimal = ZERO
    payouts: int = 0
    trades: int = 0


def walk_exactly(
    document: dict[str, Any], terms: Terms, trader: Trader, draws: Draws, path: int
) -> Walk:
    """Let one path of a draw walk through the engine."""
    phases = [programme_of(stage_document(document, n)) for n in range(len(document["phases"]))]
    found, day, counts = Walk(), 0, draws.counts[path]
    cursor = int(draws.starts[path])
    with localcontext(EXACT):
        for n, programme in enumerate(phases):
            stage = _Stage(programme, terms, trader, found)
            found.phase, start = n, day
            horizon = trader.funded_days if stage.funded else trader.patience_days
            stage.begin(day)
            while stage.going and day < len(counts) and day - start < horizon:
                stage.day(day, [_drawn(draws, cursor + i) for i in range(int(counts[day]))])
                cursor += int(counts[day])
                day += 1
            found.fate, found.rule = stage.ended()
            if not stage.funded:
                found.days = day
            if found.fate is not Fate.PASSED:
                break
    return found


def _drawn(draws: Draws, n: int) -> tuple[int, int, int, int]:
    return (int(draws.results[n]), int(draws.worst[n]), int(draws.best[n]), int(draws.first[n]))


class _Stage:
    """One phase of one path, through the engine."""

    def __init__(self, programme: Programme, terms: Terms, trader: Trader, found: Walk) -> None:
        self._programme, self._terms, self._trader, self._found = programme, terms, trader, found
        self._phase = programme.phases[0]
        self.funded = self._phase.funded
        self._wins, self._paid_on, self._first = 0, 0, -1
        self._initial = programme.initial_balance
        self._run: Run

    @property
    def going(self) -> bool:
        """Whether nothing has ended it."""
        return self._run.state.ended_at is None

    def _reset_at(self, day: int) -> datetime:
        return self._programme.clock.reset_at(MONDAY + timedelta(days=day))

    def begin(self, day: int) -> None:
        """Start the account at the reset that begins a day."""
        self._now = self._reset_at(day)
        self._run = Run(first_state(self._programme, 0, self._now), self._programme, QUIET)
        self._run.begin()
        self._start = day

    def day(self, day: int, drawn: list[tuple[int, int, int, int]]) -> None:
        """One day: its reset, its trades, a reward."""
        self._now = self._reset_at(day)
        if day > self._start:
            self._run.take(Tick(self._now))
        for one in drawn:
            if not self.going or self._run.state.paused:
                break
            self._found.trades += 1
            self._first = day if self._first < 0 else self._first
            self._trade(one)
        if self.going and self.funded:
            self._reward(day)

    def ended(self) -> tuple[Fate, str]:
        """How it stands, and by which rule it ended."""
        lines = [one for one in self._run.lines if isinstance(one, (Breach, Expired))]
        fate = _FATES[self._run.state.status]
        lost = fate in (Fate.FAILED, Fate.EXPIRED)
        return fate, str(lines[-1].rule) if lost else ""

    def _take(self, event: Any) -> None:
        self._run.take(event)

    def _next(self) -> datetime:
        self._now += _SECOND
        return self._now

    def _trade(self, drawn: tuple[int, int, int, int]) -> None:
        result, worst, best, first = drawn
        risk = self._risk()
        self._take(PositionOpened(self._next(), "p", "EURUSD", Decimal("0.01")))
        for multiple in (worst, best) if first else (best, worst):
            if not self.going:
                return
            balance, floating = self._run.state.balance, _multiple(multiple, risk)
            self._take(AccountState(self._next(), balance, balance + floating, 1))
            if self.going and self._run.state.paused:
                self._take(PositionClosed(self._next(), "p", floating))
                return
        if self.going:
            self._take(PositionClosed(self._next(), "p", _multiple(result, risk)))

    def _risk(self) -> int:
        """Cents."""
        risk = int(self._initial * self._trader.risk_percent)
        target = self._phase.profit_target
        if target is None or self.funded:
            return risk
        state = self._run.state
        if profit(state, self._programme, target.measure) >= target.amount.on(ZERO):
            return int(risk * self._trader.coast)
        return risk

    def _reward(self, day: int) -> None:
        state, terms = self._run.state, self._terms
        if result_today(state) >= terms.winning_days.threshold:
            self._wins += 1
        amount = self._due(day)
        if not amount:
            return
        found = self._found
        split = split_after(terms.split, found.payouts)
        found.paid += share_out(amount, split, self._programme.currency).trader
        found.taken += amount
        found.payouts += 1
        self._paid_on, self._wins = day, 0
        self._take(Funding(self._next(), -amount))

    def _due(self, day: int) -> Decimal:
        terms, state = self._terms, self._run.state
        first = not self._found.payouts
        since = self._first if first else self._paid_on
        wait = terms.first_payout.days if first else _cycle_days(terms)
        if self._first < 0 or day - since < wait or self._wins < terms.winning_days.days:
            return ZERO
        even = self._phase.consistency
        if even and not evenness(state, self._phase, even).met(even):
            return ZERO
        earned = state.balance - self._initial
        leave = int(self._initial * self._trader.leave_percent) * _CENT
        part = int(earned * 100 * terms.max_share) * _CENT if earned > 0 else ZERO
        most = min(earned - max(terms.buffer, leave), part)
        if terms.cap is not None:
            most = min(most, terms.cap)
        return most if most > 0 and most >= terms.minimum else ZERO


def _cycle_days(terms: Terms) -> int:
    cycle = terms.cycle
    if cycle.kind is CycleKind.BUSINESS_DAYS:
        return -(-cycle.number * 7 // 5)
    return 7 if cycle.kind is CycleKind.WEEKDAY else cycle.number


def _multiple(result: int, risk_cents: int) -> Decimal:
    """So many ten-thousandths of a risk, towards zero, in whole cents."""
    part = risk_cents * abs(result) // 10_000 * _CENT
    return part if result >= 0 else -part
