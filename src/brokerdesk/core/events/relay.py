"""The one relay: number committed events and publish them to the stream, in order."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Sequence
from typing import Any

import psycopg
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import Header
from psycopg import AsyncConnection

from brokerdesk.core.db import async_connection

from . import bus
from .envelope import encode, encode_live
from .names import event_subject, live_subject, partition_of, wake_subject
from .numbering import LOCK, NUMBER, PATIENCE_S
from .registry import groups, routes
from .retention import MAKE_WEEKS
from .stream import SEQUENCE_HEADER, create_stream, find_stream
from .types import StoredEvent

log = logging.getLogger(__name__)
ELECTION = 0x4244524C
POLL_S = 0.05
BLOCKED_POLL_S = 0.005
STANDBY_S = 0.5
BACKOFF_S = 0.5
PUBLISH_TIMEOUT_S = 5.0
BATCH = 500

_READ = """
SELECT id, event_id, sequence, type, version, aggregate, brand_id, payload, actor, occurred_at,
       recorded_at, correlation_id, causation_id
FROM core_events_outbox WHERE sequence > %s ORDER BY sequence LIMIT %s
"""
# Planning over all the weeks' tables costs more than running: it is done once. A plan made while
# a coming week's table was empty must not read all of it when the week has come.
PLANS = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off"
_CURSOR = "SELECT published, reached FROM core_events_relay WHERE id = 1"
_MARK = "UPDATE core_events_relay SET published = %s, reached = %s WHERE id = 1"
_ROUTES = "UPDATE core_events_relay SET routes = %s WHERE id = 1"
_REFILL = "SELECT coalesce(min(sequence), 0) FROM core_events_position"
FAULTS = (psycopg.Error, NatsError, OSError, TimeoutError)


class Relay:
    """Waits for the election, then publishes until it is stopped or loses a connection."""

    def __init__(self, stop: asyncio.Event) -> None:
        self.stop = stop
        self.woken = asyncio.Event()
        self.cursor = 0
        self.reached = 0
        self.routes = routes()
        self.groups = groups()  # they get what only a newer version of the program knows

    async def run(self) -> None:
        """Publish until stopped; after any fault start anew from the recorded cursor."""
        while not self.stop.is_set():
            try:
                await self._session()
            except FAULTS as error:
                log.warning("relay starts anew after %s: %s", type(error).__name__, error)
                await self._pause(BACKOFF_S)

    async def _session(self) -> None:
        async with contextlib.AsyncExitStack() as stack:
            db = await async_connection("brokerdesk-relay")
            stack.push_async_callback(db.close)
            await db.execute(PLANS)
            if not await self._elected(db):
                return
            await db.execute(MAKE_WEEKS)
            client = await bus.connect("brokerdesk-relay")
            stack.push_async_callback(client.close)
            await client.subscribe(wake_subject(), cb=self._on_wake)
            js = client.jetstream(publish_async_max_pending=2 * BATCH)
            await self._prepare(db, js)
            log.info("relay is elected and publishes after %s", self.cursor)
            while not self.stop.is_set():
                await self._turn(db, client, js)

    async def _on_wake(self, message: Any) -> None:
        self.woken.set()

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), seconds)

    async def _elected(self, db: AsyncConnection[Any]) -> bool:
        """Wait for the session lock that only one relay of all machines holds."""
        while not self.stop.is_set():
            row = await (await db.execute("SELECT pg_try_advisory_lock(%s)", [ELECTION])).fetchone()
            if row and row[0]:
                return True
            await self._pause(STANDBY_S)
        return False

    async def _prepare(self, db: AsyncConnection[Any], js: JetStreamContext) -> None:
        """Say who gets what; find where to go on, after a loss where the slowest group was."""
        await db.execute(_ROUTES, [json.dumps(self.routes)])
        self.cursor, self.reached = await _row(db, _CURSOR)
        if await find_stream(js, self.reached):
            return
        [slowest] = await _row(db, _REFILL)
        self.cursor, self.reached = min(self.cursor, slowest), 0
        log.warning("the stream is made anew and filled after %s", self.cursor)
        await db.execute(_MARK, [self.cursor, self.reached])
        await create_stream(js)

    async def _turn(self, db: AsyncConnection[Any], client: Client, js: JetStreamContext) -> None:
        """Number, publish and mark what is due; wait when nothing is."""
        self.woken.clear()
        blocked, events = await self._due(db)
        if not events:
            await self._wait(BLOCKED_POLL_S if blocked else POLL_S)
            return
        copies = [(g, e) for e in events for g in self.routes.get(e.type, self.groups)]
        self.reached = max(self.reached, await publish(js, copies))
        self.cursor = events[-1].sequence or self.cursor
        await self.mark(db)
        for event in events:
            await client.publish(live_subject(event.brand_id, event.type), encode_live(event))

    async def mark(self, db: AsyncConnection[Any]) -> None:
        """Record what the stream has. A lost mark means publishing again, harmless by its id."""
        async with db.pipeline(), db.transaction():
            await db.execute("SET LOCAL synchronous_commit = off")
            await db.execute(_MARK, [self.cursor, self.reached])

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.woken.wait(), seconds)

    async def _due(self, db: AsyncConnection[Any]) -> tuple[bool, list[StoredEvent]]:
        """Number what may be numbered; tell whether something must wait, and what is to publish."""
        async with db.pipeline():
            async with db.transaction():
                await db.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
                numbered = await db.execute(NUMBER, {"limit": BATCH, "patience": PATIENCE_S})
            due = await db.execute(_READ, [self.cursor, BATCH])
            row = await numbered.fetchone()
            return bool(row and row[1]), [StoredEvent(*row) for row in await due.fetchall()]


async def _row(db: AsyncConnection[Any], query: str) -> tuple[int, ...]:
    row = await (await db.execute(query)).fetchone()
    if row is None:
        raise RuntimeError("the relay's row is gone: migrate the database anew")
    return tuple(row)


def _headers(group: str, event: StoredEvent, previous: str | None) -> dict[str, str]:
    headers = {
        Header.MSG_ID.value: f"{event.id}.{group}",
        SEQUENCE_HEADER: str(event.sequence),
    }
    if previous is not None:
        headers[Header.EXPECTED_LAST_MSG_ID.value] = previous
    return headers


async def publish(js: JetStreamContext, copies: Sequence[tuple[str, StoredEvent]]) -> int:
    """Store each group's copies of events in the stream in this order, each once.

    Returns the number in the stream of the last one, 0 without copies.
    They are sent without waiting for each other; each names its predecessor, so that the stream
    refuses all that follow one it did not store. Then they are sent again one by one.
    """
    waiting: list[asyncio.Future[Any]] = []
    previous: str | None = None
    for group, event in copies:
        headers = _headers(group, event, previous)
        waiting.append(
            await js.publish_async(
                event_subject(group, partition_of(event.aggregate)),
                encode(event),
                wait_stall=PUBLISH_TIMEOUT_S,
                headers=headers,
            )
        )
        previous = headers[Header.MSG_ID.value]
    async with asyncio.timeout(PUBLISH_TIMEOUT_S + len(copies) * 0.02):
        answers = await asyncio.gather(*waiting, return_exceptions=True)
    failed = next((n for n, a in enumerate(answers) if isinstance(a, BaseException)), None)
    if failed is None:
        return max((a.seq for a in answers if not isinstance(a, BaseException)), default=0)
    log.info("event %s is sent again: %s", copies[failed][1].sequence, answers[failed])
    reached = 0
    for group, event in copies[failed:]:
        stored = await js.publish(
            event_subject(group, partition_of(event.aggregate)),
            encode(event),
            timeout=PUBLISH_TIMEOUT_S,
            headers=_headers(group, event, None),
        )
        reached = max(reached, stored.seq)
    return reached
