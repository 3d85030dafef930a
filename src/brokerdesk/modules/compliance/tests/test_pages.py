"""Pages of verification, in the portal and in the back office."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import visit
from brokerdesk.modules.clients.queries import client
from brokerdesk.modules.clients.testing import World, make_staff, office, portal

from ..models import Document
from ..services import ensure_defaults
from .files import PDF, picture


@pytest.fixture(autouse=True)
def levels(world: World, tmp_path: Path) -> Iterator[None]:
    """The usual levels, and a folder of the test's own."""
    ensure_defaults()
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


def send(browser: Any, group: str, kind: str, content: bytes, name: str = "scan.jpg") -> Any:
    """Send a document by the portal's form."""
    file = SimpleUploadedFile(name, content)
    address = url("portal", "compliance.send", group=group)
    return browser.post(address, {"type": kind, "file": file})


def test_the_whole_way_through_the_pages(world: World) -> None:
    alice, carol = portal(world.alice), office(make_staff("Carol", "compliance"))
    page = alice.get(url("portal", "compliance.verification")).content.decode()
    assert "Proof of identity" in page
    assert send(alice, "identity", "passport", picture(), "<b>x</b>.jpg").status_code == 303
    assert send(alice, "address", "utility_bill", PDF).status_code == 303
    queue = carol.get(url("backoffice", "compliance.queue")).content.decode()
    assert "Alice Adler" in queue
    for row in Document.objects.order_by("pk"):
        address = url("backoffice", "compliance.review", document_id=row.public_id)
        page = carol.get(address).content.decode()
        assert "<b>x</b>" not in page
        row.refresh_from_db()
        assert row.state == "in_review"
        form = {"act": "approve", "approve-version": row.version, "approve-expires_on": ""}
        if row.type.needs_expiry:
            assert carol.post(address, form).status_code == 422
            form["approve-expires_on"] = "2032-01-01"
        assert carol.post(address, form).status_code == 303
    assert client(world.alice.pk).level == 1
    done = alice.get(url("portal", "compliance.status")).content.decode()
    assert "fully verified" in done


def test_documents_stay_the_step_until_they_are_approved(world: World) -> None:
    alice, now = portal(world.alice), 'step-item active" aria-current="step">'
    page = alice.get(url("portal", "compliance.send", group="identity")).content.decode()
    assert "<h1>Send a document: Proof of identity</h1>" in page
    send(alice, "identity", "passport", picture())
    send(alice, "address", "utility_bill", PDF)
    page = alice.get(url("portal", "compliance.status")).content.decode()
    assert page.count("step-item active") == 1
    assert f"{now}Documents" in page


def test_a_rejection_shows_the_client_its_reason(world: World) -> None:
    alice, carol = portal(world.alice), office(make_staff("Carol", "compliance"))
    send(alice, "identity", "passport", picture())
    row = Document.objects.get()
    address = url("backoffice", "compliance.review", document_id=row.public_id)
    form = {"act": "reject", "reject-version": row.version, "reject-ask_again": "on"}
    assert carol.post(address, form).status_code == 422
    form |= {"reject-reason": "cut_off", "reject-comment": "<i>left corner</i>"}
    assert carol.post(address, form).status_code == 303
    page = alice.get(url("portal", "compliance.status")).content.decode()
    assert "all four corners" in page
    assert "&lt;i&gt;left corner" in page


def test_content_comes_with_safe_headers(world: World) -> None:
    alice = portal(world.alice)
    send(alice, "identity", "passport", picture(), 'a";\r\nX-Evil: 1.jpg')
    row = Document.objects.get()
    answer = alice.get(url("portal", "compliance.content", document_id=row.public_id))
    assert answer.content == picture()
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "X-Evil" not in answer
    assert "no-store" in answer["Cache-Control"]


def test_another_clients_document_does_not_exist(world: World) -> None:
    send(portal(world.alice), "identity", "passport", picture())
    path = url("portal", "compliance.content", document_id=Document.objects.get().public_id)
    for stranger in (world.bob, world.mallory):
        assert portal(stranger).get(path).status_code == 404
    assert visit("northwind.localhost").get(path).status_code == 302


@pytest.mark.parametrize("name", ["compliance.review", "compliance.content"])
def test_the_matrix_of_the_office(world: World, name: str) -> None:
    send(portal(world.alice), "identity", "passport", picture())
    path = url("backoffice", name, document_id=Document.objects.get().public_id)
    assert visit("office.localhost").get(path).status_code == 302
    other = office(make_staff("Cora", "compliance", brand_pk=world.bluepeak.pk))
    assert other.get(path).status_code in (403, 404)
    assert "Alice" not in other.get(url("backoffice", "compliance.queue")).content.decode()
    assert office(make_staff("Dana", "dealer")).get(path).status_code == 403
    assert office(make_staff("Carol", "compliance")).get(path).status_code == 200


def test_support_sees_but_does_not_decide(world: World) -> None:
    send(portal(world.alice), "identity", "passport", picture())
    row = Document.objects.get()
    sam = office(make_staff("Sam", "support"))
    path = url("backoffice", "compliance.review", document_id=row.public_id)
    assert "Approve" not in sam.get(path).content.decode()
    form = {"act": "approve", "approve-version": 1, "approve-expires_on": "2032-01-01"}
    assert sam.post(path, form).status_code == 403
    row.refresh_from_db()
    assert row.state == "uploaded"


@pytest.mark.parametrize(
    ("kind", "content"), [("nothing", picture()), ("passport", b"hi"), ("utility_bill", PDF)]
)
def test_bad_uploads_are_refused_on_the_field(world: World, kind: str, content: bytes) -> None:
    assert send(portal(world.alice), "identity", kind, content).status_code == 422
    assert not Document.objects.exists()


def test_a_group_that_is_not_needed_is_not_there(world: World) -> None:
    assert send(portal(world.alice), "selfie", "passport", picture()).status_code == 404


@pytest.mark.parametrize(
    "name", ["compliance.levels", "compliance.reasons", "compliance.reason_new"]
)
def test_settings_are_for_compliance(world: World, name: str) -> None:
    assert office(make_staff("Carol", "compliance")).get(url("backoffice", name)).status_code == 200
    assert office(make_staff("Sam", "support")).get(url("backoffice", name)).status_code == 403
