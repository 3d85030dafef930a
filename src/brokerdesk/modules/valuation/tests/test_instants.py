"""Instants and the time of the ticks: what is on its way comes first, and nobody hurries ahead."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from brokerdesk.kit.clock import fixed
from brokerdesk.modules.trading.testing import World
from brokerdesk.modules.valuation.services.desk.chores import Chores
from brokerdesk.modules.valuation.services.desk.desk import ShardDesk
from brokerdesk.modules.valuation.services.desk.shift import Shift
from brokerdesk.modules.valuation.types import Levels

from .world import AT, Feed, Recorder, fund, hold, make_symbols, opened

pytestmark = pytest.mark.django_db
MS = timedelta(milliseconds=1)
RESET = AT + timedelta(seconds=10)


@pytest.fixture
def world(db: None) -> World:
    made = World()
    make_symbols(made)
    fund(made.account, "10000")
    hold(made.account, 1)
    return made


def sat(world: World) -> tuple[Recorder, Feed, ShardDesk]:
    """A desk with one reset before it, and a price."""
    recorder = Recorder({world.account.pk: Levels(low=9_500.0)})
    recorder.instants = [RESET]
    feed, desk = Feed(world.server.pk), opened(recorder)
    desk.take(feed.lot(("EURUSD", "1.1000", "1.1001")))
    return recorder, feed, desk


def test_a_tick_on_its_way_belongs_before_the_instant(world: World) -> None:
    recorder, feed, desk = sat(world)
    desk.take(feed.lot(received_at=RESET))
    Chores(desk).run()
    assert recorder.of("instant") == []
    desk.take(
        feed.lot(("EURUSD", "1.0940", "1.0941"), received_at=RESET + 10 * MS,
                 venue_at=RESET - 10 * MS)
    )  # fmt: skip
    desk.take(feed.lot(received_at=RESET + 600 * MS))
    Chores(desk).run()
    assert [said for said, _ in recorder.calls] == ["tick", "instant"]
    ((instant, valued),) = recorder.of("instant")
    assert (instant, valued.equity) == (RESET, Decimal(9_400))


def test_a_tick_of_after_the_instant_comes_after_it(world: World) -> None:
    recorder, feed, desk = sat(world)
    desk.take(feed.lot(("EURUSD", "1.0940", "1.0941"), received_at=RESET + 10 * MS))
    assert [said for said, _ in recorder.calls] == ["instant", "tick"]
    ((_, valued),) = recorder.of("instant")
    assert valued.equity == Decimal(10_000)


def test_time_goes_on_only_as_far_as_the_stream_is_known_to_be_read(world: World) -> None:
    proven: tuple[datetime, int] | None = None
    later = AT + timedelta(minutes=1)
    with fixed(AT):
        shift = Shift(0, 1, "test", lambda subject, data: None)
        shift.inbox.proven = lambda: proven
        shift.load(0, 0)
        shift.turn()
        opened_at = [shift._desk.opened]
        proven = (AT, 0)
        shift.turn()
        assert [*opened_at, shift._desk.opened] == [False, True]
    with fixed(later):
        proven = (later, 1)
        shift.turn()
        assert shift._desk.at < AT + timedelta(seconds=1), "lot 1 is not read yet"
        proven = (later, 0)
        shift.turn()
        assert later - shift._desk.at == timedelta(milliseconds=500)
