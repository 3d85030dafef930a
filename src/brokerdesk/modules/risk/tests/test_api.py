"""The API of risk: scopes, brands, figures as decimal strings."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser

from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.testing import START

from ..models import Alert, AlertRule, BookTag, MarginEvent
from ..services.marks import mark_due
from .conftest import Desk
from .test_house import day

D = Decimal


def api(brand_pk: int | None, *scopes: str) -> Browser:
    """A program with a key of a brand."""
    wanted = KeyRequest(
        title="Robot", brand_id=brand_pk, scopes=scopes or ("risk:read", "risk:write")
    )
    _row, token = create_api_key(wanted, actor=SYSTEM, at=now())
    return Browser(headers={"host": "office.localhost", "authorization": f"Bearer {token}"})


def get(browser: Browser, path: str) -> Any:
    answer = browser.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.fixture
def full(desk: Desk) -> Desk:
    mark_due(at=day(1))
    desk.position(desk.alice, "US30", "buy", "2", "39000")
    desk.close(desk.alice, "120", at=START)
    MarginEvent.objects.create(
        account=desk.alice, kind="margin_call", at=START, equity=5, margin=10, level=50,
        quality="reported",
    )  # fmt: skip
    rule = AlertRule.objects.create(title="x", kind="negative_balance", threshold=1)
    Alert.objects.create(
        rule=rule, brand_id=desk.alice.brand_id, subject="acc_x", day=START.date(), value=3,
        currency="USD", first_at=START, last_at=START,
    )  # fmt: skip
    return desk


def test_exposure(full: Desk) -> None:
    key = api(full.alice.brand_id)
    (row,) = get(key, "/risk/exposure")
    assert (row["name"], row["net"], row["floating"]) == (
        "US30", "80004.00000000", "2000.00000000",
    )  # fmt: skip
    assert (row["read_at"], row["unpriced"]) == ("2026-03-02T09:00:00Z", 0)
    legs = get(key, "/risk/exposure/currencies?currency=USD")
    assert sum(D(leg["value"]) for leg in legs) == 2000
    assert get(key, f"/risk/exposure?by=account&account={full.alice.public_id}")
    assert get(key, "/risk/exposure?book=A") == []


def test_house(full: Desk) -> None:
    days = "first=2026-03-01&last=2026-03-02"
    found = get(api(full.alice.brand_id), f"/risk/house?by=symbol&{days}")
    lines = {line["name"]: line for line in found["lines"]}
    assert (lines["US30"]["house"], lines["EURUSD"]["house"]) == (
        "-2000.00000000", "-120.00000000",
    )  # fmt: skip
    key = api(None)
    assert key.get("/api/v1/risk/house?first=2026-01-01&last=2026-12-01").status_code == 422
    assert key.get(f"/api/v1/risk/house?{days}&currency=x").status_code == 422


def test_what_if(full: Desk) -> None:
    body = {"symbols": {"US30": "-10"}, "currencies": {}}
    key = api(full.alice.brand_id)
    answer = key.post("/api/v1/risk/what-if", json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert (found["before"]["floating"], found["after"]["floating"]) == ("2000.00", "-6000.00")
    assert found["by_book"] == {"": "8000.00"}
    bad = key.post("/api/v1/risk/what-if", "{}", content_type="application/json")
    assert (bad.status_code, bad.json()["code"]) == (422, "shock_invalid")


def test_books_events_and_alerts(full: Desk) -> None:
    key = api(full.alice.brand_id)
    path = f"/api/v1/risk/books/{full.alice.public_id}"
    body = json.dumps({"book": "A", "share": "0.5", "reason": "large"})
    assert key.put(path, body, content_type="application/json").status_code == 204
    (row,) = get(key, "/risk/books")["items"]
    assert (row["book"], row["share"], row["reason"]) == ("A", "0.500000", "large")
    assert get(key, "/risk/books?as_of=2026-01-01T00:00:00Z")["items"] == []
    (event,) = get(key, "/risk/margin-events?kind=margin_call")["items"]
    assert event["account_id"] == full.alice.public_id
    (alert,) = get(key, "/risk/alerts?state=open")["items"]
    path = f"/api/v1/risk/alerts/{alert['id']}/seen"
    Alert.objects.update(steps=2)
    for steps, state in ((1, "open"), (2, "seen")):
        answer = key.post(path, json.dumps({"steps": steps}), content_type="application/json")
        assert (answer.status_code, answer.json()["state"]) == (200, state)
    Alert.objects.update(state="open")
    assert key.post(path, content_type="application/json").json()["state"] == "seen"
    bad = key.post(path, '{"steps": "x"}', content_type="application/json")
    assert bad.status_code == 422


def test_another_brand_sees_nothing(full: Desk) -> None:
    other = api(full.alice.brand_id + 1)
    assert get(other, "/risk/exposure") == []
    assert get(other, "/risk/house?first=2026-03-01&last=2026-03-02")["lines"] == []
    for path in ("books", "margin-events", "alerts"):
        assert get(other, f"/risk/{path}")["items"] == []
    path = f"/api/v1/risk/books/{full.alice.public_id}"
    body = json.dumps({"book": "A", "reason": "x"})
    assert other.put(path, body, content_type="application/json").status_code == 404
    path = f"/api/v1/risk/alerts/{Alert.objects.get().public_id}/seen"
    assert other.post(path, content_type="application/json").status_code == 404
    assert not BookTag.objects.exists()


def test_scopes(full: Desk) -> None:
    reader = api(None, "risk:read")
    path = f"/api/v1/risk/books/{full.alice.public_id}"
    assert reader.put(path, "{}", content_type="application/json").status_code == 403
    assert api(None, "clients:read").get("/api/v1/risk/exposure").status_code == 403
