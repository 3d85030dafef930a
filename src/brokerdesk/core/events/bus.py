"""NATS for synchronous code: one connection per process, kept by a background thread."""

import asyncio
import logging
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from nats.aio.client import Client
from nats.errors import Error as NatsError

from .errors import BusUnavailable

log = logging.getLogger(__name__)
CONNECT_TIMEOUT_S = 2
PENDING_LIMIT = 256


async def _log_error(error: Exception) -> None:
    # While a server is away this comes several times a second; the client tells it once.
    log.debug("nats: %s", type(error).__name__)


async def connect(name: str) -> Client:
    """Connect to the configured NATS; reconnects for ever once connected.

    Raises:
        TimeoutError: no server answers now; the library alone would try for ever.
    """
    client = Client()

    async def lost() -> None:
        if not client.is_closed:
            log.warning("%s lost the message bus", name)

    async def back() -> None:
        log.warning("%s has the message bus back", name)

    # The library's own hint for the pause says whole seconds, its clock takes fractions.
    pause: dict[str, Any] = {"reconnect_time_wait": 0.2}
    async with asyncio.timeout(2 * CONNECT_TIMEOUT_S):
        await client.connect(
            settings.NATS_URL,
            name=name,
            connect_timeout=CONNECT_TIMEOUT_S,
            max_reconnect_attempts=-1,
            ping_interval=5,
            max_outstanding_pings=2,
            error_cb=_log_error,
            disconnected_cb=lost,
            reconnected_cb=back,
            **pause,
        )
    return client


class _Bus:
    """The thread, its loop and its connection. Made anew in a forked child."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.url = str(settings.NATS_URL)
        self._client: Client | None = None
        self._lock: asyncio.Lock | None = None
        self._pending: set[tuple[str, bytes]] = set()
        self._guard = threading.Lock()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="bus", daemon=True).start()

    def submit(self, work: Coroutine[Any, Any, Any]) -> "Future[Any]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def client(self) -> Client:
        if self._lock is None:
            self._lock = asyncio.Lock()
        async with self._lock:
            if self._client is None:
                self._client = await connect("brokerdesk-bus")
        return self._client

    def publish_soon(self, subject: str, data: bytes) -> None:
        hint = (subject, data)
        with self._guard:
            if hint in self._pending or len(self._pending) >= PENDING_LIMIT:
                return
            self._pending.add(hint)
        self.submit(self._publish(subject, data))

    async def _publish(self, subject: str, data: bytes) -> None:
        try:
            client = await self.client()
            with self._guard:
                self._pending.discard((subject, data))
            if client.is_connected:
                await client.publish(subject, data)
        except (OSError, NatsError, TimeoutError) as error:
            log.debug("a hint on %s was not sent: %s", subject, type(error).__name__)
        finally:
            with self._guard:
                self._pending.discard((subject, data))

    async def close(self) -> None:
        """Close the connection and end the thread."""
        if self._client is not None:
            await self._client.close()
        self._loop.call_soon(self._loop.stop)

    async def request(self, subject: str, data: bytes, timeout_s: float) -> bytes:
        client = await self.client()
        answer = await client.request(subject, data, timeout=timeout_s)
        return bytes(answer.data)


_bus: _Bus | None = None
_guard = threading.Lock()


def _current() -> _Bus:
    global _bus
    with _guard:
        if _bus is not None and _bus.pid == os.getpid() and _bus.url != settings.NATS_URL:
            _bus.submit(_bus.close())
            _bus = None
        if _bus is None or _bus.pid != os.getpid():
            _bus = _Bus()
        return _bus


def publish_soon(subject: str, data: bytes) -> None:
    """Send a hint without waiting. It may be lost: only for what a poll finds as well."""
    if settings.NATS_URL:
        _current().publish_soon(subject, data)


def request(subject: str, data: bytes, *, timeout_s: float) -> bytes:
    """Ask and wait for one answer.

    Raises:
        BusUnavailable: no connection, nobody listens, or no answer in time.
    """
    if not settings.NATS_URL:
        raise BusUnavailable(_("no NATS server is configured"))
    future = _current().submit(_current().request(subject, data, timeout_s))
    try:
        answer: bytes = future.result(timeout_s + CONNECT_TIMEOUT_S)
    except (OSError, NatsError, TimeoutError) as error:
        future.cancel()
        raise BusUnavailable(_("no answer from the message bus")) from error
    return answer
