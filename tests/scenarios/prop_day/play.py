"""The day as it is played: the gateway's writing and telling, with workers at the other end."""

import asyncio
import json
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import nats
from django.db import connection
from nats.aio.client import Client

from brokerdesk.core.events.ticks import FAULTS, WATCH, ensure_ticks, ticks_subject
from tests.harness.own_bus import OwnBus
from tests.valuation_oracle import oracle

from .clock import SharedClock
from .crew import SHARDS, Crew
from .house import FIRST_LOGIN, House
from .market import SECOND, Tick
from .plan import Course
from .traders import KNOWN, TOLD_AFTER, Move, position

PATIENCE_S = 90.0
LATE = timedelta(seconds=10)
# Before somebody dies what is compared with the platform has to be stored, as it always is live.
SOON = timedelta(minutes=6)
# Where an account stands is written again after five seconds.
SHOWN_AFTER = timedelta(seconds=8)
_REACHED = "SELECT count(*) FROM valuation_shard WHERE tick_seq >= %s"
_FRESH = """
SELECT count(*) FROM trading_position p
LEFT JOIN valuation_stand s ON s.account_id = p.account_id
WHERE s.compared_at IS NULL OR s.compared_at < %s
"""


class Player:
    """Plays a course; `told` counts lots."""

    def __init__(
        self, course: Course, house: House, bus: OwnBus, clock: SharedClock, crew: Crew
    ) -> None:
        self._course, self._house, self._bus = course, house, bus
        self._clock, self._crew = clock, crew
        self._rng = Random(99)
        self._loop = asyncio.new_event_loop()
        self._balances = [Decimal(100_000)] * house.count
        self._open: list[dict[int, Move]] = [{} for _ in range(house.count)]
        self._last: bytes = b""
        self.told = 0
        self._client = self._connected()

    def close(self) -> None:
        """Let go of the bus."""
        self._run(self._client.close())
        self._loop.close()

    def play(self, kills: Collection[int]) -> None:
        """Play it from beginning to end."""
        course = self._course
        grouped = course.grouped()
        items: list[tuple[datetime, int, Any]] = [
            *((tick.at, 0, place) for place, tick in enumerate(course.ticks)),
            *((at, 1, found) for at, found in grouped.items()),
            *((at, 2, at) for at in course.readings),
            (course.away[0], 3, None),
            (course.away[1], 4, None),
        ]
        items.sort(key=lambda item: item[:2])
        waiting = sorted(kills)
        for at, kind, what in items:
            self._clock.set(at)
            if kind == 0:
                self._tick(course.ticks[what])
                if waiting and waiting[0] == what:
                    waiting.pop(0)
                    self._kill()
            elif kind == 1:
                self._deal(at, what)
            elif kind == 2:
                ends = [course.away[0], *(course.ticks[place].at for place in waiting[:1])]
                self._read(at, fresh=any(timedelta() < end - at < SOON for end in ends))
            elif kind == 3:
                self._bus.stop()
                self._crew.kill(0)
            else:
                self._bus.start()
                with suppress(*FAULTS):
                    self._run(self._client.close())
                self._client = self._connected()
                self._read(at, fresh=True)
        self._end()

    # What gateways tell.

    def _tick(self, tick: Tick) -> None:
        quotes = [[name, str(bid), str(ask), at.isoformat()] for name, bid, ask, at in tick.said]
        if self._rng.random() < 0.03 and self._last:
            self._publish(self._last)
        self._tell(tick.at, quotes=quotes)
        if self._rng.random() < 0.03:
            self._publish(self._last)

    def _deal(self, at: datetime, moves: Sequence[Move]) -> None:
        for move in moves:
            self._balances[move.trader] += move.profit + move.commission
            self._open[move.trader].pop(move.ticket, None)
            if move.left:
                self._open[move.trader][move.ticket] = move
        self._house.deal(moves)
        if self._course.is_away(at):
            return
        chance = self._rng.random()
        after = LATE if chance < 0.1 and self._is_quiet(at) else TOLD_AFTER
        self._clock.set(at + after)
        self._house.read(at + after)
        self._tell(at + after, logins=[FIRST_LOGIN + move.trader for move in moves])
        if chance > 0.95:
            self._publish(self._last)

    def _is_quiet(self, at: datetime) -> bool:
        return not any(at <= tick.at <= at + LATE + SECOND for tick in self._course.ticks)

    def _read(self, at: datetime, *, fresh: bool) -> None:
        """The platform's figures are read; nothing goes on until all of it is stored."""
        self._tell(at)
        prices = self._course.board.all_at(at)
        self._house.figures(at, [self._figures(n, prices) for n in range(self._house.count)])
        self._house.read(at)
        self._clock.set(at + SECOND)
        self._tell(at + SECOND, logins=[], figures_at=at.isoformat())
        self._wait()
        if fresh:
            self._clock.set(at + SHOWN_AFTER)
            self._tell(at + SHOWN_AFTER)
            self._until(_FRESH, [at], 0)

    def _figures(self, trader: int, prices: oracle.Prices) -> tuple[Decimal, Decimal]:
        balance = self._balances[trader]
        held = [
            position(move.symbol, move.long, move.left, move.price_open)
            for move in self._open[trader].values()
        ]
        account = oracle.Account("USD", Fraction(balance), Fraction(0), held)
        equity = oracle.equity(account, KNOWN, prices)
        return balance, round(Decimal(equity.numerator) / Decimal(equity.denominator), 2)

    def _tell(self, at: datetime, **more: Any) -> None:
        lot = {
            "server": self._house.world.server.pk, "received_at": at.isoformat(),
            "settled_to": at.isoformat(), "positions_at": at.isoformat(), "pushed": True, **more,
        }  # fmt: skip
        self._last = json.dumps(lot).encode()
        self._publish(self._last)

    def _publish(self, data: bytes, which: int | str = "") -> int:
        subject = ticks_subject(which or self._house.world.server.pk)
        self.told += 1
        return int(self._run(self._client.jetstream(timeout=5).publish(subject, data)).seq)

    # What happens to workers.

    def _kill(self) -> None:
        """Kill one, sometimes all, while what was told last is under way."""
        time.sleep(self._rng.random() * 0.02)
        if self._rng.random() < 0.2:
            self._crew.kill_all()
        else:
            self._crew.kill(self._rng.randrange(SHARDS))

    def _wait(self) -> None:
        """Have an account of each shard read anew, and wait until that is stored."""
        chosen = {pk % SHARDS: pk for pk in self._rng.sample(self._house.accounts, 12)}
        at = self._clock.read().isoformat()
        told = {"watcher": "prop", "accounts": sorted(chosen.values()), "received_at": at}
        seq = self._publish(json.dumps(told).encode(), WATCH)
        self._until(_REACHED, [seq], SHARDS)

    def _until(self, query: str, params: list[Any], wanted: int) -> None:
        until = time.monotonic() + PATIENCE_S
        while True:
            with connection.cursor() as cursor:
                cursor.execute(query, params)
                found = cursor.fetchone()[0]
            if found == wanted:
                return
            if time.monotonic() > until:
                raise TimeoutError(f"{query}: {found} instead of {wanted}")
            time.sleep(0.003)

    def _end(self) -> None:
        """Let the day end, and everything be stored."""
        end = self._course.day.end
        self._clock.set(end)
        for _ in range(3):
            self._tell(end)
            self._wait()
            time.sleep(0.3)

    def _connected(self) -> Client:
        client: Client = self._run(nats.connect(self._bus.url))
        self._run(ensure_ticks(client.jetstream(timeout=5)))
        return client

    def _run(self, work: Any) -> Any:
        return self._loop.run_until_complete(work)
