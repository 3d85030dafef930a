"""The servers die under running workers: nothing is lost, doubled or out of order."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from nats.aio.msg import Msg

from brokerdesk.core.events import bus
from brokerdesk.core.events.errors import BusUnavailable
from brokerdesk.core.events.models import ParkedEvent
from brokerdesk.core.events.names import prefix

from .facts import effects, emit_counted
from .running import by_aggregate, db, running, until

COUNT = 12
AGGREGATES = ("a", "b", "c")
EXPECTED = {aggregate: list(range(COUNT)) for aggregate in AGGREGATES}


class OwnNats:
    """A nats-server of one test, to be killed and started again with its data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        program = Path(sys.prefix) / "bin" / "nats-server"
        command = [
            str(program),
            "-js",
            "-sd",
            str(self.folder),
            "-a",
            "127.0.0.1",
            "-p",
            str(self.port),
        ]
        return subprocess.Popen(command, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        """Kill it without a chance to say anything."""
        self.process.kill()
        self.process.wait()

    def start(self) -> None:
        """Start it again."""
        self.process = self._start()


@pytest.fixture
def own_nats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnNats]:
    """Give a nats-server of the test's own."""
    server = OwnNats(tmp_path)
    monkeypatch.setattr(settings, "NATS_URL", f"nats://127.0.0.1:{server.port}")
    monkeypatch.setattr(settings, "EVENTS_PREFIX", "own")
    yield server
    server.kill()


async def emit_slowly(start: int = 0, stop: int = COUNT) -> None:
    """Emit the numbers of each aggregate with small pauses."""
    for n in range(start, stop):
        for aggregate in AGGREGATES:
            await db(emit_counted, aggregate, n)
        await asyncio.sleep(0.05)


async def all_handled(group: str) -> None:
    """Wait for all effects and check that each is there once and in order."""
    await until(lambda: len(effects(group)) >= COUNT * len(AGGREGATES))
    assert by_aggregate(await db(effects, group)) == EXPECTED
    assert not await db(ParkedEvent.objects.exists)


async def test_the_bus_is_killed_and_comes_back(
    effects_table: str, group: str, own_nats: OwnNats
) -> None:
    async with running(group, workers=2):
        await emit_slowly(stop=4)
        own_nats.kill()
        await emit_slowly(4, 8)
        own_nats.start()
        await emit_slowly(8)
        await all_handled(group)


async def test_the_bus_starts_after_the_workers(
    effects_table: str, group: str, own_nats: OwnNats
) -> None:
    own_nats.kill()
    async with running(group):
        await emit_slowly()
        own_nats.start()
        await all_handled(group)


async def test_all_database_sessions_of_the_workers_are_ended(
    effects_table: str, nats_url: str, group: str
) -> None:
    async def end_sessions() -> None:
        async with await psycopg.AsyncConnection.connect(effects_table, autocommit=True) as link:
            for _ in range(4):
                await asyncio.sleep(0.3)
                await link.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    " AND application_name IS DISTINCT FROM 'emitter'"
                )

    async def emit_stubbornly() -> None:
        for n in range(COUNT):
            for aggregate in AGGREGATES:
                await emit_once(effects_table, aggregate, n)
            await asyncio.sleep(0.1)

    async with running(group, workers=2):
        await asyncio.gather(end_sessions(), emit_stubbornly())
        await all_handled(group)


async def emit_once(url: str, aggregate: str, n: int) -> None:
    """Emit by SQL in a session that the test does not end."""
    async with await psycopg.AsyncConnection.connect(url, application_name="emitter") as link:
        await link.execute(
            "SELECT core_events_emit('test.counted', 1, %s, NULL, %s::jsonb, 'x:y')",
            [aggregate, f'{{"n": {n}}}'],
        )


async def test_a_question_over_the_bus_is_answered_or_refused(nats_url: str) -> None:
    async def answer(message: Msg) -> None:
        await message.respond(message.data.upper())

    client = await bus.connect("test")
    await client.subscribe(f"{prefix()}.rpc", cb=answer)
    await client.flush()
    ask = partial(bus.request, timeout_s=3.0)
    assert await asyncio.to_thread(ask, f"{prefix()}.rpc", b"open") == b"OPEN"
    with pytest.raises(BusUnavailable):
        await asyncio.to_thread(ask, f"{prefix()}.nobody", b"open")
    await client.close()


def test_without_a_bus_a_question_is_refused_and_a_hint_is_nothing() -> None:
    bus.publish_soon("x", b"")
    with pytest.raises(BusUnavailable):
        bus.request("x", b"", timeout_s=1.0)
