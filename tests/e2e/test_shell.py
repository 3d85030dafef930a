"""The shells in a browser: live without reload, keyboard, phone, refusals, sign-out."""

import re

from playwright.sync_api import Page, expect

from brokerdesk.core.identity.models import User
from brokerdesk.modules.clients.testing import make_client, make_staff, make_world
from brokerdesk.modules.clients.types import ClientRow
from brokerdesk.modules.staff.types import StaffRow
from tests.e2e.conftest import PHONE, Served
from tests.e2e.events import publish_event

OFFICE = "office.localhost"


def user_of(row: StaffRow | ClientRow) -> User:
    pk = row.user_pk
    assert pk is not None
    return User.objects.get(pk=pk)


def live(page: Page) -> None:
    expect(page.locator("#live-state")).to_have_attribute("data-state", "on", timeout=15_000)


def test_a_new_client_shows_in_every_tab_without_reload(served: Served) -> None:
    world = make_world()
    dana = user_of(make_staff("Dana", "administrator"))
    page = served.page(OFFICE, "/clients/", user=dana)
    second = page.context.new_page()
    second.goto(served.address(OFFICE, "/clients/"))
    live(page)
    live(second)
    carl = make_client(world.northwind, "Carl")
    publish_event(
        "client.registered",
        aggregate=f"client:{carl.public_id}",
        brand=world.northwind.pk,
        client_id=carl.public_id,
    )
    for tab in (page, second):
        expect(tab.locator("#rows")).to_contain_text("Carl Adler", timeout=8_000)
    page.goto(served.address(OFFICE, "/"))
    page.locator("#user-menu summary").click()
    page.locator("#user-menu form button").click()
    second.wait_for_url(re.compile("login"), timeout=15_000)


def test_search_and_menus_work_by_keyboard(served: Served) -> None:
    make_world()
    page = served.page(OFFICE, "/", user=user_of(make_staff("Dana", "administrator")))
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    expect(page.locator("#global-search")).to_be_focused()
    page.keyboard.type("alice")
    hit = page.locator("#search-results .hit").first
    expect(hit).to_contain_text("Alice", timeout=8_000)
    page.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Alice")
    page.locator("#bell summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#bell .menu-body")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#bell .menu-body")).to_be_hidden()


def test_a_phone_shows_all_without_sideways_scrolling(served: Served) -> None:
    world = make_world()
    dana = user_of(make_staff("Dana", "administrator"))
    look = {"viewport": PHONE, "has_touch": True, "color_scheme": "dark"}
    for path in ("/", "/clients/", "/api-keys/new/"):
        page = served.page(OFFICE, path, user=dana, **look)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
    expect(page.locator(".sidebar")).not_to_be_in_viewport()
    page.locator(".topbar [data-toggle=sidebar]").click()
    expect(page.locator(".sidebar a", has_text="Dashboard")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    portal = served.page(world.northwind.host, "/", user=user_of(world.alice), **look)
    expect(portal.locator(".portal-nav")).to_be_in_viewport()
    assert portal.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_refusal_is_shown_at_its_field(served: Served) -> None:
    page = served.page(OFFICE, "/api-keys/new/", user=user_of(make_staff("Dana", "administrator")))
    page.get_by_label("Title").fill("Robot")
    page.get_by_label("Allowed addresses").fill("not an address")
    page.locator("input[name=scopes]").first.check()
    page.get_by_role("button", name="Create key").click()
    expect(page.locator("#id_allowed_ips_error")).to_contain_text("is not an IP address")
    expect(page.get_by_label("Title")).to_have_value("Robot")
