"""What is not known for sure: estimates, their settling, instants, replays."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from brokerdesk.modules.trading.models import Position
from brokerdesk.modules.trading.testing import World
from brokerdesk.modules.valuation.services.desk.chores import Chores
from brokerdesk.modules.valuation.services.desk.desk import ShardDesk
from brokerdesk.modules.valuation.services.desk.lots import Lot, Told, read_lot
from brokerdesk.modules.valuation.types import Doubt, Levels, Quality, Valued
from brokerdesk.ports.trading import DealKind

from .world import AT, Feed, Recorder, fund, hold, ingest, make_symbols, opened

pytestmark = pytest.mark.django_db
LOW = Levels(low=9_500.0)
S = timedelta(seconds=1)


@pytest.fixture
def world(db: None) -> World:
    made = World()
    make_symbols(made)
    fund(made.account, "10000")
    return made


def doubts(valued: Valued) -> set[Doubt]:
    return {seen.doubt for seen in valued.doubts}


def test_a_crossing_of_a_polled_server_is_an_estimate_until_it_is_confirmed(world: World) -> None:
    hold(world.account, 1)
    recorder, feed = Recorder({world.account.pk: LOW}), Feed(world.server.pk, pushed=False)
    desk = opened(recorder)
    desk.take(feed.lot(("EURUSD", "1.0940", "1.0941"), settled_to=AT))
    (estimate,) = recorder.of("tick")
    assert (estimate.quality, doubts(estimate)) == (Quality.ESTIMATED, {Doubt.UNSETTLED})
    desk.take(feed.lot(("EURUSD", "1.1000", "1.1001"), settled_to=AT + 2 * S))
    Chores(desk).run()
    (confirmed,) = recorder.of("confirmed")
    assert (confirmed.quality, confirmed.equity) == (Quality.REPORTED, Decimal(9_400))
    assert confirmed.at == AT + S


def test_a_report_of_a_platform_is_overdue_after_a_minute(world: World) -> None:
    recorder, feed = Recorder(), Feed(world.server.pk, pushed=False)
    desk = opened(recorder)
    kept = desk.accounts.kept[world.account.pk]
    desk.take(feed.lot(("EURUSD", "1.1", "1.1001"), settled_to=AT))
    assert doubts(desk.now(kept)) == {Doubt.UNSETTLED}
    later = AT + timedelta(seconds=61)
    desk.take(feed.lot(("EURUSD", "1.1", "1.1001"), received_at=later))
    assert doubts(desk.now(kept)) == {Doubt.UNSETTLED, Doubt.OVERDUE}
    desk.take(feed.lot(("EURUSD", "1.1", "1.1001"), settled_to=later))
    assert doubts(desk.now(kept)) == {Doubt.UNSETTLED}


def test_a_crossing_of_a_position_that_was_closed_before_is_refuted(world: World) -> None:
    hold(world.account, 1)
    recorder, feed = Recorder({world.account.pk: LOW}), Feed(world.server.pk, pushed=False)
    desk = opened(recorder)
    desk.take(feed.lot(("EURUSD", "1.0940", "1.0941"), settled_to=AT))
    Position.objects.all().delete()
    closing = world.closing(
        "50", kind=DealKind.SELL, position_id=1, price=Decimal("1.1005"),
        price_position=Decimal("1.10"), at=AT + S / 2,
    )  # fmt: skip
    ingest(world, closing, at=AT + S)
    read = AT + 3 * S
    desk.take(feed.lot(logins=(1001,), settled_to=read, positions_at=read))
    Chores(desk).run()
    (refuted,) = recorder.of("refuted")
    assert refuted.equity == Decimal(10_050)
    assert len(desk.pending) == 0


def test_an_instant_shows_accounts_before_any_later_tick(world: World) -> None:
    hold(world.account, 1)
    recorder, feed = Recorder({world.account.pk: LOW}), Feed(world.server.pk)
    recorder.instants = [AT + timedelta(seconds=1.5)]
    desk = opened(recorder)
    desk.take(feed.lot(("EURUSD", "1.0990", "1.0991")))
    assert recorder.of("instant") == []
    desk.take(feed.lot(("EURUSD", "1.0900", "1.0901")))
    kinds = [kind for kind, _ in recorder.calls]
    assert kinds == ["instant", "tick"]
    ((instant, valued),) = recorder.of("instant")
    assert valued.equity == Decimal(9_900)
    assert instant == AT + timedelta(seconds=1.5)


def test_accounts_without_ticks_are_shown_at_an_instant_too(world: World) -> None:
    recorder = Recorder({world.account.pk: LOW})
    desk = opened(recorder)
    desk.take(Feed(world.server.pk).lot())
    recorder.instants = [AT + 5 * S]
    desk.instants.ask(recorder)
    desk.reach(AT + 30 * S)
    Chores(desk).run()
    ((_, valued),) = recorder.of("instant")
    assert valued.equity == Decimal(10_000)


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24)])
def test_instants_of_days_of_23_and_25_hours_come_once_and_in_order(
    world: World, day: date
) -> None:
    prague = ZoneInfo("Europe/Prague")
    midnights = [
        datetime.combine(day + timedelta(days=n), time(), prague).astimezone(UTC) for n in range(3)
    ]
    recorder = Recorder({world.account.pk: LOW})
    desk = opened(recorder)
    recorder.instants = list(midnights)
    desk.instants.ask(recorder)
    desk.reach(midnights[-1] + timedelta(minutes=2))
    Chores(desk).run()
    assert [instant for instant, _ in recorder.of("instant")] == midnights


def test_ticks_that_are_read_again_mark_what_was_open_then(world: World) -> None:
    """The worker was away while a position was closed: its last ticks still hit it."""
    closed_at = AT + 4 * S
    closing = world.closing(
        "-600", kind=DealKind.SELL, position_id=7, price=Decimal("1.0940"),
        price_position=Decimal("1.10"), at=closed_at,
    )  # fmt: skip
    ingest(world, closing, at=closed_at + S)
    fund(world.account, "9400", at=closed_at + 40 * S)
    recorder = Recorder({world.account.pk: LOW})
    desk = ShardDesk(0, 1, [recorder])
    desk.load(AT, AT + 60 * S)
    for kept in desk.accounts.kept.values():
        kept.agrees, kept.compared_at = True, AT
    desk.open(AT)
    feed = Feed(world.server.pk)
    desk.take(feed.lot(("EURUSD", "1.1000", "1.1001")))
    assert desk.value(world.account.pk).equity == Decimal(10_000)
    desk.take(feed.lot(("EURUSD", "1.0940", "1.0941"), received_at=AT + 3 * S))
    (valued,) = recorder.of("tick")
    assert valued.equity == Decimal(9_400)
    desk.take(feed.lot(("EURUSD", "1.0800", "1.0801"), received_at=AT + 5 * S))
    assert desk.value(world.account.pk).equity == Decimal(9_400)
    desk.take(feed.lot(received_at=AT + 61 * S))
    ((facts, _),) = recorder.of("told")
    assert [deal.position_id for deal in facts.deals] == [7]


def test_only_accounts_of_the_shard_are_marked(world: World) -> None:
    desk = opened(Recorder(), shards=2)
    assert all(pk % 2 == 0 for pk in desk.accounts.kept)
    other = ShardDesk(1, 2, [])
    other.load(None, AT)
    assert len(desk.accounts.kept) + len(other.accounts.kept) == 1


def test_a_foreign_message_is_no_lot() -> None:
    assert read_lot(1, "3", b"{}") is None
    assert read_lot(1, "3", b"not json") is None
    quote = '["EURUSD","NaN","1","2026-03-03T12:00:00Z"]'
    bad = f'{{"server":3,"received_at":"2026-03-03T12:00:00Z","quotes":[{quote}]}}'
    assert read_lot(1, "3", bad.encode()) is None
    good = bad.replace("NaN", "0.5").replace('"quotes"', '"settled_to":null,"quotes"')
    lot = read_lot(1, "3", good.encode())
    assert isinstance(lot, Lot)
    assert lot.quotes == (Told("EURUSD", Decimal("0.5"), Decimal(1), AT),)
