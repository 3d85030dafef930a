"""Workers that die, and what others make of it: every tick is looked at once."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import close_old_connections, connection

from brokerdesk.core.events.ticks import TickWriter
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.testing import World
from brokerdesk.modules.valuation.models import Shard
from brokerdesk.modules.valuation.services.desk.desk import ShardDesk
from brokerdesk.modules.valuation.services.desk.storing import Fenced, own, store
from brokerdesk.modules.valuation.tests.world import AT, fund, hold, make_symbols
from brokerdesk.surfaces.workers.valuation.lock import NAME

from .process import looks, make_table
from .running import marks, until, worker

TICKS, PAUSE_S, KILLED_AFTER = 300, 0.01, 120
TAKEN_OVER = timedelta(seconds=3)


@pytest.fixture
def world(fresh_db: str, nats_url: str) -> World:
    make_table(fresh_db)
    made = World()
    make_symbols(made)
    fund(made.account, "10000", at=now())
    hold(made.account, 1)
    return made


def two_wait() -> bool:
    """Whether one worker holds the lock and another waits for it."""
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND"
                       " datname = current_database()", [NAME])  # fmt: skip
        return bool(cursor.fetchone()[0] == 2)


async def tell(server_pk: int, between: Callable[[int], None]) -> None:
    """Publish ticks one after the other, each at another price."""
    stop, writer = asyncio.Event(), TickWriter()
    keeping = asyncio.create_task(writer.keep(stop))
    for n in range(1, TICKS + 1):
        at = now().isoformat()
        quote = ["EURUSD", f"1.{10000 + n}", f"1.{10001 + n}", at]
        lot = {"server": server_pk, "received_at": at, "settled_to": at, "positions_at": at,
               "pushed": True, "quotes": [quote]}  # fmt: skip
        for _ in range(100):
            if await writer.publish(server_pk, lot):
                break
            await asyncio.sleep(0.05)
        between(n)
        await asyncio.sleep(PAUSE_S)
    stop.set()
    await keeping
    await writer.close()


def test_a_killed_worker_is_followed_by_another_that_misses_and_doubles_nothing(
    world: World,
) -> None:
    with ExitStack() as stack:
        workers = [stack.enter_context(worker())]
        until(marks)
        first = Shard.objects.get()
        workers.append(stack.enter_context(worker()))
        until(two_wait)
        killed_at = now()

        def between(n: int) -> None:
            nonlocal killed_at
            if n == KILLED_AFTER:
                workers[0].send_signal(signal.SIGKILL)
                killed_at = now()

        asyncio.run(tell(world.server.pk, between))
        until(lambda: Shard.objects.get().epoch > first.epoch)
        taken_at = Shard.objects.get().taken_at
        until(lambda: len(looks()) >= TICKS)
        assert workers[1].poll() is None
    found = looks()
    begins = found[0][0]
    assert [seq for seq, _, _ in found] == list(range(begins, begins + TICKS))
    assert [equity for _, equity, _ in found] == [Decimal(10_000 + n) for n in range(1, TICKS + 1)]
    assert len({pid for _, _, pid in found}) == 2
    assert taken_at is not None
    assert timedelta() < taken_at - killed_at < TAKEN_OVER


def test_a_worker_that_is_told_to_stop_stores_what_it_has(world: World) -> None:
    with worker() as running:
        until(marks)
        asyncio.run(tell(world.server.pk, lambda n: None))
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=20) == 0
    numbers = [seq for seq, _, _ in looks()]
    assert len(numbers) > TICKS // 2
    assert numbers == list(range(numbers[0], Shard.objects.get().tick_seq + 1))


def test_who_was_followed_stores_nothing_any_more(world: World) -> None:
    first = own(0, "first", at=AT)
    desk = ShardDesk(0, 1, [])
    desk.load(None, AT)
    desk.open(AT)
    desk.seq = 5
    store(desk, first, AT)
    second = own(0, "second", at=AT)
    desk.seq = 9
    with pytest.raises(Fenced):
        store(desk, first, AT)
    assert second.tick_seq == 5
    assert Shard.objects.get().tick_seq == 5
