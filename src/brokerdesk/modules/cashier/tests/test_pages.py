"""Pages of the cashier: who may open them, and what they do."""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from brokerdesk.core.access.services import ensure_role
from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.ui import UiRequest, url
from brokerdesk.core.ui.testing import page_request, visit
from brokerdesk.kit.clock import now
from brokerdesk.modules.cashier import services
from brokerdesk.modules.cashier.models import Deposit, Psp, Transfer, Withdrawal
from brokerdesk.modules.cashier.queries import deposit, wallet, withdrawal
from brokerdesk.modules.cashier.types import DepositRow, PspRow, WithdrawalRow
from brokerdesk.modules.cashier.ui.panels import withdrawals_waiting
from brokerdesk.modules.clients.testing import (
    World,
    actor_of,
    make_staff,
    make_world,
    office,
    portal,
)
from brokerdesk.modules.compliance.services import ensure_brand_defaults, grant_level
from brokerdesk.modules.compliance.tests.files import PDF
from brokerdesk.modules.trading.testing import make_brand as trading_brand
from brokerdesk.modules.trading.testing import make_server
from streetsim.psp import PspServer

from .conftest import BENEFICIARY, FINN, terms


@dataclass
class Shop:
    """Two brands, a wire method of Northwind with Alice's money in it, a street method."""

    world: World
    wire: PspRow
    street: PspRow
    deposit: DepositRow
    withdrawal: WithdrawalRow


def start(world: World, psp: PspRow, amount: str, key: str) -> DepositRow:
    return services.create_deposit(
        client_id=world.alice.public_id,
        psp_id=psp.public_id,
        amount=Decimal(amount),
        currency="USD",
        key=key,
        actor=SYSTEM,
        at=now(),
    )


@pytest.fixture
def shop(db: None, street: PspServer, settings: Any, tmp_path: Path) -> Shop:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    world = make_world()
    for brand in (world.northwind, world.bluepeak):
        ensure_brand_defaults(brand.pk)
    grant_level(world.alice.public_id, 1, reason="test", actor=SYSTEM, at=now())

    def add(kind: str, code: str, config: dict[str, object]) -> PspRow:
        return services.add_psp(
            brand_pk=world.northwind.pk,
            code=code,
            kind=kind,
            terms=terms(title=code.title()),
            config=config,
            actor=FINN,
        )

    wire = add("bank_wire", "wire", {"beneficiary": "North Ltd", "iban": "CY00 1234"})
    hosted = add(
        "streetpay",
        "street",
        {"base_url": street.url, "api_key": "sk_street", "webhook_secret": "whsec_street"},
    )
    paid = start(world, wire, "1000", "paid")
    services.confirm_wire(paid.public_id, received=Decimal(1000), actor=FINN, at=now())
    asked = services.request_withdrawal(
        client_id=world.alice.public_id,
        psp_id=wire.public_id,
        amount=Decimal(100),
        currency="USD",
        destination=BENEFICIARY,
        key="out",
        actor=SYSTEM,
        at=now(),
    )
    return Shop(world, wire, hosted, start(world, wire, "50", "open"), asked)


@pytest.fixture
def finance(shop: Shop) -> Browser:
    return office(make_staff("Finn", "finance"))


def office_pages(shop: Shop) -> list[str]:
    own = {
        "deposit": {"deposit_id": shop.deposit.public_id},
        "deposit_confirm": {"deposit_id": shop.deposit.public_id},
        "deposit_close": {"deposit_id": shop.deposit.public_id},
        "deposit_refund": {"deposit_id": shop.deposit.public_id},
        "withdrawal": {"withdrawal_id": shop.withdrawal.public_id},
        "withdrawal_reject": {"withdrawal_id": shop.withdrawal.public_id},
        "withdrawal_sent": {"withdrawal_id": shop.withdrawal.public_id},
        "withdrawal_returned": {"withdrawal_id": shop.withdrawal.public_id},
        "withdrawal_settle": {"withdrawal_id": shop.withdrawal.public_id},
        "psp": {"psp_id": shop.wire.public_id},
        "psp_change": {"psp_id": shop.street.public_id},
    }
    return [url("backoffice", f"cashier.{name}", **kwargs) for name, kwargs in own.items()]


def common_pages() -> list[str]:
    names = ("deposits", "withdrawals", "transfers", "psps", "psp_kinds", "reconciliation")
    found = [url("backoffice", f"cashier.{name}") for name in names]
    return [*found, url("backoffice", "cashier.psp_new", kind="streetpay")]


def test_finance_opens_every_page(finance: Browser, shop: Shop) -> None:
    limits = url("backoffice", "cashier.settings", brand_id=shop.world.northwind.public_id)
    for path in [*common_pages(), *office_pages(shop), limits]:
        assert finance.get(path).status_code == 200, path
    card = url("backoffice", "clients.card", client_id=shop.world.alice.public_id)
    assert "900.00" in finance.get(card).content.decode()


def test_a_card_shows_the_latest_money_first(finance: Browser, shop: Shop) -> None:
    card = url("backoffice", "clients.card", client_id=shop.world.alice.public_id)
    shown = finance.get(card).content.decode()
    moves = re.findall(r'href="/money/(\w+)/(?:dep|wdr)_', shown)
    assert moves[:3] == ["deposits", "withdrawals", "deposits"]
    assert '">+1,000.00\u00a0USD</td>' in shown
    assert '">−100.00\u00a0USD</td>' in shown
    assert "<th>Movement</th>" in shown
    assert "Next level" not in shown  # she has reached the last one


def test_comparing_now_names_a_server_whose_gateway_is_silent(
    finance: Browser, shop: Shop, nats_url: str
) -> None:
    server = make_server(trading_brand("east"), "mt5z")
    path = url("backoffice", "cashier.reconciliation_ask")
    said = finance.post(path, follow=True).content.decode()
    assert f"compared as read last: {server.code}." in said


def test_reconciliation_shows_the_items_of_ones_own_brands(finance: Browser, shop: Shop) -> None:
    mona = office(make_staff("Mona", "finance", brand_pk=shop.world.bluepeak.pk))
    path = url("backoffice", "cashier.reconciliation")
    whole, part = finance.get(path).content.decode(), mona.get(path).content.decode()
    for text in (f"<code>{shop.street.code}</code>", "Ledger in itself"):
        assert text in whole
        assert text not in part
    assert "Ledger and platforms" in part


def test_visitors_other_brands_and_rightless_staff(shop: Shop) -> None:
    mona = office(make_staff("Mona", "finance", brand_pk=shop.world.bluepeak.pk))
    dana = office(make_staff("Dana", "dealer"))
    for path in office_pages(shop):
        assert visit("office.localhost").get(path).status_code == 302
        assert mona.get(path).status_code == 404, path
        assert dana.get(path).status_code == 403, path
    for path in common_pages()[:3]:
        assert "Alice" not in mona.get(path).content.decode()
        assert dana.get(path).status_code == 403


def test_secrets_are_never_shown(finance: Browser, shop: Shop) -> None:
    for name in ("psp", "psp_change"):
        page = finance.get(url("backoffice", f"cashier.{name}", psp_id=shop.street.public_id))
        assert "sk_street" not in page.content.decode()
        assert "whsec_street" not in page.content.decode()


def test_finance_confirms_a_wire(finance: Browser, shop: Shop) -> None:
    path = url("backoffice", "cashier.deposit_confirm", deposit_id=shop.deposit.public_id)
    stale = finance.post(path, {"received": "50.00", "version": 99})
    assert stale.status_code == 422
    bad = finance.post(path, {"received": "-1", "version": shop.deposit.version})
    assert bad.status_code == 422
    assert deposit(shop.deposit.public_id).state == "pending"
    assert finance.post(path, {"received": "50.00", "version": 1}).status_code == 303
    assert deposit(shop.deposit.public_id).state == "credited"


def test_approving_takes_the_right_and_post(finance: Browser, shop: Shop) -> None:
    path = url("backoffice", "cashier.withdrawal_approve", withdrawal_id=shop.withdrawal.public_id)
    finance.get(path)
    assert withdrawal(shop.withdrawal.public_id).state == "requested"
    support = office(make_staff("Sam", "support"))
    assert support.post(path, {"version": 1}).status_code == 403
    for stale in ({"version": 7}, {}):
        assert finance.post(path, stale).status_code == 303
    assert withdrawal(shop.withdrawal.public_id).state == "requested"
    assert finance.post(path, {"version": 1}).status_code == 303
    assert withdrawal(shop.withdrawal.public_id).state == "approved"
    sent = url("backoffice", "cashier.withdrawal_sent", withdrawal_id=shop.withdrawal.public_id)
    assert finance.post(sent, {"bank_reference": "SEPA"}).status_code == 303
    assert withdrawal(shop.withdrawal.public_id).state == "paid"


def test_support_sees_the_target_masked(finance: Browser, shop: Shop) -> None:
    path = url("backoffice", "cashier.withdrawal", withdrawal_id=shop.withdrawal.public_id)
    support = office(make_staff("Sam", "support"))
    assert BENEFICIARY["account"] not in support.get(path).content.decode()
    assert BENEFICIARY["account"] in finance.get(path).content.decode()


def test_lists_filter_and_export(finance: Browser, shop: Shop) -> None:
    path = url("backoffice", "cashier.deposits")
    assert shop.deposit.reference in finance.get(path).content.decode()
    credited = finance.get(path, {"state": "credited"}).content.decode()
    assert shop.deposit.reference not in credited
    export = finance.get(path, {"export": "csv"})
    text = b"".join(export).decode() if export.streaming else export.content.decode()
    assert shop.deposit.reference in text


def test_a_method_is_tried_before_it_is_kept(
    finance: Browser, shop: Shop, street: PspServer
) -> None:
    path = url("backoffice", "cashier.psp_new", kind="streetpay")
    values = {
        "brand": shop.world.bluepeak.pk,
        "code": "blue",
        "title": "Cards",
        "currencies": "usd",
        "enabled": "on",
        "deposit_enabled": "on",
        **{f"{way}_{edge}": "10" for way in ("deposit", "withdrawal") for edge in ("min", "max")},
        **{f"{way}_fee_bps": "0" for way in ("deposit", "withdrawal")},
        **{f"{way}_fee_fixed": "0" for way in ("deposit", "withdrawal")},
        "sort": "1",
        "config_base_url": street.url,
        "config_api_key": "wrong",
        "config_webhook_secret": "whsec_street",
        "config_timeout_s": "2",
        "config_tolerance_s": "300",
    }
    assert finance.post(path, values).status_code == 422
    assert not Psp.objects.filter(code="blue").exists()
    assert finance.post(path, {**values, "config_base_url": "x"}).status_code == 422
    done = finance.post(path, {**values, "config_api_key": "sk_street"})
    assert done.status_code == 303, done.content.decode()[-2000:]
    assert Psp.objects.get(code="blue").state == "ok"


@pytest.fixture
def alice(shop: Shop) -> Browser:
    return portal(shop.world.alice)


def test_a_client_opens_his_own_pages_only(alice: Browser, shop: Shop) -> None:
    own = [
        url("portal", "cashier.deposit", deposit_id=shop.deposit.public_id),
        url("portal", "cashier.withdrawal", withdrawal_id=shop.withdrawal.public_id),
    ]
    names = ("wallet", "history", "deposit_new", "withdraw", "transfer_new")
    for path in [*own, *(url("portal", f"cashier.{name}") for name in names)]:
        assert alice.get(path).status_code == 200, path
    for other in (portal(shop.world.bob), portal(shop.world.mallory)):
        for path in own:
            assert other.get(path).status_code == 404


def test_a_client_pays_in_at_the_provider(alice: Browser, shop: Shop, street: PspServer) -> None:
    path = url("portal", "cashier.deposit_new")
    values = {
        "psp_id": shop.street.public_id,
        "amount": "25.50",
        "currency": "USD",
        "key": "k1",
    }
    for _ in range(2):
        answer = alice.post(path, values)
        assert answer.status_code == 303
        assert answer["Location"].startswith(f"{street.url}/pay/")
    assert Deposit.objects.filter(psp__code="street").count() == 1
    for bad in ({"amount": "0"}, {"amount": "x"}, {"psp_id": "psp_no"}, {"currency": "EUR"}):
        assert alice.post(path, {**values, "key": "k2", **bad}).status_code == 422
    assert Deposit.objects.filter(psp__code="street").count() == 1


def test_a_client_sends_a_proof(alice: Browser, shop: Shop) -> None:
    path = url("portal", "cashier.deposit_proof", deposit_id=shop.deposit.public_id)
    page = url("portal", "cashier.deposit", deposit_id=shop.deposit.public_id)
    assert "CY00 1234" in alice.get(page).content.decode()
    assert portal(shop.world.bob).post(path).status_code == 404
    bad = alice.post(path, {"file": SimpleUploadedFile("x.pdf", b"<script>")})
    assert bad.status_code == 422
    refused = bad.content.decode()
    assert "Send a JPEG or PNG picture or a PDF." in refused
    assert "CY00 1234" in refused
    assert f'data-live-url="{page}"' in refused
    assert alice.post(path).status_code == 422
    assert alice.post(path, {"file": SimpleUploadedFile("wire.pdf", PDF)}).status_code == 303
    proof = Deposit.objects.get(public_id=shop.deposit.public_id).proofs.get()
    shown = alice.get(url("portal", "cashier.proof", proof_id=proof.public_id))
    assert (shown.content, shown["Content-Type"]) == (PDF, "application/pdf")
    assert "sandbox" in shown["Content-Security-Policy"]
    other = portal(shop.world.bob).get(url("portal", "cashier.proof", proof_id=proof.public_id))
    assert other.status_code == 404


def test_a_client_withdraws_and_changes_his_mind(alice: Browser, shop: Shop) -> None:
    path = url("portal", "cashier.withdraw")
    values = {
        "psp_id": shop.street.public_id,
        "amount": "10.00",
        "currency": "USD",
        "account": "4242424242424242",
        "name": "<b>Alice</b>",
        "key": "k1",
    }
    assert alice.post(path, {**values, "amount": "9000"}).status_code == 422
    short = alice.post(path, {**values, "account": "4242"})
    assert "12 to 19 digits" in short.context["form"].errors["account"][0]
    answer = alice.post(path, values)
    assert answer.status_code == 303
    page = alice.get(answer["Location"]).content.decode()
    assert "•••• 4242" in page
    made = Withdrawal.objects.get(psp__code="street")
    cancel = url("portal", "cashier.withdrawal_cancel", withdrawal_id=made.public_id)
    assert portal(shop.world.bob).post(cancel).status_code == 404
    assert alice.post(cancel).status_code == 303
    assert wallet(shop.world.alice.pk, "USD").available == Decimal("900.00")


def test_a_transfer_without_an_account_is_refused(alice: Browser) -> None:
    path = url("portal", "cashier.transfer_new")
    values = {"direction": "to_account", "account_id": "acc_no", "amount": "1", "key": "k"}
    assert alice.post(path, values).status_code == 422
    assert not Transfer.objects.exists()


def test_lists_cost_the_same_for_any_number_of_rows(finance: Browser, shop: Shop) -> None:
    path = url("backoffice", "cashier.deposits")
    finance.get(path)
    with CaptureQueriesContext(connection) as few:
        finance.get(path)
    for number in range(6):
        start(shop.world, shop.wire, "5", f"more{number}")
    with CaptureQueriesContext(connection) as many:
        finance.get(path)
    assert len(many) == len(few) <= 20


def test_a_timeline_tells_of_money_to_those_who_may_see_it(shop: Shop, finance: Browser) -> None:
    ensure_role("greeter", "Greeter", {"clients.view": "all", "cashier.deposit.view": "all"})
    greeter = office(make_staff("Gus", "greeter"))
    path = url("backoffice", "clients.timeline", client_id=shop.world.alice.public_id)
    for browser, sees in ((finance, True), (greeter, False)):
        shown = browser.get(path).content.decode()
        assert "Deposit of" in shown
        assert ("Withdrawal of" in shown) is sees


def test_people_are_named_and_not_their_ids(shop: Shop) -> None:
    fay = make_staff("Fay", "finance")
    services.approve_withdrawal(shop.withdrawal.public_id, actor=actor_of(fay), at=now())
    Withdrawal.objects.update(requested_by=f"client:{shop.world.alice.public_id}")
    finance = office(fay)
    page = url("backoffice", "cashier.withdrawal", withdrawal_id=shop.withdrawal.public_id)
    timeline = url("backoffice", "clients.timeline", client_id=shop.world.alice.public_id)
    for path in (page, timeline):
        shown = finance.get(path).content.decode()
        assert shop.world.alice.name in shown
        assert "staff:stf_" not in shown
        assert "client:cli_" not in shown
    assert "Fay" in finance.get(page).content.decode()


def test_each_counts_the_withdrawals_that_wait_for_him(shop: Shop) -> None:
    roles = ("finance", "compliance", "support")
    actors = [actor_of(make_staff(role.title(), role)) for role in roles]

    def counted() -> list[int]:
        requests = [cast(UiRequest, page_request(actor=actor)) for actor in actors]
        return [withdrawals_waiting(request) for request in requests]

    assert counted() == [1, 0, 0]
    Withdrawal.objects.update(state="compliance_review")
    assert counted() == [0, 1, 0]
