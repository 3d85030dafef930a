"""The bus goes and comes back: what the stream holds is looked at once, what it lost is noted."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import nats
import pytest
from django.conf import settings

from brokerdesk.core.events.ticks import ensure_ticks, ticks_subject
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.testing import World
from brokerdesk.modules.valuation.models import Shard
from brokerdesk.modules.valuation.tests.world import fund, hold, make_symbols
from tests.harness.own_bus import OwnBus

from .process import looks, make_table
from .running import marks, until, worker

TICKS = 30


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnBus]:
    made = OwnBus(tmp_path)
    for name, value in {"NATS_URL": made.url, "EVENTS_PREFIX": "away"}.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setattr(settings, name, value, raising=False)
    yield made
    made.stop()


@pytest.fixture
def world(fresh_db: str) -> World:
    make_table(fresh_db)
    made = World()
    make_symbols(made)
    fund(made.account, "10000", at=now())
    hold(made.account, 1)
    return made


def told(bus: OwnBus, world: World) -> list[int]:
    """Put ticks into the stream; give their numbers there."""
    return asyncio.run(_told(bus, world.server.pk))


async def _told(bus: OwnBus, server_pk: int) -> list[int]:
    client = await nats.connect(bus.url)
    js = client.jetstream(timeout=5)
    await ensure_ticks(js)
    numbers = []
    for n in range(TICKS):
        at = now().isoformat()
        lot = (
            f'{{"server": {server_pk}, "received_at": "{at}", "settled_to": "{at}",'
            f' "positions_at": "{at}", "pushed": true,'
            f' "quotes": [["EURUSD", "1.{10000 + n}", "1.{10001 + n}", "{at}"]]}}'
        )
        numbers.append((await js.publish(ticks_subject(server_pk), lot.encode())).seq)
    await client.close()
    return numbers


def looked_at() -> list[int]:
    return [seq for seq, _, _ in looks()]


def test_what_the_stream_holds_is_looked_at_once_when_the_bus_is_back(
    world: World, bus: OwnBus
) -> None:
    with worker() as running:
        until(marks)
        numbers = told(bus, world)
        bus.stop()
        bus.start()
        numbers += told(bus, world)
        until(lambda: len(looks()) >= len(numbers))
        assert running.poll() is None
    assert looked_at() == numbers
    assert Shard.objects.get().gap_at is None


def test_what_the_stream_lost_is_noted_and_marking_goes_on(world: World, bus: OwnBus) -> None:
    with worker() as running:
        until(marks)
        numbers = told(bus, world)
        until(lambda: len(looks()) >= TICKS)
        bus.stop()
        bus.lose()
        bus.start()
        later = told(bus, world)
        until(lambda: len(looks()) >= 2 * TICKS)
        until(lambda: Shard.objects.get().gap_at is not None)
        assert running.poll() is None
    shard = Shard.objects.get()
    assert looked_at() == numbers + later
    assert shard.gap_from == numbers[-1] + 1
    assert shard.gap_to == later[0] - 1
