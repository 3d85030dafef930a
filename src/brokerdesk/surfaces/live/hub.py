"""One subscription per process, fanned out to all its streams."""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from django.conf import settings
from django.db import Error as DatabaseFault
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from brokerdesk.core.events.bus import connect

from . import admission
from .audience import is_unnamed, told
from .equity import Equities
from .scope import Viewer
from .subscriber import RESET, Subscriber

log = logging.getLogger(__name__)
T = TypeVar("T")
CHECK_EVERY_S = 3.0
POLL_EVERY_S = 0.5
ADDRESS_EVERY_S = 0.5


class Hub:
    """Fans events out and closes the streams of ended sessions. Lives in one event loop."""

    def __init__(self) -> None:
        self.subscribers: set[Subscriber] = set()
        self.equities = Equities()
        self.pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live")
        self._tasks: list[asyncio.Task[None]] = []
        self._ready = asyncio.Event()
        self._position = 0
        self._unnamed: list[dict[str, Any]] = []

    async def run(self, work: Callable[..., T], *args: Any) -> T:
        """Run a database read in the pool."""

        def guarded() -> T:
            try:
                return work(*args)
            finally:
                admission.leave()

        return await asyncio.get_running_loop().run_in_executor(self.pool, guarded)

    async def join(self, viewer: Viewer, account_ids: Sequence[str] = ()) -> Subscriber:
        """Add a stream; when this returns, no later event is missed.

        account_ids: whose equity it wants; it is told of those that the viewer may see.
        """
        if not self._tasks:
            source = self._listen if settings.NATS_URL else self._poll
            turns = (source(), self._check(), self._address(), self.equities.run())
            self._tasks = [asyncio.create_task(turn) for turn in turns]
        await asyncio.wait_for(self._ready.wait(), timeout=5)
        subscriber = Subscriber(viewer)
        self.subscribers.add(subscriber)
        if account_ids:
            (rows,) = await self.run(admission.seen_of, [(viewer, account_ids)])
            await self.equities.look(subscriber, rows)
        return subscriber

    async def part(self, subscriber: Subscriber) -> None:
        """Remove a stream."""
        self.subscribers.discard(subscriber)
        await self.equities.leave(subscriber)

    async def close(self) -> None:
        """End all streams and the subscription."""
        for subscriber in list(self.subscribers):
            subscriber.put(None)
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._tasks = []
        self.pool.shutdown(wait=False)
        _hubs.pop(asyncio.get_running_loop(), None)

    async def _listen(self) -> None:
        while True:
            try:
                client = await connect("brokerdesk-live")
                break
            except (OSError, NatsError, TimeoutError) as error:
                log.warning("live: no bus yet: %s", type(error).__name__)
                await asyncio.sleep(1)
        try:
            await client.subscribe(f"{settings.EVENTS_PREFIX}.live.>", cb=self._received)
            await client.flush(timeout=5)
            self.equities.connected(client)
            self._ready.set()
            await asyncio.Event().wait()
        finally:
            await client.close()

    async def _received(self, message: Msg) -> None:
        try:
            event = json.loads(message.data)
        except ValueError:
            log.warning("live: an unreadable event on %s", message.subject)
            return
        self.fan_out(event)

    def fan_out(self, event: dict[str, Any]) -> None:
        """Offer one event to every stream."""
        for subscriber in list(self.subscribers):
            subscriber.offer(event)
        if is_unnamed(event):
            self._unnamed.append(event)

    async def _address(self) -> None:
        """Tell clients of what concerns them though it does not name them, once a moment."""
        while True:
            await asyncio.sleep(ADDRESS_EVERY_S)
            events, self._unnamed = self._unnamed, []
            held = [s for s in self.subscribers if s.viewer.surface == "portal"]
            if not events or not held:
                continue
            try:
                found = await self.run(told, events, {s.viewer.actor.id for s in held})
            except DatabaseFault as error:
                log.warning("live: clients could not be looked up: %s", type(error).__name__)
                self._unnamed = [*events, *self._unnamed]
                continue
            for event, clients in found:
                for subscriber in held:
                    if subscriber.viewer.actor.id in clients:
                        subscriber.address(event)

    async def _poll(self) -> None:
        """Without a bus the outbox itself is asked."""
        self._position = await self.run(admission.newest)
        self._ready.set()
        while True:
            await asyncio.sleep(POLL_EVERY_S)
            if not self.subscribers:
                continue
            try:
                found = await self.run(admission.missed, self._position, None)
                if found is None:
                    self._position = await self.run(admission.newest)
                    found = [RESET]
            except DatabaseFault as error:
                log.warning("live: the event store is away: %s", type(error).__name__)
                continue
            for event in found:
                self._position = max(self._position, event["sequence"] or 0)
                self.fan_out(event)

    async def _check(self) -> None:
        """Close streams whose session has ended; refresh the scopes of the others."""
        while True:
            await asyncio.sleep(CHECK_EVERY_S)
            held = list(self.subscribers)
            if not held:
                continue
            try:
                alive = await self.run(admission.still_open, [s.viewer for s in held])
                await self._look_again([s for s in held if s.watched])
            except DatabaseFault as error:
                log.warning("live: sessions could not be checked: %s", type(error).__name__)
                continue
            for subscriber in held:
                if subscriber.viewer.session_key not in alive:
                    subscriber.put(None)

    async def _look_again(self, watching: list[Subscriber]) -> None:
        """Who may no longer see an account is told of it no longer."""
        asked = [(s.viewer, [row.account_id for row in s.watched.values()]) for s in watching]
        for subscriber, rows in zip(
            watching, await self.run(admission.seen_of, asked), strict=True
        ):
            if subscriber in self.subscribers:
                await self.equities.look(subscriber, rows)


# By the loop itself: an ended loop's id may be given to the next one.
_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """Return the hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs.clear()
        _hubs[loop] = Hub()
    return _hubs[loop]
