"""Exact replay of a challenge's history: the engine alone, and from two files to the verdict."""

import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from .harness import Slice, benchmark
from .world import World

EVENTS = 20_000
LOOP = "a loop that reads the same lines as JSON and sums"


def programme() -> bytes:
    """Two losses, a target out of reach, and what counts days: it goes on to the last event."""
    percent = {"percent": "5", "of": "initial"}
    rules: list[dict[str, Any]] = [
        {"rule": "max_daily_loss", "amount": percent, "action": "warn"},
        {"rule": "max_overall_loss", "amount": {"percent": "99", "of": "initial"}},
        {"rule": "profit_target", "amount": {"percent": "900", "of": "initial"}},
        {"rule": "min_trading_days", "days": 4},
        {"rule": "consistency", "max_share": "0.5"},
    ]
    phase = {"name": "Challenge", "rules": rules}
    body = {
        "name": "Bench", "version": "1", "currency": "USD", "initial_balance": "100000",
        "clock": {"zone": "Europe/Prague", "reset": "00:00"}, "phases": [phase],
    }  # fmt: skip
    return json.dumps(body).encode()


def history(events: int) -> bytes:
    """Trades of one account: opened, looked at eight times, closed."""
    rng, at = random.Random(7), datetime(2026, 3, 2, 8, tzinfo=UTC)
    balance, lines = 100_000, []
    for n in range(events):
        at += timedelta(seconds=rng.randint(1, 60))
        row: dict[str, Any] = {"at": at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"}
        name = f"p{n // 10}"
        if n % 10 == 0:
            row |= {"type": "position_opened", "position": name, "symbol": "EURUSD", "lots": "1.00"}
        elif n % 10 == 9:
            profit = rng.randint(-200, 214)
            balance += profit - 7
            row |= {"type": "position_closed", "position": name, "profit": f"{profit}.00",
                    "commission": "-7.00", "swap": "0.00"}  # fmt: skip
        else:
            equity = f"{balance + rng.randint(-300, 300)}.{rng.randint(10, 99)}"
            row |= {"type": "state", "balance": f"{balance}.00", "equity": equity,
                    "open_positions": 1}  # fmt: skip
        lines.append(json.dumps(row))
    return ("\n".join(lines) + "\n").encode()


def plain_loop(text: bytes) -> float:
    """Read lines and sum amounts: no rule, no clock, no check, no exactness."""
    total = 0.0
    for line in text.splitlines():
        row = json.loads(line)
        total += float(row.get("equity", 0)) + float(row.get("profit", 0))
    return total


class ReplayContest:
    """Ours: all events, in order, exactly. Theirs: a loop, or a vectorised look at one floor."""

    def __init__(self, *, reading: bool, theirs: Any = plain_loop) -> None:
        from brokerdesk.modules.prop.engine import Calendar, read_events, read_programme

        self._text, self._bytes, self._reading = history(EVENTS), programme(), reading
        self._programme = read_programme(self._bytes)
        self._events = read_events(self._text)
        self._calendar = Calendar.of(self._events)
        self._theirs, self._status = theirs, ""

    def ours(self, seconds: float) -> Slice:
        """Replay for so long."""
        from brokerdesk.modules.prop.engine import read_events, replay

        def once() -> None:
            events = read_events(self._text) if self._reading else self._events
            self._status = replay(self._programme, events, calendar=self._calendar).state.status

        return _repeated(once, seconds)

    def theirs(self, seconds: float) -> Slice:
        """Do the comparable thing for so long."""
        return _repeated(lambda: self._theirs(self._text), seconds)

    def check(self) -> None:
        """The files say what the events say, and the account went on to the end."""
        from brokerdesk.modules.prop.engine import evaluate_files, replay, summary

        decided = replay(self._programme, self._events, calendar=self._calendar)
        final = evaluate_files(self._bytes, self._text).splitlines()[-1]
        if json.loads(final) != summary(decided.state, self._programme).row():
            raise AssertionError("the files and the events end differently")
        if self._status != "active":
            raise AssertionError(f"the history ended before its last event: {self._status}")


def _repeated(once: Any, seconds: float) -> Slice:
    n, started = 0, time.perf_counter()
    ended = started
    while ended - started < seconds:
        once()
        n += EVENTS
        ended = time.perf_counter()
    return Slice(n, ended - started)


def polars_floor(text: bytes) -> int:
    """A static daily floor on the states, vectorised: no clock of a zone, no trades, in floats."""
    import io

    import polars as pl

    rows = pl.read_ndjson(io.BytesIO(text)).filter(pl.col("type") == "state")
    path = rows.select(
        pl.col("at").str.slice(0, 10).alias("day"),
        pl.col("balance").cast(pl.Float64),
        pl.col("equity").cast(pl.Float64),
    )
    floors = path.group_by("day", maintain_order=True).agg(pl.col("balance").first() - 5000.0)
    joined = path.join(floors.rename({"balance": "floor"}), on="day")
    return joined.filter(pl.col("equity") < pl.col("floor")).height


def pandas_floor(text: bytes) -> int:
    """The same in pandas."""
    import io

    import pandas as pd

    rows = pd.read_json(io.BytesIO(text), lines=True, dtype=False, convert_dates=False)
    path = rows[rows["type"] == "state"]
    balance, equity = path["balance"].astype(float), path["equity"].astype(float)
    floor = balance.groupby(path["at"].str.slice(0, 10)).transform("first") - 5000.0
    return int((equity < floor).sum())


@benchmark("prop.replay", unit="events/s", anchor=LOOP)
@contextmanager
def replay_files(world: World) -> Iterator[ReplayContest]:
    """From the lines of a file to the verdict."""
    yield ReplayContest(reading=True)


@benchmark("prop.replay_engine", unit="events/s", anchor=LOOP)
@contextmanager
def replay_engine(world: World) -> Iterator[ReplayContest]:
    """Events that are read already."""
    yield ReplayContest(reading=False)


@benchmark("prop.replay_polars", unit="events/s", anchor="Polars, one static daily floor, floats")
@contextmanager
def replay_polars(world: World) -> Iterator[ReplayContest]:
    """Beside Polars, which judges the part that it can say."""
    yield ReplayContest(reading=True, theirs=polars_floor)


@benchmark("prop.replay_pandas", unit="events/s", anchor="pandas, one static daily floor, floats")
@contextmanager
def replay_pandas(world: World) -> Iterator[ReplayContest]:
    """Beside pandas, likewise."""
    yield ReplayContest(reading=True, theirs=pandas_floor)
