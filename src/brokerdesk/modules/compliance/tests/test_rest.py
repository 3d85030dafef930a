"""REST of clients and verification: keys, scopes, brands, refusals."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.test import override_settings

from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.models import Client, Lead
from brokerdesk.modules.clients.testing import World

from ..services import ensure_defaults
from .files import picture

ALL = ("clients:read", "clients:write", "leads:write", "verification:read", "verification:write")


def browser(brand_pk: int | None, *scopes: str) -> Browser:
    """A caller with a key."""
    request = KeyRequest(title="test", scopes=scopes or ALL, brand_id=brand_pk)
    _row, token = create_api_key(request, actor=SYSTEM, at=now())
    return Browser(headers={"host": "northwind.localhost", "authorization": f"Bearer {token}"})


@pytest.fixture
def key(world: World) -> Browser:
    """A key of Northwind."""
    return browser(world.northwind.pk)


def get(caller: Browser, path: str) -> Any:
    """Fetch a document of the API."""
    return caller.get(f"/api/v1{path}")


def post(caller: Browser, path: str, body: dict[str, Any], **headers: str) -> Any:
    """Post a JSON document."""
    return caller.post(
        f"/api/v1{path}", body, content_type="application/json", headers=headers or None
    )


def test_a_key_of_a_brand_sees_its_clients_only(world: World, key: Browser) -> None:
    found = get(key, "/clients").json()
    assert {c["first_name"] for c in found["items"]} == {"Alice", "Bob"}
    assert get(key, f"/clients/{world.mallory.public_id}").status_code == 404
    one = get(key, f"/clients/{world.alice.public_id}")
    assert one.json()["email"] == "alice@example.com"
    assert one["ETag"] == f'"{world.alice.version}"'
    assert len(get(browser(None), "/clients").json()["items"]) == 3


def test_search_and_cursor(world: World, key: Browser) -> None:
    assert [c["first_name"] for c in get(key, "/clients?q=ali").json()["items"]] == ["Alice"]
    assert get(key, "/clients?q=%27%3A%2A%26").json()["items"] == []
    first = get(key, "/clients?limit=1").json()
    second = get(key, f"/clients?limit=1&cursor={first['next_cursor']}").json()
    assert {first["items"][0]["id"], second["items"][0]["id"]} == {
        world.alice.public_id,
        world.bob.public_id,
    }


def test_scopes_and_keys_are_asked_for(world: World) -> None:
    assert get(Browser(headers={"host": "northwind.localhost"}), "/clients").status_code == 401
    reader = browser(world.northwind.pk, "clients:read")
    body = {"status": "suspended", "reason": "x"}
    answer = post(reader, f"/clients/{world.alice.public_id}/status", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


def test_a_change_needs_the_version_that_was_read(world: World, key: Browser) -> None:
    path = f"/api/v1/clients/{world.alice.public_id}"
    body = {"phone": "+35799000111"}
    options: dict[str, Any] = {"content_type": "application/json"}
    assert key.patch(path, body, **options).status_code == 428
    assert key.patch(path, body, headers={"if-match": '"99"'}, **options).status_code == 412
    tag = f'"{world.alice.version}"'
    assert key.patch(path, body, headers={"if-match": tag}, **options).status_code == 200
    assert Client.objects.get(pk=world.alice.pk).phone == "+35799000111"
    bad = {"phone": "+35799000111", "level": 5}
    assert key.patch(path, bad, headers={"if-match": "*"}, **options).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {"status": "suspended"},
        {"status": "suspended", "reason": ""},
        {"status": "registered", "reason": "x"},
        {"status": "suspended", "reason": "x" * 501},
        {"status": 5, "reason": "x"},
        {"status": "suspended", "reason": "x", "more": 1},
        {"status": "suspended", "reason": "nul\x00"},
    ],
)
def test_bad_bodies_change_nothing(world: World, key: Browser, body: dict[str, Any]) -> None:
    answer = post(key, f"/clients/{world.alice.public_id}/status", body)
    assert answer.status_code == 422
    assert Client.objects.get(pk=world.alice.pk).status == "active"


def test_leads_are_noted_once(world: World, key: Browser) -> None:
    body = {"email": "Lea@example.com", "first_name": "Lea"}
    assert post(key, "/leads", body).status_code == 201
    again = post(key, "/leads", body | {"last_name": "Lind"})
    assert again.json()["name"] == "Lea Lind"
    assert Lead.objects.count() == 1
    other = post(key, "/leads", body | {"brand": world.bluepeak.public_id})
    assert other.status_code == 403
    assert post(key, "/leads", {"email": "no"}).status_code == 422
    assert post(key, "/leads", {"email": "alice@example.com"}).status_code == 409


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[None]:
    """Keep files in a folder of the test's own."""
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


@pytest.mark.usefixtures("folder")
def test_documents_are_sent_and_decided(world: World, key: Browser) -> None:

    ensure_defaults()
    path = f"/api/v1/clients/{world.alice.public_id}/documents"
    file = SimpleUploadedFile("p.jpg", picture())
    sent: Any = key.post(path, {"type": "passport", "file": file})
    assert sent.status_code == 201, sent.content
    bad: Any = key.post(path, {"type": "passport", "file": SimpleUploadedFile("p.jpg", b"x")})
    assert (bad.status_code, bad.json()["code"]) == (422, "bad_file")
    document_id = sent.json()["id"]
    stranger = browser(world.bluepeak.pk)
    decision = f"/documents/{document_id}/decision"
    body = {"decision": "approve", "expires_on": "2032-01-01"}
    assert post(stranger, decision, body).status_code == 404
    assert post(key, decision, body).json()["code"] == "four_eyes_required"
    assert post(browser(world.northwind.pk), decision, body).json()["state"] == "approved"
    found = get(key, f"/clients/{world.alice.public_id}/verification").json()
    assert (found["state"], len(found["documents"])) == ("in_progress", 1)
