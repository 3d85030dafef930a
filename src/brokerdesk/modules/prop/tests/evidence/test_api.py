"""REST of evidence: reports as sealed, appeals answered, another brand's nothing."""

from typing import Any

import pytest
from django.test import Client as Browser

from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.kit.canonical import canonical
from brokerdesk.kit.clock import now

from ...evidence import verify
from ...models import Appeal
from ...services.appeals import open_appeal
from .conftest import Scene


def caller(brand_pk: int, *scopes: str) -> Browser:
    """A program with a key of a brand."""
    asked = KeyRequest(title="Test", scopes=scopes, brand_id=brand_pk)
    token = create_api_key(asked, actor=SYSTEM, at=now())[1]
    return Browser(headers={"host": "office.localhost", "authorization": f"Bearer {token}"})


@pytest.fixture
def appeal(scene: Scene) -> Appeal:
    report = scene.report(scene.lose())
    actor = Actor("client", scene.people.alice.public_id, "Alice")
    return open_appeal(
        report.decision.public_id, "A spike", client_pk=scene.people.alice.pk, actor=actor,
        at=scene.at,
    )  # fmt: skip


def test_a_report_is_read_and_verifies(scene: Scene, appeal: Appeal) -> None:
    program = caller(scene.people.northwind.pk, "prop:read")
    (row,) = program.get("/api/v1/prop/reports").json()["items"]
    assert (row["state"], row["rule"]) == ("sealed", "max_daily_loss")
    found: Any = program.get(f"/api/v1/prop/reports/{row['id']}/file").json()
    assert verify(canonical(found)).ok
    (key,) = program.get("/api/v1/prop/seal-keys").json()
    assert key["key_id"] == row["key_id"]


def test_another_brand_sees_nothing(scene: Scene, appeal: Appeal) -> None:
    other = caller(scene.people.bluepeak.pk, "prop:read", "prop:decide")
    assert other.get("/api/v1/prop/reports").json()["items"] == []
    report_id = appeal.decision.report.public_id
    assert other.get(f"/api/v1/prop/reports/{report_id}/file").status_code == 404
    assert other.get(f"/api/v1/prop/appeals/{appeal.public_id}").status_code == 404


def test_an_appeal_is_answered_and_upheld(scene: Scene, appeal: Appeal) -> None:
    program = caller(scene.people.northwind.pk, "prop:read", "prop:decide")
    base = f"/api/v1/prop/appeals/{appeal.public_id}"
    said = program.post(f"{base}/answer", {"text": "We look."}, "application/json").json()
    assert (said["state"], said["messages"][0]["text"]) == ("answered", "We look.")
    assert program.post(f"{base}/uphold", {"text": "Real."}, "application/json").status_code == 200
    again = program.post(f"{base}/answer", {"text": "?"}, "application/json")
    assert (again.status_code, again.json()["code"]) == (409, "prop_appeal_closed")
    reader = caller(scene.people.northwind.pk, "prop:read")
    denied = reader.post(f"{base}/answer", {"text": "?"}, "application/json")
    assert denied.status_code == 403
