"""Challenges as staff see them: nothing too wide on a phone; the nearest to a floor in a list."""

from datetime import timedelta
from typing import Any

from django.apps import apps
from playwright.sync_api import expect

from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.testing import make_staff, make_world
from brokerdesk.modules.prop.models import Report, Signal
from brokerdesk.modules.prop.tests.evidence.conftest import LOST, Scene, make_stage, make_symbols
from brokerdesk.modules.prop.tests.evidence.making import EURUSD
from brokerdesk.modules.trading.testing import make_account, make_product, make_server
from tests.e2e.conftest import PHONE, Served
from tests.e2e.test_life import PORTAL
from tests.e2e.test_programmes import OFFICE, looked
from tests.e2e.test_shell import user_of

LISTS = (
    "prop.challenges", "prop.verdicts", "prop.waiting", "prop.orders", "prop.payouts",
    "prop.signals", "prop.signal_limits", "prop.exposure", "prop.business", "prop.competitions",
    "prop.coupons", "prop.addons", "prop.releases", "prop.bulk_pick", "prop.bulk_runs",
)  # fmt: skip
EXACT = {**LOST, "equity": "94999.98765432101234"}


def lost_challenge() -> Scene:
    """Alice's challenge with a breach of an hour ago, its report and a signal."""
    people = make_world()
    brand: Any = apps.get_model("brands", "Brand").objects.get(pk=people.northwind.pk)
    alice: Any = apps.get_model("clients", "Client").objects.get(pk=people.alice.pk)
    server = make_server(brand)
    make_symbols(server)
    account = make_account(alice, make_product(brand, server, kind="demo"), 7001)
    visitors: Any = None
    before = now() - timedelta(hours=3)
    scene = Scene(people, make_stage(brand, alice, account), visitors, at=before)
    scene.report(scene.lose(EXACT))
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


def test_a_report_with_exact_figures_fits_on_a_phone(served: Served) -> None:
    scene = lost_challenge()
    address = url("portal", "prop.portal_report", report_id=Report.objects.get().public_id)
    page = served.page(PORTAL, address, user=user_of(scene.people.alice), viewport=PHONE)
    expect(page.get_by_role("link", name="Contest this decision")).to_be_visible()
    looked(page, "report-phone")
