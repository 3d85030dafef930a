"""One ownership of a shard: what it does while ticks come without a pause, and after losses."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from brokerdesk.kit.clock import fixed, now
from brokerdesk.modules.trading.testing import World
from brokerdesk.modules.valuation import watching
from brokerdesk.modules.valuation.models import Shard, Stand
from brokerdesk.modules.valuation.services.desk.shift import Shift
from brokerdesk.modules.valuation.types import Levels

from .world import AT, Recorder, fund, hold, make_symbols

pytestmark = pytest.mark.django_db
BEGAN = datetime(2026, 3, 3, tzinfo=UTC)


@pytest.fixture
def world(db: None) -> World:
    made = World()
    make_symbols(made)
    fund(made.account, "10000", at=now())
    hold(made.account, 1)
    return made


def lot(server_pk: int, n: int) -> bytes:
    at = now().isoformat()
    quote = ["EURUSD", f"1.1{n % 1000:04}", f"1.1{n % 1000 + 1:04}", at]
    told = {"server": server_pk, "received_at": at, "settled_to": at, "positions_at": at,
            "pushed": True, "quotes": [quote]}  # fmt: skip
    return json.dumps(told).encode()


@contextmanager
def shift() -> Iterator[Shift]:
    yield Shift(0, 1, "test", lambda subject, data: None)


def test_accounts_are_shown_though_ticks_come_without_a_pause(world: World) -> None:
    with shift() as working:
        working.load(1, 0)
        turns = 0
        while turns < 2000 and not Stand.objects.exists():
            turns += 1
            working.inbox.messages.put((turns, str(world.server.pk), lot(world.server.pk, turns)))
            working.turn()
        assert Stand.objects.exists()


@pytest.mark.parametrize(("first", "end", "gap"), [(31, 40, (11, 30)), (11, 40, None)])
def test_what_the_stream_lost_before_is_noted_once(
    world: World, first: int, end: int, gap: tuple[int, int] | None
) -> None:
    Shard.objects.create(number=0, tick_seq=10, stored_at=BEGAN)
    with shift() as working:
        working.load(first, end)
    row = Shard.objects.get()
    assert ((row.gap_from, row.gap_to) if row.gap_from else None) == gap


def test_lots_lost_while_a_new_shard_is_marked_are_noted(world: World) -> None:
    with shift() as working:
        working.load(1, 5)
        working.inbox.messages.put((6, str(world.server.pk), lot(world.server.pk, 6)))
        working.turn()
        working.inbox.gaps.put((3, 5))
        working.inbox.gaps.put((7, 9))
        working.turn()
    row = Shard.objects.get()
    assert (row.gap_from, row.gap_to) == (7, 9)


def test_what_is_stored_as_seen_holds_the_peaks_that_were_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that is killed just after that goes on with all of them told."""
    recorder = Recorder({world.account.pk: Levels(trail=500.0, peak=10_000.0)})
    monkeypatch.setattr(watching, "_factories", {"recorder": lambda: recorder})
    key = str(world.server.pk)
    with fixed(AT), shift() as working:
        working.load(1, 0)
        for n in (1, 5, 9):
            before = len(recorder.calls)
            with fixed(AT + timedelta(seconds=n)):
                told = lot(world.server.pk, n * 100)
                working.inbox.messages.put((n, key, told))
                working.turn()
                working.run(lambda: True)
            said = recorder.calls[before:]
            stored = next(place for place, one in enumerate(said) if one == ("store", n))
            assert "peaked" in {kind for kind, _what in said[:stored]}
        assert Shard.objects.get(number=0).tick_seq == 9
