"""A gateway at a platform that tells by itself and opens accounts in several steps."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.kit.clock import now
from brokerdesk.modules.compliance.models import Level
from brokerdesk.modules.trading import queries
from brokerdesk.modules.trading.models import Deal, Difference, ForeignLogin, GatewayReport
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.testing import make_brand, make_client, make_product, make_server
from brokerdesk.modules.trading.types import ServerRow
from brokerdesk.ports.outcome import Accepted
from brokerdesk.ports.trading import AccountChange, Session
from brokerdesk.ports.trading_contract import venue as venues
from brokerdesk.surfaces.workers.gateway import server as serving
from brokerdesk.surfaces.workers.gateway.database import Database
from brokerdesk.surfaces.workers.gateway.deals import DealPoller
from brokerdesk.surfaces.workers.gateway.server import ServerGateway
from tests.scenarios.faults.places import PLACES, Place

from .running import QUICK, eventually, gateway
from .world import World, opened


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """A bridge with its server."""
    with PLACES["mt4"]() as found:
        yield found


@pytest.fixture
def world(fresh_db: str, place: Place) -> Iterator[World]:
    """A world of the test's own at the bridge."""
    place.venue.street.calm()
    brand = make_brand()
    Level.objects.create(brand=brand, index=1, title="Verified", actions=["open_live"])
    server = make_server(brand, "mt4a")
    server.kind, server.config, server.grace_s = "mt4", place.config(), 1
    server.save()
    product = make_product(brand, server)
    product.group = place.venue.group
    product.save()
    yield World(server, product, make_client(brand).public_id)
    place.venue.street.calm()


@pytest.mark.parametrize("command", ["UserPasswordSet", "UsersGroupOp"])
def test_an_account_is_active_with_passwords_and_enabled(
    world: World, place: Place, command: str
) -> None:
    street = place.venue.street
    before = street.state()["commands"].get("UserPasswordSet", 0)
    street.fault(command, "cut")
    with gateway():
        account = opened(world)
    assert street.account(account.login)["enableFlags"] & 1
    assert street.state()["commands"]["UserPasswordSet"] - before >= 2


def test_the_watermark_follows_readings_of_what_was_told(world: World, place: Place) -> None:
    told_s = asyncio.run(_told_and_read(queries.server(world.server.pk), place))
    assert queries.server(world.server.pk).watermark_s == told_s


async def _told_and_read(server: ServerRow, place: Place) -> int:
    """Store a deal as told, then read; gives the deal's server time."""
    database = Database()
    context = ServerGateway(server, database, QUICK, asyncio.Event()).context
    poller = DealPoller(context)
    async with venues.session(place.venue) as link:
        login = (await venues.opened(place.venue, link)).login
        await poller.step()
        await venues.deposited(link, login, Decimal(5))
        deals = await venues.deals_of(link, place.venue, login)
    await database(ingest_deals, server.pk, deals, watermark_s=None, at=now())
    poller.pushed(deals)
    await poller.step()
    await poller.close()
    database.close()
    return deals[-1].server_time_ms // 1000


def test_telling_does_not_hide_that_deals_cannot_be_read(
    world: World, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "AWAY_AFTER_S", 1)
    with gateway(replace(QUICK, pushed_poll_s=0.5)):
        opened(world)
        eventually(lambda: queries.server(world.server.pk).state == "up")
        place.venue.street.fault("ReportsRequest", "refuse", managerCode="NotEnoughRights", times=0)
        found = eventually(lambda: _health(world, "away"), within_s=20)
    assert "ReportsRequest" in found["state_detail"]
    assert found["lag_s"] > 1


def _health(world: World, state: str) -> Any:
    rows = type(world.server).objects.filter(pk=world.server.pk, state=state)
    return rows.values("state_detail", "lag_s").first()


def test_a_quiet_gateway_reports_no_errors_and_no_reconnects(world: World) -> None:
    with gateway():
        opened(world)
        busy = GatewayReport.objects.filter(connects__gte=9)
        report = eventually(lambda: busy.first())
    assert (report.errors, report.error, report.reconnects) == (0, "", 0)


@pytest.fixture
def masked(world: World, place: Place) -> World:
    """The same, where one group alone is ours."""
    world.server.group_mask = place.venue.group
    world.server.save()
    return world


def given(place: Place, login: int, amount: str) -> None:
    """Move money at the server, beside us."""
    place.venue.street.post("/balance", login=login, amount=amount, comment="by hand")


async def _stranger(place: Place) -> int:
    """Open an account in a group that is not ours."""
    async with venues.session(place.venue) as link:
        account = await venues.opened(place.venue, link)
        await _move(link, account.login, place.venue.other_group)
        return account.login


async def _move(link: Session, login: int, group: str) -> None:
    outcome = await link.accounts_port.change_account(login, AccountChange(group=group))
    assert isinstance(outcome, Accepted), outcome


def test_what_is_told_of_other_groups_is_left_out(masked: World, place: Place) -> None:
    stranger = asyncio.run(_stranger(place))
    with gateway(replace(QUICK, pushed_poll_s=5.0)):
        account = opened(masked)
        given(place, stranger, "7.00")
        given(place, account.login, "5.00")
        eventually(Deal.objects.filter(login=account.login).exists)
    assert not Deal.objects.filter(login=stranger).exists()
    assert not ForeignLogin.objects.filter(login=stranger).exists()


def test_what_is_told_of_our_new_account_waits_for_no_list(masked: World, place: Place) -> None:
    with gateway(replace(QUICK, pushed_poll_s=60.0)):
        given(place, opened(masked).login, "1.00")
        eventually(Deal.objects.exists)
        account = opened(masked)
        place.venue.street.fault("UsersRequest", "refuse", managerCode="NotEnoughRights", times=0)
        given(place, account.login, "5.00")
        eventually(Deal.objects.filter(login=account.login).exists)


def test_an_account_that_leaves_our_groups_keeps_its_deals(masked: World, place: Place) -> None:
    async def leave(login: int) -> None:
        async with venues.session(place.venue) as link:
            await _move(link, login, place.venue.other_group)

    with gateway():
        account = opened(masked)
        given(place, account.login, "5.00")
        eventually(Deal.objects.filter(login=account.login).exists)
        asyncio.run(leave(account.login))
        before = GatewayReport.objects.get(server_id=masked.server.pk).connects
        eventually(GatewayReport.objects.filter(connects__gte=before + 4).exists)
    assert not Difference.objects.filter(cls="deleted").exists()
