"""Random cases that the contract accepts, with most events near some edge of its rules."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from .account import ZERO
from .oracle import Run, next_weekend
from .reading import (
    ANCHORS,
    COMPARES,
    COUNTS,
    DENOMINATORS,
    MEASURES,
    MODES,
    ON_WITHDRAWAL,
    RULES,
    Row,
    read_event,
    read_programme,
)

Case = tuple[Row, list[Row]]

STARTS = (
    datetime(2026, 3, 6, 20, tzinfo=UTC),  # Friday, summer time begins in New York on Sunday
    datetime(2026, 3, 26, 12, tzinfo=UTC),  # Thursday before Prague changes
    datetime(2026, 3, 28, 23, tzinfo=UTC),  # a reset in Prague, the day of 23 hours
    datetime(2026, 10, 23, 9, tzinfo=UTC),  # Friday before the day of 25 hours
    datetime(2026, 10, 30, 21, 0, 1, tzinfo=UTC),  # just after a weekend began in New York
    datetime(2026, 6, 3, 10, tzinfo=UTC),
    datetime(2026, 6, 5, 21, tzinfo=UTC),  # the very weekend check
)
CLOCKS = (
    None,
    ("UTC", "00:30"),
    ("Europe/Prague", "00:00"),
    ("Europe/Prague", "02:30"),  # skipped in March, twice in October
    ("America/New_York", "17:00"),
    ("America/New_York", "02:00"),
    ("Asia/Shanghai", "00:00"),
    ("Australia/Lord_Howe", "01:45"),  # moves by half an hour
)
OFFSETS = (UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8)))
SYMBOLS = ("EURUSD", "XAUUSD")
POSITIONS = ("p1", "p2", "p3", "p10")
LOTS = ("0.01", "1", "1.00", "2", "2.5", "5", "0.5")
NEAR = tuple(
    map(
        Fraction,
        ("0", "0", "0", "0", "0.01", "-0.01", "1", "-1", "1e-8", "-1e-8", "1e-33", "-1e-33"),
    )
)
STEPS = (
    *(timedelta(0), timedelta(0), timedelta(seconds=1), timedelta(minutes=2)),
    *(timedelta(hours=1), timedelta(hours=7), timedelta(hours=9), timedelta(days=1)),
    *(timedelta(days=2), timedelta(hours=20)),
)
AROUND = (
    *(timedelta(0), timedelta(0), timedelta(seconds=1), timedelta(seconds=-1)),
    *(timedelta(microseconds=1), timedelta(microseconds=-1)),
)


class Tape:
    """Bytes to make choices by: drawing them at once is much faster than one by one."""

    def __init__(self, data: bytes) -> None:
        self.data = iter(data)

    def integer(self, low: int, high: int) -> int:
        """Choose a number; the lowest once the tape has run out."""
        size = 1 if high - low < 128 else 4
        number = int.from_bytes([next(self.data, 0) for _ in range(size)])
        return low + number % (high - low + 1)

    def one(self, values: Sequence[Any]) -> Any:
        """Choose one of some values."""
        return values[self.integer(0, len(values) - 1)]

    def one_in(self, times: int) -> bool:
        """Decide yes once in so many times."""
        return self.integer(1, times) == times

    def shuffled(self, values: Iterable[Any]) -> list[Any]:
        """Put values in any order."""
        left = list(values)
        return [left.pop(self.integer(0, len(left) - 1)) for _ in range(len(left))]


def tapes() -> st.SearchStrategy[Tape]:
    """Draw tapes."""
    return st.builds(Tape, st.binary(min_size=400, max_size=400))


def finite(number: Fraction) -> bool:
    """Tell whether a number has an end when it is written as a decimal."""
    return 10**80 % number.denominator == 0


def plain(number: Fraction) -> str:
    """Write a number as a plain decimal, without zeros at its end."""
    assert finite(number), number
    decimals = next(places for places in range(81) if 10**places % number.denominator == 0)
    if not decimals:
        return str(number)
    digits = int(number * 10**decimals)
    whole, part = divmod(abs(digits), 10**decimals)
    return f"{'-' if digits < 0 else ''}{whole}.{part:0{decimals}d}"


def written(draw: Tape, at: datetime) -> str:
    """Write an instant in some zone."""
    zone = draw.one(OFFSETS)
    text: str = at.astimezone(zone).isoformat()
    return text.replace("+00:00", "Z") if draw.one_in(2) else text


def some(draw: Tape, row: Row, key: str, values: tuple[Any, ...]) -> None:
    """Set a key that may be left out two times in three."""
    if not draw.one_in(3):
        row[key] = draw.one(values)


def amounts(draw: Tape, of: str = "initial", big: int = 1) -> Row:
    """Write an amount: money, or percent of initial or of something else."""
    if draw.one_in(4):
        return {"money": str(draw.one((150, 300, 333, 500)) * big)}
    percent = draw.one(("1", "2", "3.5", "0.75", "2.00"))
    return {
        "percent": plain(Fraction(percent) * big),
        "of": draw.one(("initial", of, of)),
    }


# The rules, each with its parameters at random.


def _daily(draw: Tape, row: Row) -> None:
    row["amount"] = amounts(draw, "anchor")
    some(draw, row, "anchor", (*ANCHORS, "intraday_peak_equity"))
    some(draw, row, "measure", MEASURES)
    some(draw, row, "breach_when", COMPARES)
    some(draw, row, "action", ("fail", "pause_until_reset", "warn", "warn", "pause_until_reset"))


def _overall(draw: Tape, row: Row) -> None:
    row["amount"] = amounts(draw, "peak", 2)
    some(draw, row, "mode", MODES)
    some(draw, row, "on_withdrawal", ON_WITHDRAWAL)
    some(draw, row, "measure", MEASURES)
    some(draw, row, "breach_when", COMPARES)
    floors = ("9700", "9800", "9950", "10000", "10000", "10100")
    some(draw, row, "lock", (None, *({"floor_at": floor} for floor in floors)))


def _target(draw: Tape, row: Row) -> None:
    row["amount"] = amounts(draw)
    some(draw, row, "measure", ("balance", "equity"))
    some(draw, row, "flat", (True, False))


def _days(draw: Tape, row: Row) -> None:
    row["days"] = draw.one((1, 1, 2, 3))
    some(draw, row, "counts", COUNTS)
    if draw.one_in(2):
        row["threshold"] = amounts(draw)


def _consistency(draw: Tape, row: Row) -> None:
    row["max_share"] = draw.one(("0.40", "0.5", "1", "0.8", "1.5"))
    some(draw, row, "denominator", DENOMINATORS)
    some(draw, row, "strict", (True, False))


def _lots(draw: Tape, row: Row) -> None:
    row["lots"] = draw.one(("1", "2", "5", "2.50"))
    some(draw, row, "scope", ("position", "total"))
    some(draw, row, "action", ("fail", "warn", "warn"))


def _news(draw: Tape, row: Row) -> None:
    some(draw, row, "before_s", (120, 0, 300))
    some(draw, row, "after_s", (120, 0, 60))
    some(draw, row, "action", ("fail", "warn", "warn"))


def _weekend(draw: Tape, row: Row) -> None:
    some(draw, row, "action", ("fail", "warn", "warn"))


def _limit(draw: Tape, row: Row) -> None:
    row["days"] = draw.one((1, 2, 3, 5, 30))


FILL = {
    "max_daily_loss": (_daily, 9),
    "max_overall_loss": (_overall, 8),
    "profit_target": (_target, 8),
    "min_trading_days": (_days, 4),
    "max_days": (_limit, 2),
    "inactivity": (_limit, 2),
    "consistency": (_consistency, 3),
    "max_lots": (_lots, 3),
    "news_window": (_news, 4),
    "weekend_flat": (_weekend, 4),
}


def _phase(draw: Tape, name: str, favoured: str | None) -> Row:
    rules = []
    for kind in draw.shuffled(sorted(RULES)):
        fill, often = FILL[kind]
        if kind == favoured or draw.integer(0, 9) < often:
            row: Row = {"rule": kind}
            fill(draw, row)
            rules.append(row)
    names = [row["rule"] for row in rules]
    for row in rules:
        if row.get("denominator") == "target" and "profit_target" not in names:
            del row["denominator"]
    phase: Row = {"name": name}
    if rules or draw.one_in(2):
        phase["rules"] = rules
    return phase


def programme_of(draw: Tape, favoured: str | None) -> Row:
    """Write a programme of one to three phases."""
    count = draw.one((1, 1, 2, 2, 3))
    phases = [_phase(draw, f"Phase {number}", favoured) for number in range(count)]
    if draw.one_in(3):
        phases[-1]["funded"] = True
        some(draw, phases[-1], "split", ("0.80", "1"))
    initial = draw.one(("10000", "10000", "10000.00", "9999.99"))
    row: Row = {"name": "Random", "version": "7", "currency": "USD", "initial_balance": initial}
    clock = draw.one(CLOCKS)
    if clock is not None:
        row["clock"] = {"zone": clock[0], "reset": clock[1]}
    return {**row, "phases": phases}


# The events, written beside a run of the oracle that says where the edges are.


class Path:
    """A path of events under way: the run they make so far, and the ids that are open."""

    def __init__(self, draw: Tape, programme: Row, start: datetime) -> None:
        self.draw = draw
        self.rows: list[Row] = []
        self.opened: dict[str, Fraction] = {}
        self.news = [self._news(start) for _ in range(draw.one((0, 1, 1, 2, 3)))]
        self.news.sort(key=lambda row: row["at"])
        self.pending = [*self.news]
        news = [{"impact": "high", **row} for row in self.news]
        self.run = Run(read_programme(programme), start, news)
        self.at = start

    def _news(self, start: datetime) -> Row:
        after = timedelta(seconds=self.draw.integer(0, 60_000) * 10)
        row: Row = {"at": start + after, "type": "news"}
        if self.draw.one_in(3):
            row["impact"] = self.draw.one(("high", "low", "medium"))
        if self.draw.one_in(2):
            row["symbols"] = self.draw.one((["EURUSD"], ["XAUUSD", "USDJPY"]))
        return row

    def when(self) -> datetime:
        """Choose the next instant: a step on, or near a reset, a weekend or news."""
        kind = self.draw.one(("step", "step", "step", "reset", "weekend", "news"))
        at = self.at + self.draw.one(STEPS)
        if kind == "reset":
            day = self.run.phase.day + timedelta(days=self.draw.one((1, 1, 2)))
            at = self.run.reset_of(day) + self.draw.one(AROUND)
        if kind == "weekend":
            at = next_weekend(self.at) + self.draw.one(AROUND)
        if kind == "news" and self.news:
            off = timedelta(seconds=self.draw.one((0, 120, -120, -300, 60, 30)))
            at = self.draw.one(self.news)["at"] + off
            at += self.draw.one(AROUND)
        later: datetime = max(self.at, at)
        return later

    def tell_ahead(self) -> None:
        """Write now some news that are still to come."""
        if self.pending and self.draw.one_in(2):
            first = self.pending.pop()
            told = {**first, "at": self.at, "release": written(self.draw, first["at"])}
            self._put(self.at, told)

    def put(self, at: datetime, row: Row) -> None:
        """Write an event, and the news that come before it."""
        while self.pending and self.pending[0]["at"] <= at:
            first = self.pending.pop(0)
            self._put(first["at"], first)
        self._put(at, row)

    def _put(self, at: datetime, row: Row) -> None:
        row = {"at": written(self.draw, at), **{key: row[key] for key in row if key != "at"}}
        self.rows.append(row)
        self.run.event(read_event(row))
        self.at = at

    def edges(self) -> list[Fraction]:
        """List amounts at which something happens, and some at which nothing does."""
        phase = self.run.phase
        edges = [phase.balance, phase.balance, phase.initial, phase.initial + 120, phase.equity]
        edges += [floor for floor in (phase.daily_floor(), phase.overall_floor()) if floor]
        if "profit_target" in phase.rules:
            edges += [phase.initial + phase.target() + phase.paid_in] * 3
        lock = phase.rules.get("max_overall_loss", {}).get("lock")
        if lock is not None:
            edges += [phase.peak - (phase.overall_floor() or 0) + lock["floor_at"]] * 3
        if "threshold" in phase.rules.get("min_trading_days", {}):
            threshold = phase.loss(phase.rules["min_trading_days"]["threshold"], ZERO)
            edges += [phase.day_balance + phase.paid_in_today + threshold] * 3
        share = phase.rules.get("consistency", {}).get("max_share")
        if share is not None:  # the profit at which the best day so far is small enough
            best = max([ZERO, *phase.results.values()])
            edges += [phase.initial + phase.paid_in + best / share] * 2
        return [edge for edge in edges if finite(edge)]

    def near(self) -> Fraction:
        """Choose an amount at an edge or beside it."""
        edge: Fraction = self.draw.one(self.edges())
        off: Fraction = self.draw.one(NEAR)
        return edge + off

    def step(self) -> None:
        """Write one event."""
        at = self.when()
        self.run.advance(at)
        kinds = ("state", "state", "open", "open", "close", "close", "payment", "payment", "clock",
                 "charge", "partial", "adds")  # fmt: skip
        near_news = any(abs(at - row["at"]) < timedelta(minutes=6) for row in self.news)
        kind = self.draw.one(("open", "close") if near_news else kinds)
        if kind in ("close", "partial", "adds") and not self.opened:
            kind = "open"
        if kind == "open" and len(self.opened) == len(POSITIONS):
            kind = "close"
        self.put(at, getattr(self, f"_{kind}")())

    def _state(self) -> Row:
        balance = self.near()
        equity = balance if self.draw.one_in(2) else self.near()
        row: Row = {"type": "state", "balance": plain(balance), "equity": plain(equity)}
        if self.draw.one_in(2):
            row["open_positions"] = self.draw.one((0, 0, 1, 2))
        return row

    def _open(self) -> Row:
        free = [one for one in POSITIONS if one not in self.opened]
        position = self.draw.one(free)
        symbol, lots = self.draw.one(SYMBOLS), self.draw.one(LOTS)
        self.opened[position] = Fraction(lots)
        row: Row = {"type": "position_opened", "position": position}
        if self.draw.one_in(4):
            row["commission"] = self.draw.one(("-7.00", "0", "-0.35"))
        return {**row, "symbol": symbol, "lots": lots}

    def _adds(self) -> Row:
        position, lots = self.draw.one(list(self.opened)), self.draw.one(LOTS)
        self.opened[position] += Fraction(lots)
        symbol = self.draw.one(SYMBOLS)
        row: Row = {"type": "position_opened", "position": position, "adds": True}
        return {**row, "symbol": symbol, "lots": lots}

    def _partial(self) -> Row:
        before = dict(self.opened)
        row = self._close()
        position = row["position"]
        self.opened[position] = before[position] * self.draw.one((Fraction(1, 2), Fraction(1, 4)))
        return {**row, "left": plain(self.opened[position])}

    def _charge(self) -> Row:
        return {"type": "charge", "amount": plain(self.near() - self.run.phase.balance)}

    def _close(self) -> Row:
        position = self.draw.one(list(self.opened))
        del self.opened[position]
        net = self.near() - self.run.phase.balance
        row: Row = {"type": "position_closed", "position": position}
        costs = Fraction(0)
        for key, values in (("commission", ("-7.00", "0")), ("swap", ("0.00", "1.1", "-2.25"))):
            if self.draw.one_in(3):
                row[key] = self.draw.one(values)
                costs += Fraction(row[key])
        return {**row, "profit": plain(net - costs)}

    def _payment(self) -> Row:
        kind = self.draw.one(("withdrawal", "withdrawal", "deposit"))
        amount = abs(self.near() - self.run.phase.balance) or Fraction(100)
        if self.draw.one_in(2):
            amount = Fraction(self.draw.one((1, 50, 200, 500)))
        return {"type": kind, "amount": plain(amount)}

    def _clock(self) -> Row:
        return {"type": "clock"}


def case_of(draw: Tape, favoured: str | None = None, most: int = 16) -> Case:
    """Write a case; `favoured` names a rule that every phase has."""
    programme = programme_of(draw, favoured)
    start = draw.one(STARTS)
    if draw.one_in(2):
        programme["started_at"] = written(draw, start)
    path = Path(draw, programme, start)
    if "started_at" not in programme:
        path.put(start, {"type": "clock"})
    for _ in range(draw.integer(0, most)):
        path.step()
        if draw.one_in(8):
            path.tell_ahead()
    return programme, path.rows


def cases(favoured: str | None = None) -> st.SearchStrategy[Case]:
    """Draw cases; `favoured` names a rule that every phase has."""
    return tapes().map(lambda tape: case_of(tape, favoured))
