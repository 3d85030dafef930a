"""REST of disputes, runs, payouts and statements: its own brand's only, never the decision."""

from typing import Any

import pytest
from django.test import Client as Browser

from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit.clock import now

from ..models import Adjustment, Dispute
from ..queries import payable
from ..services import pay_out
from .shop import Shop
from .test_payout_pages import dispute_of, run_of

BOTH = ("partners:read", "disputes:write")
SPAN = "currency=USD&since=2026-01-01T00:00:00Z&until=2030-01-01T00:00:00Z"


def api(brand_pk: int, *scopes: str) -> Browser:
    request = KeyRequest(title="Test", scopes=scopes, brand_id=brand_pk)
    token = create_api_key(request, actor=SYSTEM, at=now())[1]
    return Browser(headers={"host": "office.localhost", "authorization": f"Bearer {token}"})


@pytest.fixture
def own(shop: Shop) -> Browser:
    return api(shop.people.northwind.pk, *BOTH)


@pytest.fixture
def other(shop: Shop) -> Browser:
    return api(shop.people.bluepeak.pk, *BOTH)


def post(browser: Browser, path: str, body: dict[str, Any]) -> Any:
    return browser.post(f"/api/v1{path}", body, content_type="application/json")


def test_a_dispute_is_read_answered_and_accepted(shop: Shop, own: Browser, other: Browser) -> None:
    path = f"/disputes/{dispute_of(shop).public_id}"
    items = own.get("/api/v1/disputes?state=open").json()["items"]
    assert [(i["claim"], i["accrual_id"]) for i in items] == [
        ("Two lots, not one", shop.accrual.public_id)
    ]
    assert own.get(f"/api/v1/disputes?partner_id={shop.partner.public_id}").json()["items"]
    assert other.get("/api/v1/disputes").json()["items"] == []
    said = post(own, f"{path}/answer", {"text": "We look."}).json()
    assert (said["state"], said["messages"][0]["text"]) == ("answered", "We look.")
    accepted = post(own, f"{path}/accept", {"amount": "12", "reason": "right"})
    assert accepted.json()["state"] == "proposed"
    assert Adjustment.objects.get().state == "proposed"
    assert payable(shop.partner, "USD") == 6
    for verb in ("answer", "reject"):
        assert post(own, f"{path}/{verb}", {"text": "x"}).status_code == 409
        assert post(other, f"{path}/{verb}", {"text": "x"}).status_code == 404


def test_a_dispute_is_rejected(shop: Shop, own: Browser) -> None:
    path = f"/disputes/{dispute_of(shop).public_id}"
    reader = api(shop.people.northwind.pk, "partners:read")
    assert post(reader, f"{path}/reject", {"text": "no"}).status_code == 403
    assert post(own, f"{path}/reject", {"text": ""}).status_code == 422
    assert post(own, f"{path}/accept", {"amount": "6", "reason": "same"}).status_code == 422
    assert post(own, f"{path}/reject", {"text": "no"}).json()["state"] == "rejected"
    assert Dispute.objects.get().state == "rejected"


def test_runs_payouts_and_statements_are_read(shop: Shop, own: Browser, other: Browser) -> None:
    run = run_of(shop)
    runs = own.get("/api/v1/payout-runs?state=draft").json()["items"]
    assert [item["id"] for item in runs] == [run.public_id]
    lines = own.get(f"/api/v1/payout-runs/{run.public_id}/lines").json()["items"]
    assert [(x["partner_id"], x["amount"]) for x in lines] == [
        (shop.partner.public_id, "6.00000000")
    ]
    assert other.get(f"/api/v1/payout-runs/{run.public_id}/lines").status_code == 404
    assert other.get("/api/v1/payout-runs").json()["items"] == []
    run.state = "cancelled"
    run.save()
    pay_out(shop.partner.public_id, "USD", actor=SYSTEM, at=now())
    paid = own.get(f"/api/v1/partner-payouts?partner_id={shop.partner.public_id}").json()["items"]
    assert [item["amount"] for item in paid] == ["6.00000000"]
    assert other.get("/api/v1/partner-payouts").json()["items"] == []
    path = f"/api/v1/partners/{shop.partner.public_id}/statement"
    found = own.get(f"{path}?{SPAN}").json()
    assert (found["closing"], found["ledger"]) == ("0.00000000", "0.00000000")
    assert [line["kind"] for line in found["lines"]] == ["commission", "payout"]
    assert other.get(f"{path}?{SPAN}").status_code == 404
    assert own.get(f"{path}?{SPAN.replace('USD', 'XYZ')}").status_code == 422
    assert own.get(f"{path}?{SPAN.replace('2030', '2020')}").status_code == 422
