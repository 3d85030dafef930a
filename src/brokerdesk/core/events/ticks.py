"""Ticks and facts of platforms: a stream of its own, quick rather than kept for long.

A message is one lot of one server, in the order in which its elected gateway had them; it is
published after the database commit, and may be lost: what a lot tells can be read again.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import BadRequestError, NotFoundError

from brokerdesk.kit.clock import now

from . import bus
from .names import prefix

log = logging.getLogger(__name__)
MAX_AGE_S = 3600
MAX_BYTES = 1 << 30
WATCH = "watch"
STALLED_S = 0.25
AWAY_S = 0.3
FAULTS = (NatsError, OSError, TimeoutError)
# Called in the loop's thread: the stream's number, the last part of the subject, the message.
Deliver = Callable[[int, str, bytes], None]


def ticks_stream() -> str:
    """Name of the stream."""
    return f"{prefix()}-ticks".replace(".", "_")


def ticks_subject(which: int | str) -> str:
    """Subject of a server's lots, or of what watchers are told."""
    return f"{prefix()}.ticks.{which}"


async def ensure_ticks(js: JetStreamContext) -> None:
    """Make the stream unless it is there.

    It begins at the microseconds since 1970: numbers of one that is made after a loss are above all
    that were ever decided.
    """
    with suppress(NotFoundError):
        await js.stream_info(ticks_stream())
        return
    config = StreamConfig(
        name=ticks_stream(),
        subjects=[ticks_subject("*")],
        retention=RetentionPolicy.LIMITS,
        discard=DiscardPolicy.OLD,
        storage=StorageType.FILE,
        max_age=MAX_AGE_S,
        max_bytes=MAX_BYTES,
        num_replicas=settings.EVENTS_REPLICAS,
        first_seq=int(now().timestamp() * 1_000_000),
    )
    try:
        await js.add_stream(config)
    except BadRequestError:
        await js.stream_info(ticks_stream())  # another was quicker


async def ticks_end(js: JetStreamContext) -> int:
    """The number of the last lot in the stream."""
    await ensure_ticks(js)
    return (await js.stream_info(ticks_stream())).state.last_seq


async def ticks_state(js: JetStreamContext) -> tuple[int, int]:
    """The numbers of the first and the last lot that the stream holds."""
    await ensure_ticks(js)
    state = (await js.stream_info(ticks_stream())).state
    return state.first_seq, state.last_seq


async def last_lots(js: JetStreamContext) -> list[tuple[int, str, bytes]]:
    """The last message of each subject: number, last part of the subject, message."""
    info = await js.stream_info(ticks_stream(), subjects_filter=ticks_subject("*"))
    found = []
    for subject in info.state.subjects or {}:
        with suppress(NotFoundError):
            last = await js.get_last_msg(ticks_stream(), subject)
            found.append((last.seq or 0, subject.rpartition(".")[2], last.data or b""))
    return found


def tell_watchers(watcher: str, account_pks: Collection[int], at: datetime) -> None:
    """Have the desks load rows of these accounts anew; call it after the commit.

    It may be lost while the bus is away: a watcher looks for changed rows by itself now and then.
    """
    told = {"watcher": watcher, "accounts": sorted(account_pks), "received_at": at.isoformat()}
    bus.publish_soon(ticks_subject(WATCH), json.dumps(told).encode())


class TickWriter:
    """Publishes lots without ever making its owner wait; what cannot be sent now is dropped."""

    def __init__(self) -> None:
        self._client: Client | None = None
        self.dropped = 0

    async def keep(self, stop: asyncio.Event) -> None:
        """Keep the connection and the stream until stopped."""
        while not stop.is_set():
            try:
                if self._client is None:
                    await self._begin()
                elif self._client.is_connected:
                    await ensure_ticks(self._client.jetstream(timeout=2))
            except FAULTS as error:
                log.debug("no stream of ticks yet: %s", type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 1.0)

    async def _begin(self) -> None:
        """Connect, and make the stream: what is sent before it is there would be nowhere."""
        client = await bus.connect("brokerdesk-ticks")
        try:
            await ensure_ticks(client.jetstream(timeout=2))
        except FAULTS:
            await client.close()
            raise
        self._client = client

    async def publish(self, server_pk: int, lot: Mapping[str, Any]) -> bool:
        """Send a lot; False when the bus is away."""
        client = self._client
        if client is None or not client.is_connected:
            self.dropped += 1
            return False
        data = json.dumps(lot, separators=(",", ":")).encode()
        try:
            await client.publish(ticks_subject(server_pk), data)
        except FAULTS as error:
            self.dropped += 1
            log.debug("a lot of ticks was dropped: %s", type(error).__name__)
            return False
        return True

    async def close(self) -> None:
        """Send what is on its way and close the connection."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(*FAULTS):
                await client.flush(timeout=1)
            await client.close()


class TickReader:
    """Reads the stream from a number on, whole and in order, through losses of the bus.

    `since`: where it begins. `end`: the last number in the stream when it was asked last, -1
    before. `missed`: called with the first and the last number that the stream does not hold any
    more. `proven`: at an instant the stream held nothing above a number that matters here.
    """

    def __init__(
        self, since: datetime, deliver: Deliver, missed: Callable[[int, int], None]
    ) -> None:
        self.seen, self.end = 0, -1
        self.proven: tuple[datetime, int] | None = None
        self._since, self._deliver, self._missed = since, deliver, missed
        self._broken = asyncio.Event()
        self._fresh = self._nothing = False
        self._turn = 0

    @property
    def caught_up(self) -> bool:
        """Whether all that is in the stream was delivered."""
        return self.end >= 0 and (self.seen >= self.end or self._nothing)

    async def run(self, client: Client, stop: asyncio.Event) -> None:
        """Read until stopped."""
        js = client.jetstream(timeout=2)
        while not stop.is_set():
            try:
                await self._follow(js, stop)
            except FAULTS as error:
                log.debug("ticks are read anew: %r", error)
                await _rest(stop, AWAY_S)

    async def _follow(self, js: JetStreamContext, stop: asyncio.Event) -> None:
        asked_at = now()
        first, end = await ticks_state(js)
        if self.seen and self.seen < first - 1:
            self._missed(self.seen + 1, first - 1)
            self.seen = first - 1
        self._broken.clear()
        self._fresh = True
        self._turn += 1
        config = ConsumerConfig(
            ack_policy=AckPolicy.NONE, inactive_threshold=30.0, mem_storage=True
        )
        if self.seen:
            config.deliver_policy = DeliverPolicy.BY_START_SEQUENCE
            config.opt_start_seq = self.seen + 1
        else:
            config.deliver_policy = DeliverPolicy.BY_START_TIME
            config.opt_start_time = self._since
        turn = self._turn

        async def take(message: Msg) -> None:
            if turn == self._turn:
                self._take(message)

        subscription = await js.subscribe(
            ticks_subject("*"), cb=take, stream=ticks_stream(), config=config
        )
        info = await subscription.consumer_info()
        told = info.delivered.consumer_seq if info.delivered else 0
        self._nothing = not self.seen and not info.num_pending and not told
        self.end = max(end, self.end)
        self.proven = asked_at, 0 if self._nothing else end
        try:
            await self._watch(js, stop)
        finally:
            with suppress(*FAULTS):
                await subscription.unsubscribe()

    async def _watch(self, js: JetStreamContext, stop: asyncio.Event) -> None:
        """Return when a number is missing, or when nothing comes though there is something."""
        while not stop.is_set() and not self._broken.is_set():
            before, known = self.seen, self.end
            await _rest(stop, STALLED_S, self._broken)
            if self.seen == before and not stop.is_set():
                asked_at = now()
                self.end = await ticks_end(js)
                if self.end == (known if self._nothing else self.seen):
                    self.proven = asked_at, 0 if self._nothing else self.end
                else:
                    await _rest(stop, AWAY_S, self._broken)
                    if self.seen == before:
                        return

    def _take(self, message: Msg) -> None:
        number = message.metadata.sequence.stream
        if self._broken.is_set() or number <= self.seen:
            return
        if number > self.seen + 1:
            if not self._fresh:
                self._broken.set()
                return
            if self.seen:
                self._missed(self.seen + 1, number - 1)
        self._fresh = self._nothing = False
        self.seen = number
        self.end = max(self.end, number + message.metadata.num_pending)
        self._deliver(number, message.subject.rpartition(".")[2], message.data)


async def _rest(stop: asyncio.Event, seconds: float, other: asyncio.Event | None = None) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in (stop, other) if event is not None]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
