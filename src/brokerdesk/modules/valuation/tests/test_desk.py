"""The desk: exact looks at the right moment, with all that is doubted named."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from brokerdesk.modules.trading.models import Position
from brokerdesk.modules.trading.testing import World
from brokerdesk.modules.valuation.types import Doubt, Levels, Quality, Valued
from brokerdesk.ports.trading import DealKind

from .world import AT, Feed, Recorder, another, fund, hold, ingest, make_symbols, opened

pytestmark = pytest.mark.django_db
LOW = Levels(low=9_500.0)


@pytest.fixture
def world(db: None) -> World:
    made = World()
    make_symbols(made)
    fund(made.account, "10000")
    return made


def doubts(valued: Valued) -> set[Doubt]:
    return {seen.doubt for seen in valued.doubts}


def test_a_tick_that_brings_an_account_to_its_floor_is_looked_at_exactly(world: World) -> None:
    hold(world.account, 1)
    recorder, feed = Recorder({world.account.pk: LOW}), Feed(world.server.pk)
    desk = opened(recorder)
    desk.take(feed.lot(("EURUSD", "1.09501", "1.09503")))
    assert recorder.of("tick") == []
    desk.take(feed.lot(("EURUSD", "1.09500", "1.09502")))
    (valued,) = recorder.of("tick")
    assert valued.equity == Decimal("9500.00")
    assert (valued.quality, valued.doubts) == (Quality.REPORTED, ())
    assert valued.seq == 2
    assert valued.prices["EURUSD"].bid == Decimal("1.09500")


def test_conversion_pairs_move_accounts_too(world: World) -> None:
    hold(world.account, 1, symbol="USDJPY", price_open=Decimal(150))
    recorder, feed = Recorder({world.account.pk: LOW}), Feed(world.server.pk)
    desk = opened(recorder)
    desk.take(feed.lot(("USDJPY", "149.200", "149.210")))
    (valued,) = recorder.of("tick")
    assert valued.equity == Decimal(10_000) + valued.floating
    assert valued.floating.quantize(Decimal("0.01")) == Decimal("-536.19")


@pytest.mark.parametrize(
    ("bid", "ask", "fault", "looked"),
    [
        ("0", "1.09", "not_positive", 0),
        ("1.0901", "1.0900", "crossed", 0),
        ("1.0300", "1.0900", "wide", 1),
        ("0.5000", "0.5001", "jump", 1),
    ],
)
def test_an_absurd_price_decides_nothing(
    world: World, bid: str, ask: str, fault: str, looked: int
) -> None:
    hold(world.account, 1)
    recorder, feed = Recorder({world.account.pk: LOW}), Feed(world.server.pk)
    desk = opened(recorder)
    desk.take(feed.lot(("EURUSD", "1.10", "1.1001")))
    desk.take(feed.lot(("EURUSD", bid, ask)))
    found = recorder.of("tick")
    assert [valued.quality for valued in found] == [Quality.SUSPECT] * looked
    assert [run.fault for run in desk.market.runs] == [fault]
    assert desk.book.equity(world.account.pk) == pytest.approx(10_000)
    now = desk.value(world.account.pk)
    assert now.quality == Quality.SUSPECT
    desk.take(feed.lot(("EURUSD", "1.1000", "1.1001")))
    assert desk.value(world.account.pk).quality == Quality.REPORTED


def test_late_stale_future_and_weekend_ticks_are_named(world: World) -> None:
    hold(world.account, 1)
    recorder, feed = Recorder({world.account.pk: LOW}), Feed(world.server.pk)
    desk = opened(recorder)
    desk.take(feed.lot(("EURUSD", "1.10", "1.1001")))
    desk.take(feed.lot(("EURUSD", "1.05", "1.0501"), venue_at=AT - timedelta(seconds=5)))
    assert recorder.of("tick") == []
    assert desk.value(world.account.pk).quality == Quality.REPORTED
    desk.take(feed.lot(("EURUSD", "1.05", "1.0501"), venue_at=AT + timedelta(minutes=1)))
    saturday = AT + timedelta(days=4)
    desk.take(
        feed.lot(
            ("EURUSD", "1.05", "1.0501"), received_at=saturday, venue_at=AT + timedelta(hours=1)
        )
    )
    desk.take(feed.lot(("EURUSD", "1.05", "1.0501"), received_at=saturday))
    assert [run.fault for run in desk.market.runs] == [
        "out_of_order", "from_the_future", "stale", "weekend",
    ]  # fmt: skip
    assert all(valued.quality == Quality.SUSPECT for valued in recorder.of("tick"))


def test_missing_symbols_prices_and_pairs_are_named_and_decide_nothing(world: World) -> None:
    hold(world.account, 1, symbol="EURGBP", price_open=Decimal("0.86"))
    other = another(world, 2002)
    hold(other, 2, symbol="NOSUCH")
    recorder, feed = Recorder({world.account.pk: LOW, other.pk: LOW}), Feed(world.server.pk)
    desk = opened(recorder)
    assert Doubt.NO_PRICE in doubts(desk.value(world.account.pk))
    desk.take(feed.lot(("EURGBP", "0.80", "0.8001")))
    assert Doubt.NO_RATE in doubts(desk.value(world.account.pk))
    assert Doubt.UNKNOWN_SYMBOL in doubts(desk.value(other.pk))
    assert desk.value(other.pk).quality == Quality.ESTIMATED


def test_duplicates_of_a_lot_change_nothing(world: World) -> None:
    hold(world.account, 1)
    recorder, feed = Recorder({world.account.pk: Levels(low=1.0)}), Feed(world.server.pk)
    desk = opened(recorder)
    lot = feed.lot(("EURUSD", "1.09", "1.0901"))
    desk.take(lot)
    before = desk.value(world.account.pk)
    desk.take(lot)
    assert desk.value(world.account.pk).equity == before.equity


def test_a_closing_deal_moves_balance_and_position_at_once(world: World) -> None:
    hold(world.account, 1)
    recorder, feed = Recorder({world.account.pk: LOW}), Feed(world.server.pk)
    desk = opened(recorder)
    desk.take(feed.lot(("EURUSD", "1.1010", "1.1011")))
    closed_at = AT + timedelta(seconds=1)
    ingest(
        world,
        world.closing("100", kind=DealKind.SELL, position_id=1, price=Decimal("1.1010"),
                      price_position=Decimal("1.10"), at=closed_at),
        at=closed_at + timedelta(milliseconds=500),
    )  # fmt: skip
    desk.take(feed.lot(logins=(1001,), positions_at=AT))
    ((facts, valued),) = recorder.of("told")
    assert [deal.profit for deal in facts.deals] == [Decimal(100)]
    assert (valued.balance, valued.floating) == (Decimal(10_100), Decimal(0))
    assert Doubt.UNSETTLED in doubts(valued)
    Position.objects.all().delete()
    desk.take(feed.lot())
    assert desk.value(world.account.pk).quality == Quality.REPORTED
    assert desk.value(world.account.pk, AT).equity == Decimal(10_000)
    assert len(recorder.of("told")) == 2


def test_an_account_that_is_opened_later_is_watched_at_once(world: World) -> None:
    recorder, feed = Recorder(), Feed(world.server.pk)
    desk = opened(recorder)
    other = another(world, 2002)
    recorder.levels[other.pk] = Levels(low=500.0)
    desk.take(feed.lot(("EURUSD", "1.1000", "1.1001"), logins=(2002,)))
    hold(other, 2)
    desk.take(feed.lot(logins=(2002,)))
    assert desk.watched.of("recorder", other.pk) == Levels(low=500.0)
    desk.take(feed.lot(("EURUSD", "1.0950", "1.0951")))
    assert [valued.equity for valued in recorder.of("tick")] == [Decimal(500)]


def test_what_is_not_compared_or_differs_is_doubted(world: World) -> None:
    hold(world.account, 1)
    desk = opened(Recorder(), trusted=False)
    desk.take(Feed(world.server.pk).lot(("EURUSD", "1.10", "1.1001")))
    assert doubts(desk.value(world.account.pk)) == {Doubt.NOT_COMPARED}
    desk.accounts.kept[world.account.pk].agrees = False
    assert doubts(desk.value(world.account.pk)) == {Doubt.DIFFERS}


def test_a_peak_is_told_as_of_its_tick(world: World) -> None:
    hold(world.account, 1)
    levels = Levels(trail=500.0, peak=10_000.0)
    recorder, feed = Recorder({world.account.pk: levels}), Feed(world.server.pk)
    desk = opened(recorder)
    desk.take(feed.lot(("EURUSD", "1.1030", "1.1031")))
    desk.take(feed.lot(("EURUSD", "1.1020", "1.1021")))
    desk.flush_peaks()
    (valued,) = recorder.of("peaked")
    assert (valued.equity, valued.seq) == (Decimal(10_300), 1)


def test_an_archived_account_is_marked_no_longer(world: World) -> None:
    other = another(world, 2002)
    other.state = "archived"
    other.save()
    desk = opened(Recorder())
    assert set(desk.accounts.kept) == {world.account.pk}


@pytest.mark.parametrize("spike", [("1.2500", "1.2501"), ("1.1300", "1.1800")])
def test_a_price_that_is_not_believed_sets_no_peak(world: World, spike: tuple[str, str]) -> None:
    hold(world.account, 1)
    levels = Levels(trail=500.0, peak=10_000.0)
    recorder, feed = Recorder({world.account.pk: levels}), Feed(world.server.pk)
    desk = opened(recorder)
    desk.take(feed.lot(("EURUSD", "1.1000", "1.1001")))
    desk.take(feed.lot(("EURUSD", *spike)))
    assert desk.market.runs
    desk.take(feed.lot(("EURUSD", "1.1030", "1.1031")))
    desk.flush_peaks()
    (valued,) = recorder.of("peaked")
    assert (valued.equity, valued.seq) == (Decimal(10_300), 3)
    looked = len(recorder.of("tick"))
    desk.take(feed.lot(("EURUSD", "1.0981", "1.0982")))
    assert len(recorder.of("tick")) == looked
    desk.take(feed.lot(("EURUSD", "1.0980", "1.0981")))
    assert recorder.of("tick")[-1].equity == Decimal(9_800)


class Resetting(Recorder):
    """Sets its levels anew at each instant."""

    def at_instant(self, instant: datetime, valued: Valued) -> None:
        super().at_instant(instant, valued)
        self.desk.watch(self.name, valued.account_pk, self.levels[valued.account_pk])


@pytest.mark.parametrize(
    ("peak_s", "order"), [(1, ["peaked", "instant"]), (3, ["instant", "peaked"])]
)
def test_peaks_and_instants_are_told_in_their_order(
    world: World, peak_s: int, order: list[str]
) -> None:
    hold(world.account, 1)
    recorder = Resetting({world.account.pk: Levels(trail=500.0, peak=10_000.0)})
    recorder.instants = [AT + timedelta(seconds=2)]
    feed = Feed(world.server.pk)
    desk = opened(recorder)
    for second in (1, 3):
        price = ("1.1030", "1.1031") if second == peak_s else ("1.1000", "1.1001")
        desk.take(feed.lot(("EURUSD", *price), received_at=AT + timedelta(seconds=second)))
    desk.flush_peaks()
    desk.before(world.account.pk, desk.at)
    assert [kind for kind, _what in recorder.calls] == order
    assert recorder.of("peaked")[0].equity == Decimal(10_300)


def test_a_peak_outlives_levels_that_are_set_anew(world: World) -> None:
    hold(world.account, 1)
    recorder = Recorder({world.account.pk: Levels(trail=500.0, peak=10_000.0)})
    feed = Feed(world.server.pk)
    desk = opened(recorder)
    desk.take(feed.lot(("EURUSD", "1.1030", "1.1031")))
    desk.reload("recorder", [world.account.pk])
    desk.take(feed.lot(("EURUSD", "1.1010", "1.1011")))
    desk.flush_peaks()
    assert recorder.of("peaked")[0].equity == Decimal(10_300)
