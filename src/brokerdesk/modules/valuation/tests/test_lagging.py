"""A desk that is behind the clock reads rows of later: it tells what had happened by its time."""

from datetime import timedelta
from decimal import Decimal

import pytest

from brokerdesk.modules.trading.models import Account, Position
from brokerdesk.modules.trading.testing import World
from brokerdesk.modules.valuation.services.desk.desk import ShardDesk
from brokerdesk.modules.valuation.types import Levels, Quality
from brokerdesk.ports.trading import DealEntry, DealKind, PlatformDeal

from .world import AT, Feed, Recorder, fund, hold, ingest, make_symbols, opened

pytestmark = pytest.mark.django_db
S = timedelta(seconds=1)


@pytest.fixture
def world(db: None) -> World:
    made = World()
    make_symbols(made)
    fund(made.account, "10000")
    for ticket in (1, 2):
        hold(made.account, ticket)
    return made


def closed(world: World, ticket: int, profit: str, second: float, lots: str = "1") -> PlatformDeal:
    return world.closing(
        profit, kind=DealKind.SELL, position_id=ticket, price=Decimal("1.1000"),
        price_position=Decimal("1.10"), lots=lots,
        at=AT + second * S,
    )  # fmt: skip


def behind(world: World, *, last: PlatformDeal) -> tuple[Recorder, Feed, ShardDesk]:
    """A desk at second 2, when the database has what was closed at second 1, and later again."""
    recorder = Recorder({world.account.pk: Levels(low=5_000.0)})
    feed, desk = Feed(world.server.pk), opened(recorder)
    desk.take(feed.lot(("EURUSD", "1.1000", "1.1001")))
    ingest(world, closed(world, 1, "-400", 1.5), at=AT + 1.6 * S)
    ingest(world, last, at=AT + 60.2 * S)
    return recorder, feed, desk


def test_deals_of_later_are_told_when_their_time_has_come(world: World) -> None:
    recorder, feed, desk = behind(world, last=closed(world, 2, "-5000", 60))
    Position.objects.all().delete()
    desk.take(feed.lot(logins=(1001,)))
    ((facts, valued),) = recorder.of("told")
    assert [deal.position_id for deal in facts.deals] == [1]
    assert (valued.balance, valued.quality) == (Decimal(9_600), Quality.REPORTED)
    assert [mark.ticket for mark in valued.marks] == [2]
    desk.take(feed.lot(("EURUSD", "1.0900", "1.0901")))
    assert desk.value(world.account.pk).equity == Decimal(8_600)
    assert desk.book.equity(world.account.pk) == pytest.approx(8_600)
    desk.take(feed.lot(received_at=AT + 60.1 * S))
    assert desk.value(world.account.pk).equity == Decimal(4_600)
    desk.take(feed.lot(logins=(1001,), received_at=AT + 60.3 * S))
    facts, valued = recorder.of("told")[-1]
    assert [deal.position_id for deal in facts.deals] == [2]
    assert (valued.balance, valued.marks, valued.quality) == (
        Decimal(4_600), (), Quality.REPORTED,
    )  # fmt: skip


def test_what_is_closed_in_part_later_is_whole_until_then(world: World) -> None:
    recorder, feed, desk = behind(world, last=closed(world, 2, "-60", 60, lots="0.6"))
    Position.objects.filter(ticket=1).delete()
    Position.objects.filter(ticket=2).update(lots="0.4", synced_at=AT + 61 * S)
    desk.take(feed.lot(("EURUSD", "1.0900", "1.0901"), logins=(1001,)))
    _, valued = recorder.of("told")[-1]
    assert (valued.equity, valued.quality) == (Decimal(8_600), Quality.REPORTED)
    desk.take(feed.lot(received_at=AT + 62 * S))
    assert desk.value(world.account.pk).equity == Decimal(9_600 - 60 - 400)


def test_what_is_opened_later_is_not_there_yet(world: World) -> None:
    recorder, feed, desk = behind(world, last=closed(world, 2, "0", 60))
    Position.objects.filter(ticket=1).delete()
    hold(world.account, 3, opened_at=AT + 59 * S)
    Position.objects.filter(ticket=3).update(synced_at=AT + 61 * S)
    desk.take(feed.lot(logins=(1001,)))
    _, valued = recorder.of("told")[-1]
    assert [mark.ticket for mark in valued.marks] == [2]
    desk.take(feed.lot(received_at=AT + 59.5 * S))
    assert [mark.ticket for mark in desk.value(world.account.pk).marks] == [2, 3]
    desk.take(feed.lot(received_at=AT + 59.6 * S))
    _, valued = recorder.of("told")[-1]
    assert [mark.ticket for mark in valued.marks] == [2, 3]


def test_a_deal_whose_lot_was_lost_is_told_when_positions_are_read_again(world: World) -> None:
    recorder, feed, desk = behind(world, last=closed(world, 2, "-50", 60))
    Position.objects.all().delete()
    desk.take(feed.lot(logins=(1001,)))
    desk.take(feed.lot(received_at=AT + 60.1 * S))
    desk.take(feed.lot(received_at=AT + 61 * S))
    told = [deal.position_id for facts, _ in recorder.of("told") for deal in facts.deals]
    assert told == [1, 2]


def given(world: World, credit: str, second: float) -> PlatformDeal:
    return world.deal(
        kind=DealKind.CREDIT, entry=DealEntry.NONE, symbol="", lots=Decimal(0), position_id=0,
        credit_effect=Decimal(credit), at=AT + second * S,
    )  # fmt: skip


def test_credit_of_later_is_not_there_yet(world: World) -> None:
    recorder, feed, desk = behind(world, last=given(world, "500", 60))
    Position.objects.filter(ticket=1).delete()
    Account.objects.filter(pk=world.account.pk).update(
        balance="9600", credit="500", figures_at=AT + 61 * S
    )
    desk.take(feed.lot(logins=(1001,)))
    _, valued = recorder.of("told")[-1]
    assert (valued.credit, valued.equity) == (0, 9_600)
    assert desk.book.equity(world.account.pk) == pytest.approx(9_600)
    desk.take(feed.lot(received_at=AT + 60.1 * S))
    assert desk.value(world.account.pk).credit == 500
    assert desk.book.equity(world.account.pk) == pytest.approx(10_100)
    assert desk.value(world.account.pk, AT + 59 * S).equity == 9_600


def test_credit_that_was_given_since_the_figures_were_read_counts(world: World) -> None:
    _, feed, desk = behind(world, last=given(world, "-20", 1.7))
    desk.take(feed.lot(logins=(1001,)))
    assert desk.value(world.account.pk).credit == -20
