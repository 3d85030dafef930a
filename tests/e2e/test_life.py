"""One client's life in a browser, with the people who serve him; nobody reloads a page."""

import json
import re
import time
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from brokerdesk.surfaces.cli.demo.browser import code_of
from brokerdesk.surfaces.cli.demo.house import House as Addresses
from brokerdesk.surfaces.cli.demo.people import Mailbox, picture
from tests.e2e.conftest import DESKTOP, PHONE
from tests.harness.house import House

PORTAL, OFFICE = "northwind.localhost", "office.localhost"
LAST, PASSWORD = "Lind", "Gentle-otter-swims-42"
WAIT_MS = 20_000

pytestmark = pytest.mark.browser


class People:
    """Browsers of people on a running house; on a failure each leaves a picture."""

    def __init__(self, house: House, browser: Browser, pictures: Path) -> None:
        self.house = house
        facts = json.loads((house.data_dir / "stack.json").read_text())
        signins = json.loads((house.data_dir / "demo-signins.json").read_text())
        port = int(house.addresses["port"])
        self.addresses = Addresses(port, house.data_dir, facts, signins)
        self.faults: list[str] = []
        self._browser = browser
        self._pictures = pictures
        self._pages: dict[str, Page] = {}

    def open(self, name: str, host: str, path: str, size: ViewportSize = DESKTOP) -> Page:
        """Open a page in a browser of its own."""
        context = self._browser.new_context(viewport=size)
        page = self._pages[name] = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: self.faults.append(f"{name}: {error}"))
        page.goto(f"http://{host}:{self.addresses.port}{path}")
        return page

    def tab(self, name: str, page: Page, address: str | None) -> Page:
        """Open another tab of the same browser."""
        assert address
        tab = self._pages[name] = page.context.new_page()
        tab.goto(urljoin(page.url, address))
        return tab

    def sign_in(self, role: str, host: str, path: str) -> Page:
        """Sign one of the demo's people in, with the second factor where he has one."""
        who = self.addresses.signin(role, host)
        page = self.open(role, host, f"/accounts/login/?next={path}")
        page.locator("[name=login]").fill(who["email"])
        page.locator("[name=password]").fill(who["password"])
        page.get_by_role("button", name="Sign in", exact=True).click()
        if who["totp"]:
            page.wait_for_timeout(1_000 * _until_it_lasts(time.time()))
            page.locator("[name=code]").fill(code_of(who["totp"]))
            page.locator("form:has([name=code]) button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/accounts/" not in url)
        return page

    def take_pictures(self) -> str:
        """Keep a picture of each page; say where."""
        for name, page in self._pages.items():
            page.screenshot(path=self._pictures / f"{name}.png", full_page=True)
        return f"pictures are in {self._pictures}"

    def close(self) -> None:
        """Close the browsers."""
        for page in self._pages.values():
            page.context.close()


def _until_it_lasts(at: float) -> float:
    """Seconds until a code of the authenticator is good for five more."""
    left = 30 - at % 30
    return left if left < 5 else 0


def is_live(page: Page) -> None:
    expect(page.locator("#live-state")).to_have_attribute("data-state", "on", timeout=WAIT_MS)


def fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def choose(page: Page, text: str) -> None:
    page.locator("label", has_text=re.compile(text)).first.click()


def register(people: People, link: str, first: str) -> Page:
    """Come by the partner's link, on a phone, and prove the address."""
    email = f"{first}.{LAST}@mail.example".lower()
    page = people.open("client", PORTAL, link, PHONE)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    page.get_by_label("First name").fill(first)
    page.get_by_label("Last name").fill(LAST)
    page.get_by_label("Country").select_option("CY")
    page.get_by_label("Phone").fill("+357 99 123456")
    page.get_by_label("Date of birth").fill("1990-05-05")
    fits(page)
    page.locator("form button[type=submit]").click()
    page.locator("[name=terms]").check()
    page.locator("form button[type=submit]").click()
    page.wait_for_url(re.compile("confirm-email"))
    page.goto(urljoin(page.url, Mailbox(people.addresses).link(email, "confirm-email")))
    page.locator("form[action*=confirm-email] button[type=submit]").click()
    return page


def verify(people: People, page: Page, first: str) -> None:
    """Upload both documents; compliance approves them while the client looks on."""
    for group in ("identity", "address"):
        page.goto(urljoin(page.url, f"/verification/{group}/"))
        page.locator("input[name=type]").first.check()
        page.locator("input[type=file]").set_input_files(
            {"name": "scan.png", "mimeType": "image/png", "buffer": picture(f"{group} of {first}")}
        )
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(re.compile("/verification/$"))
    is_live(page)
    fits(page)
    office = people.sign_in("compliance", OFFICE, "/verification/")
    for _ in range(2):
        mine = office.locator("#rows tr", has_text=first)
        mine.locator("a[href*='/verification/documents/']").first.click()
        approve = office.locator("form:has(input[value=approve])")
        approve.locator("[name$=expires_on]").fill("2035-01-01")
        approve.get_by_role("button", name="Approve").click()
        expect(office.locator("h1")).not_to_contain_text("Uploaded")
        office.goto(f"http://{OFFICE}:{people.addresses.port}/verification/")
    expect(page.get_by_text("You are fully verified")).to_be_visible(timeout=WAIT_MS)


def open_account(page: Page, root: str) -> str:
    """Open a live account; its password shows once. Give the login."""
    page.goto(f"{root}/trading/accounts/new/")
    choose(page, "Standard.*USD")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Active", timeout=WAIT_MS)
    fits(page)
    page.reload()
    login = page.locator("h1").inner_text()
    page.get_by_role("link", name="Trading password").click()
    page.get_by_role("button", name="Make a new password").click()
    expect(page.locator("#trading-password")).to_be_visible()
    page.get_by_role("link", name="I have it").click()
    expect(page.locator("#trading-password")).to_have_count(0)
    return re.sub(r"\D", "", login)


def pay_in(people: People, page: Page, root: str, amount: str) -> None:
    """Pay by card on the provider's page; a second tab's wallet moves by itself."""
    page.goto(f"{root}/wallet/deposit/")
    choose(page, "Card")
    page.get_by_label("Amount").fill(amount)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Card number").fill("4242 4242 4242 4242")
    page.get_by_label("Expiry").fill("12 / 34")
    page.get_by_label("CVC").fill("123")
    wallet = people.tab("wallet", page, f"{root}/wallet/")
    is_live(wallet)
    available = wallet.locator("p.h1", has_text="USD")
    expect(available).to_have_text("0.00\N{NO-BREAK SPACE}USD")
    page.get_by_role("button", name=re.compile("^Pay ")).click()
    expect(available).to_have_text("1,000.00\N{NO-BREAK SPACE}USD", timeout=WAIT_MS)
    expect(wallet.locator("main")).to_have_count(1)
    fits(wallet)


def fund(people: People, page: Page, root: str, amount: str) -> Page:
    """Move money to the trading account, whose page shows it by itself."""
    page.goto(f"{root}/trading/accounts/")
    account = people.tab("account", page, page.locator(".account-card h2 a").get_attribute("href"))
    is_live(account)
    page.goto(f"{root}/wallet/transfer/")
    page.get_by_label("Amount").fill(amount)
    page.get_by_role("button", name="Transfer").click()
    page.wait_for_url(re.compile("/wallet/$"))
    balance = account.locator(".kpi", has_text="Balance")
    expect(balance).to_contain_text("800.00 USD", timeout=WAIT_MS)
    fits(account)
    return account


def trade(people: People, login: str) -> int:
    """Open and close at the platform; give the closing deal."""
    door = f"http://127.0.0.1:{people.house.addresses['street']['mt5_control_port']}/trade"
    order = {"login": login, "symbol": "EURUSD", "side": "buy", "lots": "0.1"}
    with httpx.Client(timeout=10) as terminal:
        position = terminal.post(door, json=order).json()["position"]
        return int(terminal.post(door, json={"position": position}).json()["deal"])


def pay_out(people: People, page: Page, root: str) -> None:
    """Ask for money on the phone; finance approves; the phone shows it paid."""
    page.goto(f"{root}/wallet/withdraw/")
    choose(page, "Card")
    page.get_by_label("Amount").fill("150")
    page.get_by_label("Account, IBAN or card number").fill("4242424242424242")
    page.get_by_role("button", name="Request withdrawal").click()
    page.wait_for_url(re.compile("/wallet/withdrawals/wdr_"))
    is_live(page)
    number = page.url.rstrip("/").rsplit("/", 1)[1]
    office = people.sign_in("finance", OFFICE, f"/money/withdrawals/{number}/")
    is_live(office)
    office.get_by_role("button", name="Approve").click()
    question = office.locator("dialog.confirm")
    expect(question).to_contain_text("150.00 USD")
    question.locator(".btn-primary").click()
    expect(office.locator("h1")).to_contain_text("150.00 USD")
    expect(office.locator("main")).to_contain_text("Paid", timeout=WAIT_MS)
    expect(page.locator("main")).to_contain_text("Paid", timeout=WAIT_MS)
    fits(page)


def test_a_whole_life_without_a_reload(house: House, chromium: Browser, tmp_path: Path) -> None:
    people = People(house, chromium, tmp_path)
    try:
        cabinet = people.sign_in("partner", PORTAL, "/partner/")
        link = cabinet.get_by_label("Your referral link").input_value()
        is_live(cabinet)
        page = register(people, re.sub(r"^https?://[^/]+", "", link), "Petra")
        verify(people, page, "Petra")
        root = urljoin(page.url, "/").rstrip("/")
        login = open_account(page, root)
        pay_in(people, page, root, "1000")
        fund(people, page, root, "800")
        deal = trade(people, login)
        earned = cabinet.locator("tr", has_text=str(deal))
        expect(earned).to_contain_text("0.60 USD", timeout=WAIT_MS)
        pay_out(people, page, root)
    except BaseException as error:
        error.add_note(people.take_pictures())
        raise
    finally:
        people.close()
    assert people.faults == []


def test_every_page_of_the_navigation_opens_on_a_phone(
    house: House, chromium: Browser, tmp_path: Path
) -> None:
    people = People(house, chromium, tmp_path)
    for role, host in (("administrator", OFFICE), ("client", PORTAL)):
        page = people.sign_in(role, host, "/")
        page.set_viewport_size(PHONE)
        links = page.locator("nav a.nav-item")
        paths = links.evaluate_all("all => all.map(a => a.getAttribute('href'))")
        assert len(paths) > 4
        for path in paths:
            answer = page.goto(urljoin(page.url, path))
            assert answer is not None
            assert answer.ok, path
            expect(page.locator("h1")).to_have_count(1)
            fits(page)
    people.close()
    assert people.faults == []
