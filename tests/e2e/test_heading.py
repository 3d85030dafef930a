"""The heading and the buttons of a page follow its events, and wait while one is asked about."""

from decimal import Decimal
from typing import Any

from playwright.sync_api import Page, expect

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.modules.cashier import services
from brokerdesk.modules.cashier.models import Withdrawal
from brokerdesk.modules.cashier.types import PspTerms, WithdrawalRow
from brokerdesk.modules.clients.testing import World, make_staff, make_world
from brokerdesk.modules.compliance.services import ensure_brand_defaults, grant_level
from tests.e2e.conftest import Served
from tests.e2e.events import publish_event
from tests.e2e.test_shell import OFFICE, live, user_of

REFRESHED_MS = 1_500  # longer than a live region takes to fetch itself again


def asked(world: World) -> WithdrawalRow:
    """A withdrawal of Alice that waits for approval."""
    ensure_brand_defaults(world.northwind.pk)
    grant_level(world.alice.public_id, 1, reason="test", actor=SYSTEM, at=now())
    wire = services.add_psp(
        brand_pk=world.northwind.pk,
        code="wire",
        kind="bank_wire",
        terms=PspTerms(title="Wire", currencies=("USD",)),
        config={"beneficiary": "North Ltd", "iban": "CY00 1234"},
        actor=SYSTEM,
    )
    common: dict[str, Any] = {
        "client_id": world.alice.public_id,
        "psp_id": wire.public_id,
        "currency": "USD",
    }
    paid = services.create_deposit(**common, amount=Decimal(500), key="in", actor=SYSTEM, at=now())
    services.confirm_wire(paid.public_id, received=Decimal(500), actor=SYSTEM, at=now())
    return services.request_withdrawal(
        **common,
        amount=Decimal(100),
        destination={"account": "DE0212345601", "name": "Alice Client"},
        key="out",
        actor=SYSTEM,
        at=now(),
    )


def becomes(world: World, row: WithdrawalRow, state: str) -> None:
    Withdrawal.objects.filter(public_id=row.public_id).update(state=state)
    publish_event(
        "withdrawal.state_changed", aggregate=row.public_id, brand=world.northwind.pk, state=state
    )


def shown(served: Served, row: WithdrawalRow) -> Page:
    path = url("backoffice", "cashier.withdrawal", withdrawal_id=row.public_id)
    page = served.page(OFFICE, path, user=user_of(make_staff("Finn", "finance")))
    live(page)
    return page


def test_heading_and_buttons_follow_what_happens(served: Served) -> None:
    world = make_world()
    row = asked(world)
    page = shown(served, row)
    buttons = page.locator(".page-actions")
    expect(buttons).to_contain_text("Approve")
    becomes(world, row, "approved")
    expect(page.locator("h1")).to_contain_text("Approved", timeout=8_000)
    expect(buttons).to_contain_text("Wire sent")
    expect(buttons).not_to_contain_text("Approve")
    expect(page.locator("h1")).to_have_count(1)


def test_a_question_is_not_torn_away(served: Served) -> None:
    world = make_world()
    row = asked(world)
    page = shown(served, row)
    page.locator(".page-actions form[data-confirm] button").click()
    becomes(world, row, "second_approval")
    page.wait_for_timeout(REFRESHED_MS)
    expect(page.locator("dialog.confirm")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("Requested")
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_contain_text("Second approval", timeout=8_000)
