"""The stream of ticks: whole and in order for its readers, through losses of bus and stream."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from brokerdesk.core.events import bus
from brokerdesk.core.events.ticks import (
    TickReader,
    TickWriter,
    ensure_ticks,
    ticks_state,
    ticks_stream,
)
from brokerdesk.kit.clock import now


async def make_the_stream() -> None:
    """What is published before there is one is lost, and the writer is not told."""
    client = await bus.connect("test")
    await ensure_ticks(client.jetstream())
    await client.close()


@asynccontextmanager
async def writing() -> AsyncIterator[TickWriter]:
    await make_the_stream()
    stop, writer = asyncio.Event(), TickWriter()
    keeping = asyncio.create_task(writer.keep(stop))
    for _ in range(500):
        if await writer.publish(0, {"n": 0}):
            break
        await asyncio.sleep(0.02)
    yield writer
    stop.set()
    await keeping
    await writer.close()


class Reading:
    """A reader and what it gave."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.missed: list[tuple[int, int]] = []
        self.reader = TickReader(
            now() - timedelta(minutes=5),
            lambda seq, which, data: self.numbers.append(seq),
            lambda first, last: self.missed.append((first, last)),
        )

    async def until(self, check: Callable[[], bool]) -> None:
        for _ in range(1500):
            if check():
                return
            await asyncio.sleep(0.02)
        raise TimeoutError("it never became true")


@asynccontextmanager
async def reading() -> AsyncIterator[Reading]:
    client, stop, made = await bus.connect("test"), asyncio.Event(), Reading()
    await ensure_ticks(client.jetstream())
    task = asyncio.create_task(made.reader.run(client, stop))
    yield made
    stop.set()
    await task
    await client.close()


async def test_everything_comes_once_and_in_order(nats_url: str) -> None:
    async with writing() as writer, reading() as read:
        for n in range(500):
            await writer.publish(n % 3, {"n": n})
        await read.until(lambda: len(read.numbers) == 501)
        first = read.numbers[0]
        assert read.numbers == list(range(first, first + 501))
        await read.until(lambda: read.reader.caught_up)
        assert read.missed == []


async def test_a_reader_of_an_empty_stream_is_caught_up(nats_url: str) -> None:
    async with reading() as read:
        await read.until(lambda: read.reader.caught_up)


async def lose_the_stream() -> tuple[int, int]:
    """Delete the stream and make it anew; give its state."""
    client = await bus.connect("test")
    js = client.jetstream()
    await js.delete_stream(ticks_stream())
    await ensure_ticks(js)
    state = await ticks_state(js)
    await client.close()
    return state


async def test_a_stream_that_was_lost_is_told_and_read_anew(nats_url: str) -> None:
    async with writing() as writer, reading() as read:
        for n in range(20):
            await writer.publish(1, {"n": n})
        await read.until(lambda: len(read.numbers) == 21)
        known = read.numbers[-1]
        first, end = await lose_the_stream()
        assert first > known
        assert end == first - 1
        await read.until(lambda: read.reader.seen == end and read.reader.caught_up)
        await writer.publish(1, {"n": 99})
        await read.until(lambda: read.numbers[-1] == first)
        assert read.missed == [(known + 1, end)]


async def test_two_who_make_the_stream_at_once_agree_on_one(nats_url: str) -> None:
    client = await bus.connect("test")
    js = client.jetstream()
    await asyncio.gather(*(ensure_ticks(js) for _ in range(8)))
    first, end = await ticks_state(js)
    assert end == first - 1
    await client.close()


@pytest.mark.parametrize("lost", [3])
async def test_numbers_that_the_stream_does_not_hold_any_more_are_told(
    nats_url: str, lost: int
) -> None:
    async with writing() as writer:
        for n in range(9):
            await writer.publish(1, {"n": n})
        await writer._client.flush() if writer._client else None
        made = Reading()
        client, stop = await bus.connect("test"), asyncio.Event()
        js = client.jetstream()
        first, end = await ticks_state(js)
        made.reader.seen = first + 1
        await js.purge_stream(ticks_stream(), seq=first + 2 + lost)
        task = asyncio.create_task(made.reader.run(client, stop))
        await made.until(lambda: made.numbers[-1:] == [end])
        assert made.missed == [(first + 2, first + 1 + lost)]
        stop.set()
        await task
        await client.close()


async def test_the_first_that_is_sent_is_in_the_stream(nats_url: str) -> None:
    stop, writer = asyncio.Event(), TickWriter()
    keeping = asyncio.create_task(writer.keep(stop))
    async with asyncio.timeout(20):
        for _ in range(10**8):
            if await writer.publish(0, {"n": 0}):
                break
            await asyncio.sleep(0)
    stop.set()
    await keeping
    await writer.close()
    client = await bus.connect("test")
    first, end = await ticks_state(client.jetstream())
    assert end == first
    await client.close()
