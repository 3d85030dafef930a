"""Credit on the platform is the credit that its deals moved, or people hear of it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.modules.ledger.queries import trial_balance
from brokerdesk.ports.trading import DealKind, DealWindow, PlatformDeal

from ..models import CreditStand, Difference
from ..services.binding import BindRequest, bind_login
from ..services.credits import check_credits
from ..services.ingest import ingest_deals
from ..services.rescan import apply_rescan
from ..services.resolving import approve, propose
from ..services.sync import sync_accounts
from ..testing import START, World, make_platform_account

NOW = START + timedelta(hours=1)
FINN = Actor(kind="staff", id="stf_finn", label="Finn")
FAY = Actor(kind="staff", id="stf_fay", label="Fay")
STRANGER = 7001


def read(world: World, credit: str, *seconds: int, login: int = 1001) -> int:
    """Let the gateway read an account and compare, at each of these seconds."""
    found = -1
    for second in seconds:
        at = NOW + timedelta(seconds=second)
        shown = replace(make_platform_account(login, "0"), credit=Decimal(credit))
        sync_accounts(world.server.pk, [shown], at)
        found = check_credits(world.server.pk, at=at)
    return found


def given(world: World, amount: str, **fields: int) -> PlatformDeal:
    """Let the platform tell of credit that it moved."""
    deal = world.deal(
        kind=DealKind.CREDIT, symbol="", credit_effect=Decimal(amount), lots=Decimal(0), **fields
    )
    ingest_deals(world.server.pk, [deal], watermark_s=None, at=NOW)
    return deal


def test_credit_that_its_deals_explain_is_no_difference(world: World) -> None:
    given(world, "30.00")
    given(world, "-10.00")
    assert read(world, "20.00", 0, 10, 20) == 0
    assert not CreditStand.objects.exists()


def test_credit_without_a_deal_is_raised_once_and_closes_by_itself(world: World) -> None:
    assert read(world, "30.00", 0) == 0, "its deal may come with the next reading"
    assert read(world, "30.00", 10, 20) == 1
    found = Difference.objects.get()
    assert (found.cls, found.item) == ("credit", "credit:mt5a:1001")
    assert [found.expected, found.actual, found.amount] == [0, 30, 30]
    assert "30" in found.detail
    given(world, "30.00")
    assert read(world, "30.00", 30) == 0
    assert Difference.objects.get().resolution == "equal again"
    assert trial_balance() == []


def test_an_open_one_follows_what_the_platform_shows(world: World) -> None:
    read(world, "30.00", 0, 10)
    assert read(world, "45.00", 20, 30) == 1
    found = Difference.objects.get()
    assert [found.actual, found.amount] == [45, 45]


def test_two_people_take_the_platforms_credit_as_it_is(world: World) -> None:
    read(world, "30.00", 0, 10)
    found = Difference.objects.get()
    seen = propose(found.public_id, "accept", "given by hand", actor=FINN, at=NOW)
    approve(found.public_id, version=seen.version, actor=FAY, at=NOW)
    assert read(world, "30.00", 20, 30) == 0
    assert read(world, "31.00", 40, 50) == 1
    assert Difference.objects.latest("pk").amount == 1


@pytest.mark.parametrize("accepted", [False, True])
def test_a_deleted_credit_deal_is_named_by_its_own_item_alone(world: World, accepted: bool) -> None:
    given(world, "30.00")
    read(world, "30.00", 0)
    window = DealWindow(from_s=0, to_s=int(NOW.timestamp()) + 3600)
    apply_rescan(world.server.pk, window, [], at=NOW + timedelta(seconds=1))
    assert read(world, "0", 10, 20) == 0
    found = Difference.objects.get()
    assert found.cls == "deleted"
    if accepted:
        seen = propose(found.public_id, "accept", "their correction", actor=FINN, at=NOW)
        approve(found.public_id, version=seen.version, actor=FAY, at=NOW)
        assert read(world, "0", 30, 40) == 0


def test_what_a_bound_login_had_is_its_base(world: World) -> None:
    given(world, "5.00", login=STRANGER)
    read(world, "25.00", 0, login=STRANGER)
    wanted = BindRequest(
        world.server.public_id, STRANGER, world.client.public_id, world.product.public_id
    )
    bind_login(wanted, actor=SYSTEM, at=NOW)
    assert read(world, "25.00", 1, 11, 21, login=STRANGER) == 0
    assert CreditStand.objects.get().base == 20
    assert read(world, "26.00", 30, 40, login=STRANGER) == 1


def test_a_bound_login_without_credit_gets_none_by_accident(world: World) -> None:
    given(world, "0", login=STRANGER)
    read(world, "0", 0, login=STRANGER)
    wanted = BindRequest(
        world.server.public_id, STRANGER, world.client.public_id, world.product.public_id
    )
    bind_login(wanted, actor=SYSTEM, at=NOW)
    read(world, "0", 10, login=STRANGER)
    assert read(world, "8.00", 20, 30, login=STRANGER) == 1


def test_demo_accounts_are_not_judged(world: World) -> None:
    world.account.kind = "demo"
    world.account.save()
    assert read(world, "30.00", 0, 10, 20) == 0
