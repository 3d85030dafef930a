"""A challenge bought in the browser, lost live, and proved without the house; nobody reloads."""

import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from brokerdesk.surfaces.cli.demo.market import Market
from tests.e2e.test_life import (
    PORTAL,
    WAIT_MS,
    People,
    choose,
    fits,
    is_live,
    pay_in,
    register,
    verify,
)
from tests.harness.house import House
from tests.harness.visitor import run

SYMBOL, LOTS, FALL = "XAUUSD", "1", Decimal("0.97")
SEALED_MS = 120_000

pytestmark = pytest.mark.browser


def buy(page: Page, root: str) -> None:
    """Choose a programme on the phone; the wallet pays, the account opens by itself."""
    page.goto(f"{root}/challenges/")
    page.get_by_role("link", name="Begin a challenge").click()
    page.get_by_role("link", name="Two-step 10k").click()
    expect(page.locator("main")).to_contain_text("9,500.00")
    choose(page, "MetaTrader 5")
    expect(page.locator("[data-price]")).to_have_text("49.00\N{NO-BREAK SPACE}USD")
    fits(page)
    page.get_by_role("button", name="Order with the obligation to pay").click()
    page.locator("main .alert-success a").click()
    is_live(page)
    expect(page.locator("[data-attempt-state]").first).to_have_text("Ready", timeout=WAIT_MS)
    expect(page.locator("[data-rule=max_daily_loss] [data-floor]")).to_contain_text("9,500.00")
    fits(page)


def lose(people: People, page: Page) -> None:
    """Buy gold and lead it down; the page follows without a reload."""
    login = page.locator("#now strong").first.inner_text()
    door = f"http://127.0.0.1:{people.house.addresses['street']['mt5_control_port']}/trade"
    order = {"login": login, "symbol": SYMBOL, "side": "buy", "lots": LOTS}
    httpx.post(door, json=order, timeout=10).raise_for_status()
    state = page.locator("[data-attempt-state]").first
    expect(state).to_have_attribute("data-attempt-state", "active", timeout=WAIT_MS)
    expect(page.locator("[data-equity]")).not_to_have_text(re.compile("10,000.00"), timeout=WAIT_MS)
    market = Market(people.addresses, "mt5")
    market.lead(SYMBOL, FALL, 3.0)
    expect(state).to_have_attribute("data-attempt-state", "failed", timeout=2 * WAIT_MS)
    market.let_go(SYMBOL)
    market.close()
    expect(page.locator("[data-decision=breach]")).to_have_count(1)


def prove(people: People, page: Page, folder: Path) -> None:
    """Download the sealed report and check it with the command that anybody has."""
    page.locator("[data-decision=breach]").get_by_role("link", name="Report").click()
    link = page.get_by_role("link", name="Sealed file")
    expect(link).to_be_visible(timeout=SEALED_MS)
    fits(page)
    with page.expect_download() as loading:
        link.click()
    file = folder / "report.json"
    loading.value.save_as(file)
    said = run(people.house, "prop", "verify", str(file))
    assert said.status == 0, said.out + said.err


def test_a_challenge_is_lost_live_and_proved(
    house: House, chromium: Browser, tmp_path: Path
) -> None:
    people = People(house, chromium, tmp_path)
    try:
        cabinet = people.sign_in("partner", PORTAL, "/partner/")
        link = cabinet.get_by_label("Your referral link").input_value()
        page = register(people, re.sub(r"^https?://[^/]+", "", link), "Astrid")
        verify(people, page, "Astrid")
        root = urljoin(page.url, "/").rstrip("/")
        pay_in(people, page, root, "1000")
        buy(page, root)
        lose(people, page)
        prove(people, page, tmp_path)
    except BaseException as error:
        error.add_note(people.take_pictures())
        raise
    finally:
        people.close()
    assert people.faults == []
