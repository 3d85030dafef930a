"""From the outbox through JetStream to the handlers, with crashes on the way."""

import asyncio
import json
import os
from typing import Any

import nats
import pytest
from django.db import transaction
from nats.js.api import ConsumerConfig

from brokerdesk.core.events import consumer, emit, types
from brokerdesk.core.events.models import HandledEvent, OutboxEvent, Position, RelayCursor
from brokerdesk.core.events.names import durable_name, partition_of, prefix, stream_name
from brokerdesk.core.events.queries import events_since
from brokerdesk.core.events.registry import forget
from brokerdesk.core.events.relay import Relay, publish
from brokerdesk.core.events.stream import create_stream

from .facts import Counted, Noticed, effects, emit_counted, note
from .running import TIMEOUT_S, by_aggregate, db, process, running, until

TOO = "test_group_too"


def notice() -> None:
    """Emit what no handler listens to."""
    with transaction.atomic():
        emit(Noticed(), aggregate="a", brand_id=None)


async def test_order_per_aggregate_with_four_consumers(world: str) -> None:
    aggregates = [f"agg_{n}" for n in range(6)]
    expected = list(range(25))

    def emit_all() -> None:
        for n in expected:
            for aggregate in aggregates:
                emit_counted(aggregate, n)

    async with running(world, workers=4):
        await db(emit_all)
        await until(lambda: len(effects(world)) >= len(aggregates) * len(expected))
    found = by_aggregate(await db(effects, world))
    assert found == dict.fromkeys(aggregates, expected)


async def test_live_pages_hear_of_it_after_the_stream(world: str) -> None:
    heard: list[dict[str, Any]] = []

    async def listen(message: Any) -> None:
        heard.append({"subject": message.subject, **json.loads(message.data)})

    client = await nats.connect(os.environ["NATS_URL"])
    await client.subscribe(f"{prefix()}.live.>", cb=listen)
    await client.flush()
    async with running(world):
        await db(emit_counted, "a", 7)
        await until(lambda: bool(heard))
    await client.close()
    assert heard[0]["subject"] == f"{prefix()}.live.0.test.counted"
    assert (heard[0]["aggregate"], heard[0]["payload"], heard[0]["sequence"]) == ("a", {"n": 7}, 1)


async def test_a_relay_that_dies_between_publish_and_mark_doubles_nothing(world: str) -> None:
    await db(emit_counted, "a", 1, 2, 3)
    with process("relay-dies") as relay:
        assert await asyncio.to_thread(relay.wait, TIMEOUT_S) == 9
    cursor = await db(RelayCursor.objects.get)
    assert cursor.published == 0, "it died before the mark"
    async with running(world):
        await db(emit_counted, "a", 4)
        await until(lambda: len(effects(world)) >= 4)
        client = await nats.connect(os.environ["NATS_URL"])
        info = await client.jetstream().stream_info(stream_name())
        await client.close()
    assert info.state.messages == 4, "what was published before was known by its id"
    assert await db(effects, world) == [("a", 1), ("a", 2), ("a", 3), ("a", 4)]


async def test_another_relay_takes_over_from_a_killed_one(world: str) -> None:
    with process("relay") as relay:
        await db(emit_counted, "a", 1)
        await until(lambda: RelayCursor.objects.get().published == 1)
        async with running(world):
            relay.kill()
            await db(emit_counted, "a", 2)
            await until(lambda: len(effects(world)) == 2)


async def test_a_consumer_killed_inside_a_handler_is_replaced(world: str) -> None:
    await db(emit_counted, "a", 1, 2)
    async with running(relay=True):
        with process("consumer-hangs") as consumer:
            assert consumer.stdout is not None
            line = await asyncio.to_thread(consumer.stdout.readline)
            assert line.strip() == "inside"
            consumer.kill()
            await asyncio.to_thread(consumer.wait, TIMEOUT_S)
        assert await db(effects, world) == []
        async with running(world, relay=False):
            await until(lambda: len(effects(world)) == 2)
    assert await db(effects, world) == [("a", 1), ("a", 2)]


async def test_a_lost_stream_is_refilled_from_the_outbox(world: str) -> None:
    await db(emit_counted, "a", 1, 2)
    async with running(world):
        await until(lambda: len(effects(world)) == 2)
    await db(emit_counted, "a", 3)
    await db(emit_counted, "b", 1)
    async with running():
        await until(lambda: RelayCursor.objects.get().published == 4)
    client = await nats.connect(os.environ["NATS_URL"])
    await client.jetstream().delete_stream(stream_name())
    await client.close()
    async with running(world):
        await db(emit_counted, "b", 2)
        await until(lambda: len(effects(world)) >= 5)
    found = by_aggregate(await db(effects, world))
    assert found == {"a": [1, 2, 3], "b": [1, 2]}
    assert await db(HandledEvent.objects.count) == 5


async def test_a_stream_that_vanishes_under_a_running_relay_comes_back(world: str) -> None:
    async with running(world):
        await db(emit_counted, "a", 1)
        await until(lambda: len(effects(world)) == 1)
        client = await nats.connect(os.environ["NATS_URL"])
        await client.jetstream().delete_stream(stream_name())
        await client.close()
        await db(emit_counted, "a", 2)
        await until(lambda: len(effects(world)) == 2)


async def test_a_stream_that_lost_its_end_is_made_anew(world: str) -> None:
    note(TOO)
    await db(emit_counted, "a", 1)
    await db(notice)
    async with running():
        await until(lambda: RelayCursor.objects.get().published == 2)
    client = await nats.connect(os.environ["NATS_URL"])
    js = client.jetstream()
    await js.delete_stream(stream_name())
    await create_stream(js)
    [event] = await db(lambda: events_since(0, limit=1))
    await publish(js, [(world, event)])
    await client.close()
    try:
        async with running(world, TOO):
            await until(lambda: len(effects(world)) == len(effects(TOO)) == 1)
    finally:
        forget(TOO)


@pytest.mark.parametrize(("reached", "noted"), [(0, True), (7, False)])
async def test_an_idle_lane_passes_only_what_the_stream_still_has(
    world: str, reached: int, noted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def publish_elsewhere() -> None:
        RelayCursor.objects.update(published=5, reached=reached, routes={Counted.type: [world]})

    monkeypatch.setattr(consumer, "IDLE_NOTE_S", 0)
    monkeypatch.setattr(consumer, "FETCH_S", 0.5)
    client = await nats.connect(os.environ["NATS_URL"])
    await create_stream(client.jetstream())
    await client.close()
    await db(publish_elsewhere)
    async with running(world, relay=False):
        await until(Position.objects.exists)
        await asyncio.sleep(4 * consumer.FETCH_S)
    assert await db(Position.objects.filter(sequence=5).exists) is noted


async def test_a_stream_of_another_layout_is_made_anew(world: str) -> None:
    await db(emit_counted, "a", 1)
    async with running(world):
        await until(lambda: len(effects(world)) == 1)
    client = await nats.connect(os.environ["NATS_URL"])
    await client.jetstream().delete_stream(stream_name())
    await client.jetstream().add_stream(name=stream_name(), subjects=[f"{prefix()}.evt.*"])
    await client.close()
    await db(emit_counted, "a", 2)
    async with running(world):
        await until(lambda: len(effects(world)) == 2)
    assert await db(effects, world) == [("a", 1), ("a", 2)]


async def test_a_consumer_of_another_layout_is_made_anew(world: str) -> None:
    partition = partition_of("a")
    client = await nats.connect(os.environ["NATS_URL"])
    js = client.jetstream()
    await create_stream(js)
    older = ConsumerConfig(
        durable_name=durable_name(world, partition), filter_subject=f"{prefix()}.evt.{partition}"
    )
    await js.add_consumer(stream_name(), older)
    await client.close()
    await db(emit_counted, "a", 1)
    async with running(world):
        await until(lambda: len(effects(world)) == 1)


async def test_consumers_wait_for_a_relay_that_knows_all_they_listen_to(world: str) -> None:
    def route() -> None:
        RelayCursor.objects.update(routes={Counted.type: [], Noticed.type: []})

    await db(route)
    async with running(world, relay=False):
        await asyncio.sleep(10 * consumer.ROUTES_POLL_S)
        assert not await db(Position.objects.exists)
        async with running():
            await db(emit_counted, "a", 1)
            await until(lambda: len(effects(world)) == 1)


@pytest.mark.parametrize(
    ("routes", "routed"),
    [
        ({}, False),
        ({Counted.type: []}, False),
        ({Counted.type: ["test_group"]}, True),
        ({Noticed.type: ["test_group"]}, True),  # what it does not know goes to all it knows
        ({Noticed.type: ["other"]}, False),
        ({Noticed.type: ["test_group"], Counted.type: ["other"]}, False),
    ],
)
def test_routes_cover_a_group(
    routes: dict[str, list[str]], routed: bool, effects_here: None, group: str
) -> None:
    RelayCursor.objects.update(routes=routes)
    assert consumer._are_routed([group]) is routed


async def test_what_the_relay_does_not_know_goes_to_every_group(
    world: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = asyncio.Event()
    with monkeypatch.context() as older:
        older.delitem(types._types, Noticed.type)
        relay = Relay(stop)
    relay.groups = [world]
    await db(notice)
    running_relay = asyncio.create_task(relay.run())
    await until(lambda: RelayCursor.objects.get().published == 1)
    client = await nats.connect(os.environ["NATS_URL"])
    info = await client.jetstream().stream_info(stream_name())
    await client.close()
    stop.set()
    await running_relay
    assert info.state.messages == 1


async def test_what_no_handler_hears_is_numbered_and_told_but_not_streamed(world: str) -> None:
    heard: list[str] = []

    async def listen(message: Any) -> None:
        heard.append(message.subject)

    client = await nats.connect(os.environ["NATS_URL"])
    await client.subscribe(f"{prefix()}.live.>", cb=listen)
    await client.flush()
    await db(emit_counted, "a", 1)
    await db(notice)
    async with running(world):
        await until(lambda: RelayCursor.objects.get().published == 2)
        await until(lambda: len(heard) == 2)
    async with running(world):  # the stream's last event is behind the cursor and lacks nothing
        await db(emit_counted, "a", 2)
        await until(lambda: len(effects(world)) == 2)
    info = await client.jetstream().stream_info(stream_name())
    await client.close()
    assert heard[:2] == [f"{prefix()}.live.0.test.counted", f"{prefix()}.live.0.test.noticed"]
    assert info.state.messages == 2


async def test_a_foreign_message_is_dropped(world: str) -> None:
    async with running(world):
        await db(emit_counted, "a", 1)
        await until(lambda: len(effects(world)) == 1)
        client = await nats.connect(os.environ["NATS_URL"])
        for partition in range(16):
            await client.jetstream().publish(
                f"{prefix()}.evt.{world}.{partition}", b"no event", headers={"Bd-Sequence": "99"}
            )
        await client.close()
        await db(emit_counted, "a", 2)
        await until(lambda: len(effects(world)) == 2)
    assert await db(OutboxEvent.objects.count) == 2
