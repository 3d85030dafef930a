"""Challenges as staff see them: nothing too wide on a phone; the nearest to a floor in a list."""

from typing import Any

from django.apps import apps
from playwright.sync_api import expect

from brokerdesk.core.ui import url
from brokerdesk.modules.clients.testing import make_staff, make_world
from brokerdesk.modules.prop.models import Signal
from brokerdesk.modules.prop.tests.evidence.conftest import Scene, make_stage
from brokerdesk.modules.prop.tests.evidence.making import EURUSD
from brokerdesk.modules.trading.testing import make_account, make_product, make_server
from tests.e2e.conftest import PHONE, Served
from tests.e2e.test_programmes import OFFICE, looked
from tests.e2e.test_shell import user_of

LISTS = (
    "prop.challenges", "prop.verdicts", "prop.waiting", "prop.orders", "prop.payouts",
    "prop.signals", "prop.signal_limits", "prop.exposure", "prop.business", "prop.competitions",
    "prop.coupons", "prop.addons", "prop.releases", "prop.bulk_pick", "prop.bulk_runs",
)  # fmt: skip


def lost_challenge() -> Scene:
    """Alice's challenge with a breach and a signal."""
    people = make_world()
    brand: Any = apps.get_model("brands", "Brand").objects.get(pk=people.northwind.pk)
    alice: Any = apps.get_model("clients", "Client").objects.get(pk=people.alice.pk)
    account = make_account(alice, make_product(brand, make_server(brand), kind="demo"), 7001)
    visitors: Any = None
    scene = Scene(people, make_stage(brand, alice, account), visitors)
    scene.lose()
    Signal.objects.create(
        attempt=scene.stage.attempt, kind="burst", key="w", found_at=scene.at,
        evidence={
            "trades": 20, "found": 9,
            "deals": [
                {"position": str(n), "symbol": EURUSD.symbol, "side": "buy", "lots": "1",
                 "opened_at": scene.at.isoformat(), "net": "-1200.00"}
                for n in range(9)
            ],
        },
    )  # fmt: skip
    return scene


def test_challenges_fit_on_a_phone(served: Served) -> None:
    scene = lost_challenge()
    user = user_of(make_staff("Ada", "administrator"))
    attempt = scene.stage.attempt
    address = url("backoffice", "prop.attempt", attempt_id=attempt.public_id)
    page = served.page(OFFICE, address, user=user)
    expect(page.get_by_text("Two-step 100k").first).to_be_visible()
    looked(page, "attempt-desktop")
    phone = served.page(OFFICE, address, user=user, viewport=PHONE)
    looked(phone, "attempt-phone")
    signal = Signal.objects.get()
    for name, where in (
        ("prop.journal", {"stage_id": scene.stage.public_id}),
        ("prop.order", {"order_id": attempt.order.public_id}),
        ("prop.signal", {"signal_id": signal.public_id}),
        *((name, {}) for name in LISTS),
    ):
        phone.goto(served.address(OFFICE, url("backoffice", name, **where)))
        looked(phone, f"{name}-phone")
