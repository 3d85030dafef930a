"""From a tick in the stream to the stored verdict, with a hundred thousand challenges alive."""

import asyncio
import os
import subprocess
import sys
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from .harness import Slice, benchmark
from .prop_decide_world import (
    ACCOUNTS,
    APART,
    CROSSERS,
    FALLING,
    STEP,
    make_house,
    names,
)
from .world import World

TICKS_S = 500
# Every 25th tick is of the falling symbol: twenty a second, four accounts a second.
EVERY = 25
LEAST_S = 4.2
DRAINED_S = 1.5
STARTED_S = 120.0


class DecideContest:
    """Feeds 500 ticks a second, and reads when each verdict they gave was committed."""

    def __init__(self, world: World) -> None:
        self._began = datetime.now(UTC)
        self._stored = world.data_dir / "stored.txt"
        self._first = make_house(ACCOUNTS * world.scale, self._began - timedelta(seconds=5))
        self._server = int(_value("SELECT max(server_id) FROM trading_position"))
        self._falls = self._sent = 0
        self._seen = 0
        self._worker = _start(self._stored)

    def ours(self, seconds: float) -> Slice:
        """Feed for a while; latencies are those of the verdicts."""
        began = time.monotonic()
        sent = asyncio.run(self._feed(max(seconds, LEAST_S)))
        spent = time.monotonic() - began
        time.sleep(DRAINED_S)
        return Slice(sent, spent, self._latencies())

    def theirs(self, seconds: float) -> Slice:
        """What was asked for."""
        return Slice(int(TICKS_S * seconds), seconds)

    def check(self) -> None:
        """Every account that its price took below its floor has one verdict, at its first tick."""
        rows = _read(
            "SELECT s.account_id, d.type, (j.cause->>'bid')::numeric FROM prop_decision d"
            " JOIN prop_stage s ON s.id = d.stage_id"
            " JOIN prop_journalentry j ON j.stage_id = d.stage_id AND j.seq = d.seq"
            " WHERE d.type IN ('breach', 'held', 'phase_passed') ORDER BY s.account_id"
        )
        expected = []
        for place in range(1, CROSSERS + 1):
            floor = 1 - (Decimal(place) - Decimal("0.5")) * APART
            falls = int((1 - floor) / STEP) + 1
            if falls <= self._falls:
                expected.append((self._first + place, "breach", 1 - falls * STEP))
        if [tuple(row) for row in rows] != expected:
            raise AssertionError(f"{len(rows)} verdicts instead of {len(expected)}, or others")

    async def _feed(self, seconds: float) -> int:
        from brokerdesk.core.events.ticks import TickWriter

        stop, writer, others = asyncio.Event(), TickWriter(), names()
        keeping = asyncio.create_task(writer.keep(stop))
        for _ in range(100):
            if await writer.publish(self._server, self._lot(others[0], Decimal(1))):
                break
            await asyncio.sleep(0.05)
        began, sent = time.monotonic(), 0
        while (spent := time.monotonic() - began) < seconds:
            while sent < spent * TICKS_S:
                sent += 1
                self._sent += 1
                if self._sent % EVERY == 0:
                    self._falls += 1
                    lot = self._lot(FALLING, 1 - self._falls * STEP)
                else:
                    jitter = Decimal(self._sent % 7 - 3) * STEP
                    lot = self._lot(others[self._sent % len(others)], 1 + jitter)
                await writer.publish(self._server, lot)
            await asyncio.sleep(0.001)
        stop.set()
        await keeping
        await writer.close()
        return sent

    def _lot(self, symbol: str, bid: Decimal) -> dict[str, Any]:
        at = datetime.now(UTC).isoformat()
        return {
            "server": self._server, "received_at": at, "settled_to": at, "positions_at": at,
            "pushed": True, "quotes": [[symbol, str(bid), str(bid + STEP), at]],
        }  # fmt: skip

    def _latencies(self) -> list[float]:
        """From the tick's entering to the commit that held its verdict."""
        lines = [line.split() for line in self._stored.read_text().splitlines()]
        numbers, times = [int(seq) for seq, _ in lines], [float(at) for _, at in lines]
        rows = _read(
            "SELECT d.id, (j.cause->>'tick_seq')::bigint, d.received_at FROM prop_decision d"
            " JOIN prop_journalentry j ON j.stage_id = d.stage_id AND j.seq = d.seq"
            " WHERE d.type = 'breach' AND d.id > %s ORDER BY d.id",
            [self._seen],
        )
        self._seen = max([self._seen, *(row[0] for row in rows)])
        return [
            (times[bisect_left(numbers, seq)] - received.timestamp()) * 1000
            for _, seq, received in rows
        ]

    def close(self) -> None:
        """Stop the worker."""
        self._worker.terminate()
        self._worker.wait(timeout=30)


def _start(stored: Path) -> "subprocess.Popen[bytes]":
    """Start the worker and wait until it marks."""
    command = [sys.executable, "-m", "bench.prop_decide_worker", str(stored)]
    started = subprocess.Popen(command, env=os.environ)
    until = time.monotonic() + STARTED_S
    while not stored.exists() or not stored.read_text():
        if started.poll() is not None or time.monotonic() > until:
            started.kill()
            raise RuntimeError("the worker does not mark")
        time.sleep(0.2)
    return started


def _read(statement: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _value(statement: str) -> Any:
    return _read(statement)[0][0]


@benchmark("prop.decide", unit="ticks/s", anchor="ticks offered")
@contextmanager
def decide(world: World) -> Iterator[DecideContest]:
    """A hundred thousand stages, 500 ticks a second, four breaches a second."""
    contest = DecideContest(world)
    try:
        yield contest
    finally:
        contest.close()
