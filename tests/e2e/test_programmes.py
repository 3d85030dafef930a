"""A programme is written in a browser: from a template, in words beside, simulated, on a phone."""

import os
from decimal import Decimal

from django.apps import apps
from playwright.sync_api import Page, expect

from brokerdesk.core.jobs.testing import run_jobs
from brokerdesk.core.ui import url
from brokerdesk.modules.clients.testing import make_staff, make_world
from brokerdesk.modules.prop.services.programmes import Named, create_programme
from brokerdesk.modules.prop.services.templates import drafted, template
from brokerdesk.modules.prop.tests.programmes.conftest import AT, PETRA
from brokerdesk.modules.trading.testing import make_product, make_server
from tests.e2e.conftest import PHONE, Served
from tests.e2e.test_shell import user_of

OFFICE = "office.localhost"


def looked(page: Page, name: str) -> None:
    """Nothing is wider than the screen; kept as a picture where a folder is named."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name} is {wide} pixels too wide"
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_programme_is_written_in_words_and_simulated(served: Served) -> None:
    people = make_world()
    brand = apps.get_model("brands", "Brand").objects.get(pk=people.northwind.pk)
    product = make_product(brand, make_server(brand), kind="demo")
    draft = drafted(
        template("ftmo-2-step"), "100000", "", fee=Decimal(540), products=[product.public_id]
    )
    named = Named(code="two", title="Northwind Two", family="Two")
    programme = create_programme(brand.pk, named, draft, actor=PETRA, at=AT)
    user = user_of(make_staff("Ada", "administrator"))
    where = {"programme_id": programme.public_id}
    page = served.page(OFFICE, url("backoffice", "prop.programme_rules", **where), user=user)
    expect(page.locator("#rules-live")).to_contain_text("95,000")
    page.fill("[name=phase-0-max_daily_loss-amount]", "4")
    expect(page.locator("#rules-live")).to_contain_text("96,000")
    looked(page, "rules-desktop")
    page.click("button[name=save]")
    expect(page.get_by_text("Northwind Two").first).to_be_visible()
    looked(page, "programme-desktop")
    page.goto(served.address(OFFICE, url("backoffice", "prop.lab_simulate", **where)))
    page.fill("[name=paths]", "500")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/prop/lab/lab_*/")
    run_jobs(name="brokerdesk.modules.prop.services.lab")
    page.reload()
    expect(page.locator("[data-chart] svg").first).to_be_visible()
    looked(page, "simulation-desktop")
    phone = served.page(
        OFFICE, url("backoffice", "prop.programme_rules", **where), user=user, viewport=PHONE
    )
    looked(phone, "rules-phone")
    for name in ("prop.programme", "prop.programme_terms"):
        phone.goto(served.address(OFFICE, url("backoffice", name, **where)))
        looked(phone, f"{name}-phone")
    phone.goto(page.url)
    looked(phone, "simulation-phone")
    phone.goto(served.address(OFFICE, url("backoffice", "prop.programme_templates")))
    looked(phone, "templates-phone")
