"""How old the data are: on a server's page, and where what is held is shown."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser

from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now

from ..models import GatewayReport, Position, Quote, Server
from ..services.servers import keep_report
from ..services.sync import sync_positions
from ..testing import START, World
from ..types import Reading
from ..ui.readings import every
from .test_job_pages import staff_browser
from .test_replacing import position
from .test_server_pages import TALLY
from .visitors import words_of


def report(world: World, **readings: tuple[datetime | None, float]) -> None:
    """Let the gateway report when it read what."""
    told = {what: Reading(*kept) for what, kept in readings.items()}
    keep_report(world.server.pk, replace(TALLY, readings=told), at=START)


def health(world: World, browser: Browser) -> str:
    """What the server's page says."""
    page = url("backoffice", "trading.server_health", server_id=world.server.public_id)
    return words_of(browser.get(page))


@pytest.fixture
def browser(world: World) -> Browser:
    return staff_browser("trading.*", "clients.view")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1.0, "every second"), (2.0, "every 2 seconds"), (0.5, "every 0.5 seconds"),
        (15.0, "every 15 seconds"), (60.0, "every minute"), (180.0, "every 3 minutes"),
        (90.0, "every 90 seconds"), (3600.0, "every hour"), (7200.0, "every 2 hours"),
    ],
)  # fmt: skip
def test_an_interval_in_words(seconds: float, words: str) -> None:
    assert every(seconds) == words


def test_a_server_that_is_polled_says_how_often(world: World, browser: Browser) -> None:
    report(world, deals=(now(), 1.0), positions=(now(), 1.0), orders=(None, 5.0))
    said = health(world, browser)
    assert "Deals 0 s read every second" in said
    assert "Waiting orders not yet read every 5 seconds" in said
    assert "told by the platform as it happens" not in said


def test_a_server_that_tells_says_so(world: World, browser: Browser) -> None:
    Server.objects.update(kind="ctrader")
    report(world, deals=(now(), 15.0), positions=(now(), 1.0), catalog=(now(), 3600.0))
    said = health(world, browser)
    assert "told by the platform as it happens, and read every 15 seconds" in said
    assert "read every second, and at once when the platform tells of a change" in said
    assert "read every hour" in said


def test_old_prices_of_a_closed_market_are_no_error(world: World, browser: Browser) -> None:
    Quote.objects.create(
        server=world.server, symbol="EURUSD", bid=1, ask=1, at=now() - timedelta(days=2)
    )
    report(world, prices=(now(), 1.0))
    closed = "newest price 2 d old: the market is closed or stands still"
    assert closed in health(world, browser)
    report(world, prices=(now() - timedelta(hours=1), 1.0))
    said = health(world, browser)
    assert "newest price 2 d old" in said
    assert "closed" not in said
    Quote.objects.update(at=now())
    report(world, prices=(now(), 1.0))
    assert "closed" not in health(world, browser)


def test_a_new_gateway_keeps_what_the_one_before_read(world: World) -> None:
    report(world, deals=(START, 1.0), positions=(START, 1.0))
    report(world, deals=(None, 1.0), positions=(None, 2.0))
    kept = GatewayReport.objects.get()
    assert kept.reading("positions") == Reading(START, 2.0)
    assert kept.reading("orders") is None


def test_a_position_that_did_not_change_is_as_old_as_its_last_reading(
    world: World, browser: Browser
) -> None:
    sync_positions(world.server.pk, [position(1)], START)
    assert Position.objects.get().as_of == START
    read_at = now().replace(microsecond=0) - timedelta(seconds=3)
    report(world, positions=(read_at, 1.0))
    assert Position.objects.get().as_of == read_at
    changed = read_at + timedelta(seconds=2)
    sync_positions(world.server.pk, [position(1, profit=Decimal(1))], changed)
    assert Position.objects.get().as_of == changed
    for page in (
        url("backoffice", "trading.positions"),
        url("backoffice", "trading.account", account_id=world.account.public_id),
        url("backoffice", "trading.position_close", account_id=world.account.public_id, ticket=1),
    ):
        text = browser.get(page).content.decode()
        assert f'datetime="{changed.isoformat()}"' in text, page
