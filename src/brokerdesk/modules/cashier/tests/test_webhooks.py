"""Webhooks: verified, kept once, worked on by a job; twenty at once credit once."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import httpx
import pytest
from django.db import connection
from django.test import Client as Browser

from brokerdesk.core.events.models import InboxMessage
from brokerdesk.core.events.testing import drain
from brokerdesk.core.jobs.testing import run_jobs
from brokerdesk.kit.clock import fixed, now
from brokerdesk.modules.cashier import services
from brokerdesk.modules.cashier.models import Movement
from brokerdesk.modules.cashier.types import DepositRow, DepositStatus
from streetsim.psp import PspServer
from streetsim.psp.signing import HEADER, sign

from .conftest import CARD, FINN, Money

JOBS = "brokerdesk.modules.cashier"


def event(money: Money, row: DepositRow, event_id: str = "evt_1") -> bytes:
    state = httpx.get(f"{money.psp_server.control_url}/control/state").json()
    payment = next(p for p in state["payments"] if p["reference"] == row.public_id)
    body = {"id": event_id, "type": "payment.x", "created_at": payment["updated_at"]}
    return json.dumps({**body, "data": payment}).encode()


def knock(money: Money, body: bytes, *, secret: str = "whsec_street", **headers: str) -> int:
    signature = sign(body, (secret,), int(now().timestamp()))
    sent = {HEADER: signature, **headers}
    browser = Browser(headers={"host": f"{money.world.brand.code}.localhost", **sent})
    path = f"/webhooks/psp/{money.psp.public_id}"
    return browser.post(path, data=body, content_type="application/json").status_code


@pytest.fixture
def paid(money: Money) -> DepositRow:
    """A deposit that is paid at the provider, and unknown here."""
    row = money.start()
    money.control("pay", payment=row.public_id, card=CARD)
    return row


def test_a_webhook_credits_by_way_of_a_job(money: Money, paid: DepositRow) -> None:
    body = event(money, paid)
    assert knock(money, body) == 200
    assert money.deposit(paid).state == DepositStatus.REDIRECTED
    assert run_jobs(name=JOBS) == 1
    assert money.deposit(paid).state == DepositStatus.CREDITED
    assert knock(money, body) == 200
    assert run_jobs(name=JOBS) == 0
    assert InboxMessage.objects.filter(handled_at__isnull=False, error="").count() == 1


def test_what_is_not_believed_changes_nothing(money: Money, paid: DepositRow) -> None:
    body = event(money, paid)
    assert knock(money, body, secret="wrong") == 400
    assert knock(money, b"{}") == 400
    with fixed(money.at.replace(year=money.at.year - 1)):
        old = sign(body, ("whsec_street",), int(now().timestamp()))
    assert knock(money, body, **{HEADER: old}) == 400
    assert knock(money, b"x" * 300_000) == 413
    assert run_jobs(name=JOBS) == 0
    assert money.deposit(paid).state == DepositStatus.REDIRECTED
    assert {m.signature_ok for m in InboxMessage.objects.all()} == {False}


@pytest.mark.parametrize("age_s", [-400, 400])
def test_a_webhook_outside_its_time_is_refused_however_well_signed(
    money: Money, paid: DepositRow, age_s: int
) -> None:
    body = event(money, paid)
    stamp = int(now().timestamp()) - age_s
    assert knock(money, body, **{HEADER: sign(body, ("whsec_street",), stamp)}) == 400
    assert run_jobs(name=JOBS) == 0
    assert money.deposit(paid).state == DepositStatus.REDIRECTED


def test_a_known_event_signed_anew_does_nothing(money: Money, paid: DepositRow) -> None:
    body = event(money, paid)
    assert knock(money, body) == 200
    run_jobs(name=JOBS)
    money.control("chargeback", payment=paid.public_id)
    for again in (body, event(money, paid)):
        assert knock(money, again) == 200
    assert run_jobs(name=JOBS) == 0
    assert money.deposit(paid).state == DepositStatus.CREDITED
    assert knock(money, event(money, paid, "evt_2")) == 200
    assert run_jobs(name=JOBS) == 1
    assert money.deposit(paid).state == DepositStatus.CHARGEBACK_OPEN


def test_unknown_doors_are_closed(money: Money) -> None:
    browser = Browser(headers={"host": "north.localhost"})
    assert browser.post("/webhooks/psp/psp_no", data=b"{}", content_type="a/b").status_code == 404
    assert browser.get(f"/webhooks/psp/{money.psp.public_id}").status_code == 405
    wire = money.add("bank_wire", code="bank")
    path = f"/webhooks/psp/{wire.public_id}"
    assert browser.post(path, data=b"{}", content_type="a/b").status_code == 404


def test_a_payment_of_nobody_is_noted(money: Money, paid: DepositRow) -> None:
    body = event(money, paid).replace(b"dep_", b"dxx_").replace(b'"pay_', b'"pxx_')
    assert knock(money, body) == 200
    run_jobs(name=JOBS)
    assert "not ours" in InboxMessage.objects.get().error


def test_a_lost_webhook_costs_nothing(money: Money, paid: DepositRow) -> None:
    with fixed(money.later(30)):
        from brokerdesk.modules.cashier.jobs import follow_due

        follow_due()
    assert money.deposit(paid).state == DepositStatus.CREDITED


def test_facts_start_the_jobs(money: Money) -> None:
    made = services.create_deposit(
        client_id=money.client_id,
        psp_id=money.psp.public_id,
        amount=Decimal(1000),
        currency="USD",
        key="api",
        actor=FINN,
        at=money.at,
    )
    drain(twice=True)
    run_jobs(name=JOBS)
    assert money.deposit(made).redirect_url
    money.control("pay", payment=made.public_id, card=CARD)
    services.fetch_deposit(made.public_id, at=money.at)
    row = money.approved()
    drain(twice=True)
    run_jobs(name=JOBS)
    assert money.withdrawal(row).state == "in_flight"


@pytest.fixture
def open_money(fresh_db: str, street: PspServer) -> Money:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE brokerdesk_app")
    return Money(street)


def test_twenty_at_once_credit_once(open_money: Money) -> None:
    money = open_money
    row = money.start()
    money.control("pay", payment=row.public_id, card=CARD)
    bodies = [event(money, row, f"evt_{n % 5}") for n in range(20)]
    together = threading.Barrier(10)

    def one(body: bytes) -> int:
        try:
            together.wait(10)
            answer = knock(money, body)
            services.fetch_deposit(row.public_id, at=money.at)
            return answer
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers: list[Any] = list(pool.map(one, bodies))
    assert set(answers) == {200}
    assert InboxMessage.objects.count() == 5
    assert money.held()[0] == Decimal("250.00")
    assert Movement.objects.count() == 1
    assert services.reconcile(money.at).equal
