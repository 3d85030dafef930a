"""Each change of a live account's position is explained by deals, or people hear of it."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from brokerdesk.core.actors import Actor
from brokerdesk.ports.trading import DealEntry, DealKind, PlatformDeal, PlatformPosition, Side

from ..models import Difference, PositionStand
from ..services.ingest import ingest_deals
from ..services.positions import check_positions
from ..services.resolving import approve, propose
from ..services.sync import sync_positions
from ..testing import START, World

NOW = START + timedelta(hours=1)
FINN = Actor(kind="staff", id="stf_finn", label="Finn")
FAY = Actor(kind="staff", id="stf_fay", label="Fay")
TICKET = 501


@pytest.fixture(autouse=True)
def opened(world: World) -> None:
    world.account.provisioned_at = START
    world.account.save()


def position(lots: str, *, at: datetime = NOW, side: Side = Side.BUY) -> PlatformPosition:
    zero = Decimal(0)
    return PlatformPosition(
        ticket=TICKET,
        login=1001,
        symbol="EURUSD",
        side=side,
        lots=Decimal(lots),
        contract_size=Decimal(100_000),
        price_open=Decimal("1.1"),
        price_current=Decimal("1.1"),
        stop_loss=zero,
        take_profit=zero,
        profit=zero,
        swap=zero,
        opened_at=at,
    )


def deal(world: World, kind: DealKind, entry: DealEntry, lots: str) -> PlatformDeal:
    """Let the platform tell of a deal of the position."""
    closed = lots if entry != DealEntry.IN else "0"
    made = world.deal(
        kind=kind,
        entry=entry,
        lots=Decimal(lots),
        lots_closed=Decimal(closed),
        position_id=TICKET,
        profit=Decimal(0),
        balance_effect=Decimal(0),
    )
    ingest_deals(world.server.pk, [made], watermark_s=None, at=NOW)
    return made


def read(
    world: World, shown: list[PlatformPosition], *seconds: int, opening_deals: bool = True
) -> int:
    """Let the gateway read positions and compare, at each of these seconds."""
    found = -1
    for second in seconds:
        at = NOW + timedelta(seconds=second)
        sync_positions(world.server.pk, shown, at)
        found = check_positions(world.server.pk, opening_deals=opening_deals, polled_at=at, at=at)
    return found


def test_a_life_that_its_deals_tell_leaves_nothing(world: World) -> None:
    deal(world, DealKind.BUY, DealEntry.IN, "2")
    assert read(world, [position("2")], 0, 10, 60) == 0
    deal(world, DealKind.SELL, DealEntry.OUT, "0.5")
    assert read(world, [position("1.5")], 70, 80, 130) == 0
    deal(world, DealKind.SELL, DealEntry.INOUT, "4")
    assert read(world, [position("2.5", side=Side.SELL)], 140, 150, 200) == 0
    deal(world, DealKind.BUY, DealEntry.OUT, "2.5")
    assert read(world, [], 210, 220, 270) == 0
    assert not PositionStand.objects.exists()


def test_deals_may_come_after_what_they_did(world: World) -> None:
    assert read(world, [position("2")], 0, 10, 20) == 0
    deal(world, DealKind.BUY, DealEntry.IN, "2")
    assert read(world, [position("2")], 30, 60) == 0
    assert not Difference.objects.exists()


def test_a_position_that_no_deal_opened_is_raised_until_its_deal_comes(world: World) -> None:
    assert read(world, [position("2")], 0, 10, 31, 40, 50) == 1
    found = Difference.objects.get()
    assert (found.cls, found.item) == ("missing_here", f"position:mt5a:{TICKET}")
    assert [found.login, found.amount] == [1001, 0]
    assert found.detail == "EURUSD: the platform shows 2 lots, its deals come to 0"
    deal(world, DealKind.BUY, DealEntry.IN, "2")
    assert read(world, [position("2")], 60) == 0
    found.refresh_from_db()
    assert found.resolution == "its deal came"


def test_a_position_that_vanished_without_a_deal_is_raised(world: World) -> None:
    deal(world, DealKind.BUY, DealEntry.IN, "2")
    read(world, [position("2")], 0, 10)
    assert read(world, [], 20, 30, 51, 60) == 1
    assert Difference.objects.get().detail.endswith("shows 0 lots, its deals come to 2")


def test_another_side_or_size_than_its_deals_is_raised(world: World) -> None:
    deal(world, DealKind.BUY, DealEntry.IN, "2")
    assert read(world, [position("2", side=Side.SELL)], 0, 10, 31) == 1


def test_nothing_is_judged_before_deals_were_read_again(world: World) -> None:
    read(world, [position("2")], 0)
    for second in (31, 600):
        at = NOW + timedelta(seconds=second)
        assert check_positions(world.server.pk, opening_deals=True, polled_at=NOW, at=at) == 0


def test_where_openings_are_no_deals_the_closing_one_counts(world: World) -> None:
    assert read(world, [position("2")], 0, 10, 60, opening_deals=False) == 0
    assert read(world, [], 70, 80, 101, opening_deals=False) == 1
    deal(world, DealKind.BUY, DealEntry.OUT, "2")
    assert read(world, [], 110, opening_deals=False) == 0
    assert not PositionStand.objects.exists()


@pytest.mark.parametrize("shown", [[], [position("2")]])
def test_two_people_take_it_as_it_is(world: World, shown: list[PlatformPosition]) -> None:
    if not shown:
        deal(world, DealKind.BUY, DealEntry.IN, "2")
    read(world, [position("2")], 0)
    read(world, shown, 10, 50)
    found = Difference.objects.get()
    seen = propose(found.public_id, "accept", "their repair", actor=FINN, at=NOW)
    approve(found.public_id, version=seen.version, actor=FAY, at=NOW)
    assert read(world, shown, 60, 100) == 0


def test_what_was_open_before_the_account_was_ours_is_left_out(world: World) -> None:
    old = position("2", at=START - timedelta(days=1))
    assert read(world, [old], 0, 10, 60) == 0
    assert read(world, [], 70, 80, 120) == 0


def test_demo_accounts_are_not_judged(world: World) -> None:
    world.account.kind = "demo"
    world.account.save()
    assert read(world, [position("2")], 0, 10, 60) == 0
