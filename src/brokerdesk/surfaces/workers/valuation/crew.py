"""All shards of one process: a lock each, a thread each, one connection to the bus."""

import asyncio
import json
import logging
import os
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

import psycopg
from django.conf import settings
from django.db import connections
from nats.aio.client import Client
from nats.aio.msg import Msg

from brokerdesk.core.events import bus
from brokerdesk.core.events.ticks import FAULTS, TickReader, last_lots, ticks_state
from brokerdesk.modules.valuation.services.desk.live import watch_equity_subject
from brokerdesk.modules.valuation.services.desk.shift import LOOK, Shift
from brokerdesk.modules.valuation.services.desk.storing import Fenced

from . import metrics
from .lock import ShardLock

log = logging.getLogger(__name__)
RETRY_S, LOCK_S = 1.0, 0.5
STOP_S = 20.0
SHOW_S = 1.0
T = TypeVar("T")


class Crew:
    """Tries for every shard, and marks those that it gets."""

    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop
        self._halt = threading.Event()
        self._client: Client | None = None
        self._shifts: dict[int, Shift] = {}
        self._sending: set[asyncio.Future[None]] = set()
        self._turns = asyncio.Semaphore(settings.VALUATION_MAX_SHARDS)

    async def run(self) -> None:
        """Work until stopped."""
        await self._connect()
        members = [
            asyncio.create_task(self._member(shard)) for shard in range(settings.VALUATION_SHARDS)
        ]
        members.append(asyncio.create_task(self._show()))
        await self._stop.wait()
        self._halt.set()
        await asyncio.wait(members, timeout=STOP_S)
        if self._client is not None:
            await self._client.close()

    async def _connect(self) -> None:
        while self._client is None and not self._stop.is_set():
            try:
                self._client = await bus.connect("brokerdesk-valuation")
                await self._client.subscribe(watch_equity_subject(), cb=self._look)
            except FAULTS as error:
                log.warning("no message bus yet: %s", type(error).__name__)
                await self._pause()

    async def _look(self, message: Msg) -> None:
        with suppress(ValueError, KeyError, TypeError):
            pks = [int(pk) for pk in json.loads(message.data)["accounts"]]
            asked = " ".join(map(str, pks)).encode()
            for shift in self._shifts.values():
                shift.inbox.messages.put((0, LOOK, asked))

    async def _member(self, shard: int) -> None:
        """Wait for a shard's lock and mark it, again and again."""
        while not self._stop.is_set():
            try:
                await self._waiting(shard)
            except (psycopg.Error, *FAULTS) as error:
                log.warning("shard %s is not marked now: %s", shard, type(error).__name__)
            except Fenced:
                log.warning("shard %s has another owner", shard)
            except Exception:
                log.exception("the marking of shard %s starts over", shard)
            await self._pause()

    async def _waiting(self, shard: int) -> None:
        """Try for the lock over one connection until it is ours; then mark once."""
        async with ShardLock(shard) as lock:
            while not self._stop.is_set():
                async with self._turns:
                    if await lock.taken():
                        await self._marked(shard, lock)
                        return
                await self._pause(LOCK_S)

    async def _marked(self, shard: int, lock: ShardLock) -> None:
        client = self._client
        if client is None:
            return
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()

        def publish(subject: str, data: bytes) -> None:
            loop.call_soon_threadsafe(self._send, subject, data)

        js = client.jetstream(timeout=2)
        first, end = await ticks_state(js)
        last = await last_lots(js)
        owner = f"{socket.gethostname()}:{os.getpid()}"
        shift = await _in_thread(lambda: Shift(shard, settings.VALUATION_SHARDS, owner, publish))
        inbox = shift.inbox
        reader = TickReader(
            shift.since,
            lambda seq, which, data: inbox.messages.put((seq, which, data)),
            lambda since, until: inbox.gaps.put((since, until)),
        )
        inbox.proven = lambda: reader.proven
        self._shifts[shard] = shift
        lost = threading.Event()

        def work() -> None:
            shift.load(first, end, last)
            shift.run(lambda: self._halt.is_set() or lost.is_set())

        tasks = [
            asyncio.create_task(reader.run(client, ended)),
            asyncio.create_task(lock.watch(ended, lost)),
        ]
        metrics.OWNED.labels(str(shard)).set(1)
        try:
            await _in_thread(work)
        finally:
            ended.set()
            self._shifts.pop(shard, None)
            metrics.OWNED.labels(str(shard)).set(0)
            await asyncio.wait(tasks, timeout=3)

    def _send(self, subject: str, data: bytes) -> None:
        if self._client is not None and self._client.is_connected:
            sending = asyncio.ensure_future(self._client.publish(subject, data))
            self._sending.add(sending)
            sending.add_done_callback(self._sending.discard)

    async def _show(self) -> None:
        while not self._stop.is_set():
            for shard, shift in list(self._shifts.items()):
                metrics.show(shard, shift.tally)
            await self._pause(SHOW_S)

    async def _pause(self, seconds: float = RETRY_S) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)


async def _in_thread(work: Callable[[], T]) -> T:
    """Run database work in a thread of its own, which keeps no connection."""

    def closing() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    pool = ThreadPoolExecutor(1, thread_name_prefix="shard")
    try:
        return await asyncio.get_running_loop().run_in_executor(pool, closing)
    finally:
        pool.shutdown(wait=False)
