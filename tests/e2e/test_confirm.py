"""A question before an act: the page goes on living beside it, and the answer is sent."""

from playwright.sync_api import Page, expect

from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.testing import actor_of, make_staff
from brokerdesk.modules.trading.models import BulkJob
from brokerdesk.modules.trading.services.bulk import prepare_bulk
from brokerdesk.modules.trading.testing import World
from brokerdesk.modules.trading.types import BulkAction, BulkLine, BulkOrder
from tests.e2e.conftest import PHONE, Served
from tests.e2e.events import publish_event
from tests.e2e.test_shell import OFFICE, live, user_of

REFRESHED_MS = 1_500  # longer than a live region takes to fetch itself again


def previewed(served: Served) -> tuple[World, BulkJob, Page]:
    """A job on one account, looked at by who made it."""
    world, dana = World(), make_staff("Dana", "administrator")
    order = BulkOrder(BulkAction.LEVERAGE, {"leverage": "30"}, (BulkLine("1001", None),), "test")
    job = prepare_bulk(order, actor=actor_of(dana), may=lambda account: True, at=now())
    path = url("backoffice", "trading.bulk_job", job_id=job.public_id)
    return world, job, served.page(OFFICE, path, user=user_of(dana))


def test_an_answer_is_sent_after_the_page_was_told_news(served: Served) -> None:
    world, job, page = previewed(served)
    live(page)
    page.locator("form[data-confirm] button").click()
    dialog = page.locator("dialog.confirm")
    box = dialog.bounding_box()
    assert box is not None
    assert box["height"] < 300
    assert abs(box["x"] + box["width"] / 2 - 720) < 20
    publish_event("bulk.progressed", aggregate=f"bulk:{job.public_id}", brand=world.brand.pk)
    page.wait_for_timeout(REFRESHED_MS)
    with page.expect_navigation():
        dialog.locator(".btn-primary").click()
    job.refresh_from_db()
    assert job.state != "preview"


def test_a_question_is_not_answered_by_chance(served: Served) -> None:
    _world, job, page = previewed(served)
    dialog = page.locator("dialog.confirm")
    page.locator("form[data-confirm] button").click()
    expect(dialog.get_by_text("Cancel")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    page.locator("form[data-confirm] button").click()
    dialog.locator("p").click()
    expect(dialog).to_have_count(1)
    page.mouse.click(5, 5)
    expect(dialog).to_have_count(0)
    job.refresh_from_db()
    assert job.state == "preview"


def test_a_refused_question_lets_the_page_live_again(served: Served) -> None:
    world, job, page = previewed(served)
    live(page)
    page.locator("form[data-confirm] button").click()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.confirm")).to_have_count(0)
    BulkJob.objects.update(state="stopped")
    publish_event("bulk.progressed", aggregate=f"bulk:{job.public_id}", brand=world.brand.pk)
    expect(page.locator("form[data-confirm]")).to_have_count(0, timeout=8_000)


def test_menus_of_a_phone_are_seen_whole(served: Served) -> None:
    world, dana = World(), user_of(make_staff("Dana", "administrator"))
    account = url("backoffice", "trading.account", account_id=world.account.public_id)
    for path, menus in ((account, 1), (url("backoffice", "trading.accounts"), 2)):
        page = served.page(OFFICE, path, user=dana, viewport=PHONE)
        buttons = page.locator(".content .menu > summary")
        expect(buttons).to_have_count(menus)
        for button in buttons.all():
            button.click()
            box = page.locator(".content .menu[open] .menu-body").bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE["width"]
            page.keyboard.press("Escape")
