"""Pull events from the stream and run the groups' handlers: any number of workers share it."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import Error as DatabaseError
from django.db import connection
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from . import bus
from .delivery import advance, concerns, process
from .envelope import decode
from .models import Position, RelayCursor
from .names import PARTITIONS, durable_name, stream_name
from .registry import specs_of
from .retrying import retry_due
from .stream import BEAT_S, SEQUENCE_HEADER, ensure_consumer, reach
from .types import StoredEvent

log = logging.getLogger(__name__)
T = TypeVar("T")
FETCH_S = 3.0
IDLE_NOTE_S = 20.0
RETRY_POLL_S = 0.5
AWAY_S = 1.0
ROUTES_POLL_S = 0.1
ROUTES_TOLD_EVERY = 100
STOP_S = 20.0
FAULTS = (NatsError, OSError, TimeoutError, DatabaseError)


class Worker:
    """Runs every partition of its groups; handlers run in threads, each with its connection."""

    def __init__(self, groups: Sequence[str], stop: asyncio.Event, *, threads: int = 8) -> None:
        self.groups = groups
        self.stop = stop
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="handler")

    async def run(self) -> None:
        """Work until stopped; what is being handled is finished first."""
        client = await self._connect()
        if client is None:
            return
        await self._await_routes()
        js = client.jetstream(timeout=FETCH_S)
        lanes = [Lane(self, js, g, p) for g in self.groups for p in range(PARTITIONS)]
        tasks = [asyncio.create_task(lane.run()) for lane in lanes]
        tasks.append(asyncio.create_task(self._retry_parked()))
        await self.stop.wait()
        for lane, task in zip(lanes, tasks, strict=False):
            if not lane.busy:
                task.cancel()
        tasks[-1].cancel()
        await asyncio.wait(tasks, timeout=STOP_S)
        await client.close()
        self.pool.shutdown(wait=True)

    async def _connect(self) -> Client | None:
        while not self.stop.is_set():
            try:
                return await bus.connect("brokerdesk-consumers")
            except (NatsError, OSError, TimeoutError) as error:
                log.warning("no message bus yet: %s", type(error).__name__)
                await self.pause(AWAY_S)
        return None

    async def _await_routes(self) -> None:
        """Wait for a relay that sends these groups all that they listen to."""
        polls = 0
        while not self.stop.is_set():
            try:
                if await self.in_thread(_are_routed, self.groups):
                    return
            except DatabaseError as error:
                log.warning("the routes are not read: %s", type(error).__name__)
            if polls % ROUTES_TOLD_EVERY == ROUTES_TOLD_EVERY - 1:
                log.warning("waiting for a relay that knows all handlers of this version")
            polls += 1
            await self.pause(ROUTES_POLL_S)

    async def pause(self, seconds: float) -> None:
        """Sleep, but not longer than until the stop."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), seconds)

    async def in_thread(self, work: Callable[..., T], *args: Any) -> T:
        """Run database work in a thread; a broken connection is closed, not kept."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, _guarded, work, args)

    async def _retry_parked(self) -> None:
        while not self.stop.is_set():
            try:
                await self.in_thread(retry_due)
            except DatabaseError as error:
                log.warning("parked events were not retried: %s", type(error).__name__)
            await self.pause(RETRY_POLL_S)


def _guarded(work: Callable[..., T], args: tuple[Any, ...]) -> T:
    try:
        return work(*args)
    except DatabaseError:
        connection.close()
        raise


class Lane:
    """One group's share of one partition: one event after the other."""

    def __init__(self, worker: Worker, js: JetStreamContext, group: str, partition: int) -> None:
        self.worker = worker
        self.js = js
        self.group = group
        self.partition = partition
        self.busy = False
        self.position = 0
        self.noted_at = time.monotonic()

    async def run(self) -> None:
        """Pull until the worker stops; after a fault bind anew."""
        while not self.worker.stop.is_set():
            try:
                await self._bound()
            except FAULTS as error:
                log.debug("%s-%s binds anew: %r", self.group, self.partition, error)
                self.busy = False
                await self.worker.pause(AWAY_S)

    async def _bound(self) -> None:
        self.position = await self.worker.in_thread(_position, self.group, self.partition)
        await ensure_consumer(self.js, self.group, self.partition)
        durable = durable_name(self.group, self.partition)
        pull = await self.js.pull_subscribe_bind(durable=durable, stream=stream_name())
        try:
            while not self.worker.stop.is_set():
                try:
                    messages = await pull.fetch(1, timeout=FETCH_S)
                except TimeoutError:
                    await self._note_idle()
                    continue
                self.busy = True
                await self._take(messages[0])
                self.busy = False
        finally:
            with contextlib.suppress(NatsError):
                await pull.unsubscribe()

    async def _take(self, message: Msg) -> None:
        sequence = int((message.headers or {}).get(SEQUENCE_HEADER, "0"))
        event = None if sequence <= self.position else await self._decoded(message)
        if event is None:
            await message.ack()
            return
        if concerns(event.type, self.group):
            try:
                await self._handled(event, message)
            except DatabaseError as error:
                log.warning("%s waits for the database: %s", self.group, type(error).__name__)
                await message.nak(delay=AWAY_S)
                return
        self.position = max(self.position, event.sequence or 0)
        await message.ack()

    async def _decoded(self, message: Msg) -> StoredEvent | None:
        """Load the event. What is no event at all was not written by the relay."""
        try:
            return await self.worker.in_thread(decode, message.data)
        except ValueError:
            log.error("a foreign message on %s is dropped", message.subject)
            return None

    async def _handled(self, event: StoredEvent, message: Msg) -> None:
        """Run the handlers; beats tell the server that this worker is alive meanwhile."""
        work = asyncio.ensure_future(self.worker.in_thread(process, event, self.group))
        while True:
            done, _ = await asyncio.wait([work], timeout=BEAT_S)
            if done:
                await work
                return
            await message.in_progress()

    async def _note_idle(self) -> None:
        """Record, now and then, that nothing is left.

        What the slowest lane has not passed is neither forgotten nor spared in a refill.
        A stream that was lost, or lost its end, has nothing pending either: the relay's cursor is
        read before and after, and the stream must reach as far.
        """
        if time.monotonic() - self.noted_at < IDLE_NOTE_S:
            return
        self.noted_at = time.monotonic()
        before = await self.worker.in_thread(_cursor)
        info = await self.js.consumer_info(stream_name(), durable_name(self.group, self.partition))
        end = await reach(self.js)
        published, reached = after = await self.worker.in_thread(_cursor)
        busy = info.num_pending or info.num_ack_pending
        if before == after and end >= reached and not busy:
            await self.worker.in_thread(advance, self.group, self.partition, published)
            self.position = max(self.position, published)


def _position(group: str, partition: int) -> int:
    row, _ = Position.objects.get_or_create(
        group=group, partition=partition, defaults={"sequence": 0}
    )
    return row.sequence


def _are_routed(groups: Sequence[str]) -> bool:
    """Tell whether the relay sends groups all that they listen to; an older one may not.

    A type that the relay does not know goes to all groups that it knows.
    """
    routes = RelayCursor.objects.values_list("routes", flat=True).get(pk=1)
    known = {group for listed in routes.values() for group in listed}
    return all(
        group in routes.get(spec.event.type, known) for group in groups for spec in specs_of(group)
    )


def _cursor() -> tuple[int, int]:
    return RelayCursor.objects.values_list("published", "reached").get(pk=1)
