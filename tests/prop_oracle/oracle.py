"""Prop challenges in fractions: the contract said slowly and plainly, to prove the engine by.

It evaluates cases that the contract accepts; `reading` says which it does not. Amounts in its
answer are fractions and instants datetimes, whatever way they would be written.
"""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from .account import ZERO, Crossing, Phase
from .reading import Row, read_event, read_programme, refused

__all__ = ["Run", "evaluate", "refused"]

DAY = timedelta(days=1)
NEW_YORK = ZoneInfo("America/New_York")


# The clock.


def local_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Find the instant of a local time; the first of two, a skipped one by the offset before."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def trading_day(at: datetime, clock: tuple[ZoneInfo, time]) -> date:
    """Find the trading day that an instant lies in."""
    zone, reset = clock
    day = at.astimezone(zone).date() + DAY
    while local_instant(day, reset, zone) > at:
        day -= DAY
    return day


def next_weekend(after: datetime) -> datetime:
    """Find the first Friday 17:00 in New York after an instant."""
    day = after.astimezone(NEW_YORK).date()
    while True:
        at = local_instant(day, time(17), NEW_YORK)
        if day.isoweekday() == 5 and at > after:
            return at
        day += DAY


# A run through the phases.


class Run:
    """A run of a programme, one event after the other; `lines` is what it has written."""

    def __init__(self, programme: Row, at: datetime, news: list[Row]) -> None:
        self.programme = programme
        self.news = news
        self.lines: list[Row] = []
        self.status: str | None = None  # how it ended
        self.at = at
        self.weekend = next_weekend(at)
        self.index = 0
        self.phase = Phase(programme, 0, trading_day(at, programme["clock"]))
        self.write_day()

    def reset_of(self, day: date) -> datetime:
        """Find the reset of a date."""
        zone, reset = self.programme["clock"]
        return local_instant(day, reset, zone)

    def write(self, kind: str, **values: object) -> None:
        """Write a line at the present instant."""
        self.lines.append({"at": self.at, "type": kind, **values})

    def write_day(self) -> None:
        """Write that a day started."""
        self.write(
            "day_started",
            day=self.phase.day.isoformat(),
            reset_at=self.reset_of(self.phase.day),
            balance=self.phase.balance,
            equity=self.phase.equity,
            daily_floor=self.phase.daily_floor(),
            overall_floor=self.phase.overall_floor(),
        )

    def judge(self, crossings: list[Crossing], may_pass: bool) -> None:
        """Carry out the severest of what is crossed, then see whether the phase is passed."""
        if crossings:
            crossings = sorted(crossings, key=Crossing.rank)
            first = crossings[0]
            self.write(
                "breach",
                phase=self.phase.name,
                rule=first.rule,
                floor=first.floor,
                measured=first.measured,
                action=first.action,
                also=[one.rule for one in crossings[1:]],
            )
            if any(one.rule == "max_daily_loss" for one in crossings):
                self.phase.looked_at = True
            if first.action == "fail":
                self.status = "failed"
                return
            if first.action == "pause_until_reset":
                self.phase.paused = True
                self.write("paused")
        if may_pass and self.phase.passes():
            self.pass_phase()

    def pass_phase(self) -> None:
        """Pass the phase and start the next."""
        phase = self.phase
        self.write(
            "phase_passed",
            phase=phase.name,
            trading_days=phase.trading_days(),
            profit=phase.profit("balance"),
        )
        self.index += 1
        if self.index == len(self.programme["phases"]):
            self.status = "passed"
            return
        self.phase = Phase(self.programme, self.index, phase.day)
        self.write_day()

    def check_weekend(self) -> None:
        """See whether the account is flat at the end of a week."""
        self.at, self.weekend = self.weekend, next_weekend(self.weekend)
        rule = self.phase.rules.get("weekend_flat")
        if rule is not None and self.phase.open_count > 0:
            self.judge([Crossing("weekend_flat", rule["action"], None, None)], may_pass=False)

    def reset(self) -> None:
        """Begin a day, or expire."""
        day = self.phase.day + DAY
        self.at = self.reset_of(day)
        expired = self.phase.expiring(day)
        if expired is not None:
            self.write("expired", phase=self.phase.name, rule=expired)
            self.status = "expired"
            return
        self.phase.new_day(day)
        self.write_day()
        if self.phase.paused:
            self.phase.paused = False
            self.write("resumed")
        self.judge([*self.phase.crossed_floors()], may_pass=True)

    def advance(self, to: datetime) -> None:
        """Go through the weekend checks and resets up to an instant, that instant included."""
        while self.status is None:
            reset = self.reset_of(self.phase.day + DAY)
            if min(self.weekend, reset) > to:
                self.at = to
                return
            if self.weekend <= reset:
                self.check_weekend()
            else:
                self.reset()

    def event(self, row: Row) -> None:
        """Take an event."""
        self.advance(row["at"])
        if self.status is not None:
            return
        phase, kind = self.phase, row["type"]
        crossings: list[Crossing] = []
        if kind == "state":
            phase.state(row)
        elif kind == "position_opened" and (not row["adds"] or row["position"] in phase.positions):
            phase.opened(row)
            crossings += phase.too_many_lots(row)
            crossings += phase.in_news(self.at, row["symbol"], self.news)
        elif kind == "position_closed" and row["position"] in phase.positions:
            position = phase.closed(row)
            crossings += phase.in_news(self.at, position.symbol, self.news)
        elif kind in ("deposit", "withdrawal"):
            phase.paid(row["amount"] if kind == "deposit" else -row["amount"])
        elif kind == "charge":
            phase.charged(row["amount"])
        phase.see_held()
        phase.raise_peaks()
        self.judge([*phase.crossed_floors(), *crossings], may_pass=True)

    def final(self) -> Row:
        """Give the last line."""
        phase = self.phase
        floors = [one for one in (phase.daily_floor(), phase.overall_floor()) if one is not None]
        permitted = max(ZERO, phase.equity - max(floors)) if floors else None
        if self.status in ("failed", "expired"):
            permitted = ZERO
        left = None
        if "profit_target" in phase.rules:
            profit = phase.profit(phase.rules["profit_target"]["measure"])
            left = max(ZERO, phase.target() - profit)
        share, met = phase.consistency()
        return {
            "at": self.at,
            "type": "final",
            "status": self.status or ("funded" if phase.funded else "active"),
            "phase": phase.name,
            "balance": phase.balance,
            "equity": phase.equity,
            "daily_floor": phase.daily_floor(),
            "overall_floor": phase.overall_floor(),
            "permitted_loss": permitted,
            "profit_target_left": left,
            "trading_days": phase.trading_days(),
            "best_day_share": None if share is None else rounded(share, 6),
            "consistency_met": met,
            "next_reset_at": self.reset_of(trading_day(self.at, self.programme["clock"]) + DAY),
        }


def rounded(number: Fraction, decimals: int) -> Fraction:
    """Round a number that is not negative, half up."""
    return Fraction(int(number * 10**decimals + Fraction(1, 2)), 10**decimals)


def released(row: Row) -> Row:
    """A release at its own instant, whenever it was told."""
    return {**row, "at": row.get("release", row["at"])}


def start(programme: Row, events: list[Row]) -> Run:
    """Start a run of a programme; only the first event's instant and the news are looked at."""
    full = read_programme(programme)
    at = full["started_at"] if "started_at" in full else read_event(events[0])["at"]
    news = [released(read_event(row)) for row in events if row["type"] == "news"]
    return Run(full, at, news)


def evaluate(programme: Row, events: list[Row]) -> list[Row]:
    """Evaluate a case that is not refused."""
    run = start(programme, events)
    for row in events:
        run.event(read_event(row))
    return [*run.lines, run.final()]
