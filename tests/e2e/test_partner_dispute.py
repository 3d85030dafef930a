"""A partner learns why a deal paid nothing and contests another; two correct it; he sees it."""

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from playwright.sync_api import Page, expect

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events.relay import Relay
from brokerdesk.core.events.testing import drain
from brokerdesk.core.identity.models import User
from brokerdesk.core.ui import url
from brokerdesk.modules.clients.testing import make_client, make_staff, make_world
from brokerdesk.modules.clients.types import ClientRow
from brokerdesk.modules.partners.services import (
    add_plan,
    apply_as_partner,
    approve_partner,
    attribute_client,
)
from brokerdesk.modules.trading.services.ingest import ingest_deals
from brokerdesk.modules.trading.testing import (
    START,
    make_account,
    make_deal,
    make_product,
    make_server,
)
from brokerdesk.ports.trading import DealEntry, PlatformDeal
from tests.e2e.conftest import PHONE, Served
from tests.e2e.test_shell import live, user_of

PORTAL, LIVE_MS = "northwind.localhost", 10_000
PLAN = {
    "distribution": "level",
    "levels": ["6"],
    "rules": [{"basis": "lot", "value": "1"}],
    "filters": {"min_duration_s": 180},
}


@contextmanager
def relayed() -> Iterator[None]:
    """Publish what is committed to the live pages, as the relay's process does."""
    ready, ends = threading.Event(), list[tuple[asyncio.AbstractEventLoop, asyncio.Event]]()

    async def relay() -> None:
        ends.append((asyncio.get_running_loop(), asyncio.Event()))
        ready.set()
        await Relay(ends[0][1]).run()

    thread = threading.Thread(target=lambda: asyncio.run(relay()))
    thread.start()
    ready.wait()
    try:
        yield
    finally:
        loop, stop = ends[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join()


def closed(ticket: int, *, open_for_s: int) -> PlatformDeal:
    """One lot closed after so many seconds."""
    return make_deal(
        ticket=ticket,
        login=7001,
        entry=DealEntry.OUT,
        lots=Decimal(1),
        lots_closed=Decimal(1),
        opened_at=START - timedelta(seconds=open_for_s),
        occurred_at=START,
        price_position=Decimal("1.1"),
    )


def traded() -> ClientRow:
    """Give Ian the partner, whose client Alice closed one trade too soon and one in time."""
    people = make_world()
    ian = make_client(people.northwind, "Ian")
    partner = apply_as_partner(ian.public_id, actor=SYSTEM, code="ian")
    approve_partner(partner.public_id, actor=SYSTEM, at=START)
    brand = apps.get_model("brands", "Brand").objects.get(pk=people.northwind.pk)
    add_plan(brand_pk=brand.pk, name="Lots", currency="USD", body=PLAN, default=True, actor=SYSTEM)
    attribute_client(people.alice.public_id, "ian", actor=SYSTEM, at=START, reason="test")
    server = make_server(brand)
    alice = apps.get_model("clients", "Client").objects.get(pk=people.alice.pk)
    make_account(alice, make_product(brand, server), 7001)
    deals = [closed(900, open_for_s=42), closed(901, open_for_s=600)]
    ingest_deals(server.pk, deals, watermark_s=None, at=START)
    drain()
    return ian


def send(page: Page) -> None:
    """Press the form's own button."""
    with page.expect_navigation():
        page.locator(".form-actions .btn-primary").click()


def learns_why(page: Page) -> None:
    """Filter the lines to zeros, open the one there is, and read the reason in a sentence."""
    page.get_by_role("link", name="Did not pay").click()
    rows = page.locator("#rows tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("closed too soon")
    rows.get_by_role("link").click()
    expect(page.get_by_text("open for 42 seconds; the plan pays from 180")).to_be_visible()
    expect(page.get_by_text("stay open for 180 seconds or more")).to_be_visible()
    expect(page.get_by_text("Computed again now: the same.")).to_be_visible()


def contests(page: Page) -> None:
    """Open the line that paid, and say what would be right."""
    page.get_by_role("link", name="901", exact=True).click()
    page.get_by_role("link", name="I disagree").click()
    page.get_by_label("What is wrong?").fill("We agreed on seven.")
    page.get_by_label("What would be right?").fill("7")
    send(page)


def corrected_by_two(served: Served) -> None:
    """One answers and proposes seven; he cannot approve it, his colleague does."""
    dana, finn = (user_of(make_staff(name, "administrator")) for name in ("Dana", "Finn"))
    desk = served.page(settings.OFFICE_HOST, url("backoffice", "partners.disputes"), user=dana)
    desk.locator("#rows tbody a").first.click()
    expect(desk.get_by_text("We agreed on seven.")).to_be_visible()
    desk.get_by_role("link", name="Accept", exact=True).click()
    desk.get_by_label("Amount").fill("7")
    desk.get_by_label("Reason").fill("Seven was agreed.")
    send(desk)
    expect(desk.get_by_role("button", name="Approve correction")).to_have_count(0)
    other = served.page(settings.OFFICE_HOST, urlsplit(desk.url).path, user=finn)
    other.get_by_role("button", name="Approve correction").click()
    other.locator("dialog.confirm .btn-primary").click()
    expect(other.get_by_text("Approved: the correction is posted.")).to_be_visible()


def test_a_zero_is_understood_and_a_line_corrected_by_two(served: Served) -> None:
    own = User.objects.get(client__pk=traded().pk)
    cabinet = url("portal", "partners.cabinet")
    page = served.page(PORTAL, cabinet, user=own, viewport=PHONE)
    learns_why(page)
    page.goto(served.address(PORTAL, cabinet))
    contests(page)
    watched = page.context.new_page()
    watched.goto(served.address(PORTAL, cabinet))
    payable = watched.locator(".kpi", has_text="Payable")
    expect(payable).to_contain_text("6.00")
    with relayed():
        live(page)
        live(watched)
        corrected_by_two(served)
        for shown in (payable, watched.locator("tr", has_text=re.compile("Adjustment"))):
            expect(shown).to_contain_text("7.00", timeout=LIVE_MS)
        expect(page.get_by_text("Seven was agreed.").first).to_be_visible(timeout=LIVE_MS)
    assert watched.evaluate("document.documentElement.scrollWidth <= innerWidth")
