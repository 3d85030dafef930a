"""Documents: what is taken, who decides, what follows."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from brokerdesk.core.events.testing import drain
from brokerdesk.core.mail.models import Message
from brokerdesk.kit.errors import Forbidden, InvalidInput
from brokerdesk.modules.clients.queries import client
from brokerdesk.modules.clients.services import set_status
from brokerdesk.modules.clients.testing import AT, World, actor_of, make_staff

from ..errors import (
    BadFile,
    ClientBlocked,
    DocumentChanged,
    DocumentDecided,
    FileSentTwice,
    FourEyesNeeded,
    VerificationRequired,
)
from ..models import Document, DocumentAccess
from ..queries import document, may, require_may, standing
from ..services import (
    approve_document,
    begin_review,
    ensure_defaults,
    expire_documents,
    grant_level,
    open_document,
    reject_document,
    upload_document,
)
from ..types import DocumentRow
from .files import PDF, picture

VALID = date(2031, 1, 1)


@pytest.fixture(autouse=True)
def levels(world: World, tmp_path: Path) -> Iterator[None]:
    """The usual levels, and a folder of the test's own."""
    ensure_defaults()
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


def upload(world: World, kind: str, content: bytes) -> DocumentRow:
    """Alice sends a document."""
    return upload_document(
        world.alice.public_id, kind, content, name="scan.jpg", actor=actor_of(world.alice), at=AT
    )


def both(world: World) -> tuple[DocumentRow, DocumentRow]:
    """Alice sends what level 1 takes."""
    return upload(world, "passport", picture()), upload(world, "utility_bill", PDF)


def test_two_approved_documents_raise_the_level_at_once(world: World) -> None:
    carol = actor_of(make_staff("Carol", "compliance"))
    first, second = both(world)
    assert standing(world.alice.pk).state == "submitted"
    with pytest.raises(VerificationRequired, match="level 1"):
        require_may(world.alice.pk, "deposit")
    approve_document(first.public_id, actor=carol, at=AT, expires_on=VALID)
    assert standing(world.alice.pk).state == "in_review"
    assert not may(world.alice.pk, "deposit")
    approve_document(second.public_id, actor=carol, at=AT)
    assert client(world.alice.pk).level == 1
    assert all(may(world.alice.pk, a) for a in ("open_demo", "open_live", "deposit", "withdraw"))
    assert not may(world.bob.pk, "deposit")
    assert set(Message.objects.filter(to=world.alice.email).values_list("template", flat=True)) == {
        "compliance/received",
        "compliance/approved",
        "compliance/level",
    }
    drain(twice=True)
    assert client(world.alice.pk).level == 1


def test_a_rejected_document_can_be_sent_again(world: World) -> None:
    carol = actor_of(make_staff("Carol", "compliance"))
    first, _second = both(world)
    reject_document(first.public_id, "unreadable", comment="Too dark", actor=carol, at=AT)
    assert standing(world.alice.pk).state == "resubmission"
    mail = Message.objects.get(template="compliance/rejected")
    assert "Too dark" in mail.text
    assert "sharper" in mail.text
    again = upload(world, "passport", picture(shade=20))
    assert again.state == "uploaded"
    with pytest.raises(DocumentDecided):
        approve_document(first.public_id, actor=carol, at=AT, expires_on=VALID)


def test_a_final_rejection_ends_the_way(world: World) -> None:
    carol = actor_of(make_staff("Carol", "compliance"))
    first, _second = both(world)
    reject_document(first.public_id, "not_genuine", ask_again=False, actor=carol, at=AT)
    assert standing(world.alice.pk).state == "rejected"


def test_an_approval_may_be_taken_back_and_the_level_falls(world: World) -> None:
    carol = actor_of(make_staff("Carol", "compliance"))
    first, second = both(world)
    approve_document(first.public_id, actor=carol, at=AT, expires_on=VALID)
    approve_document(second.public_id, actor=carol, at=AT)
    reject_document(first.public_id, "not_genuine", actor=carol, at=AT)
    assert client(world.alice.pk).level == 0
    assert not may(world.alice.pk, "withdraw")


def test_an_expired_document_is_asked_for_again(world: World) -> None:
    carol = actor_of(make_staff("Carol", "compliance"))
    first, second = both(world)
    approve_document(first.public_id, actor=carol, at=AT, expires_on=AT.date())
    approve_document(second.public_id, actor=carol, at=AT)
    assert expire_documents(at=AT) == 0
    assert expire_documents(at=AT + timedelta(days=1)) == 1
    assert expire_documents(at=AT + timedelta(days=1)) == 0
    assert document(first.public_id).state == "expired"
    assert client(world.alice.pk).level == 0
    assert Message.objects.filter(template="compliance/expired").count() == 1
    assert upload(world, "passport", picture(shade=10)).state == "uploaded"


def test_a_person_may_set_a_level_with_a_reason(world: World) -> None:
    carol = actor_of(make_staff("Carol", "compliance"))
    with pytest.raises(InvalidInput):
        grant_level(world.alice.public_id, 1, reason=" ", actor=carol, at=AT)
    grant_level(world.alice.public_id, 1, reason="met in person", actor=carol, at=AT)
    assert may(world.alice.pk, "deposit")


def test_a_restricted_client_moves_no_money(world: World) -> None:
    carol = actor_of(make_staff("Carol", "compliance"))
    grant_level(world.alice.public_id, 1, reason="met in person", actor=carol, at=AT)
    set_status(world.alice.public_id, "restricted", reason="check", actor=carol, at=AT)
    assert may(world.alice.pk, "trade")
    with pytest.raises(ClientBlocked):
        require_may(world.alice.pk, "withdraw")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\x00",
        picture()[:300],
        picture("PNG")[:60],
        picture("GIF"),
        picture(size=(20, 20)),
        PDF[:40],
        PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
        b"\xff\xd8\xff" + b"A" * 500,
    ],
)
def test_only_sound_pictures_and_passive_pdfs_are_taken(world: World, content: bytes) -> None:
    with pytest.raises(BadFile):
        upload(world, "passport", content)
    assert not Document.objects.exists()


def test_a_file_over_the_limit_is_refused(world: World) -> None:
    with pytest.raises(BadFile, match="10 MB"):
        upload(world, "passport", picture() + b"\0" * (10 * 1024 * 1024))


def test_files_lie_outside_the_web_under_random_names(world: World) -> None:
    row = upload(world, "passport", picture())
    name = Document.objects.get(public_id=row.public_id).name
    assert (Path(settings.MEDIA_ROOT) / name).is_file()
    assert "scan" not in name
    assert world.alice.public_id not in name


def test_the_same_file_waits_once_and_a_new_one_takes_its_place(world: World) -> None:
    first = upload(world, "passport", picture())
    with pytest.raises(FileSentTwice):
        upload(world, "passport", picture())
    assert len(list(Path(settings.MEDIA_ROOT).rglob("*.jpg"))) == 1
    upload(world, "id_card", picture(shade=10))
    assert document(first.public_id).state == "superseded"


def test_nobody_decides_about_his_own_upload(world: World) -> None:
    carol = actor_of(make_staff("Carol", "compliance"))
    row = upload_document(
        world.alice.public_id, "passport", picture(), name="x.jpg", actor=carol, at=AT
    )
    with pytest.raises(FourEyesNeeded):
        approve_document(row.public_id, actor=carol, at=AT, expires_on=VALID)


def test_decisions_hold_against_what_the_reviewer_saw(world: World) -> None:
    carol = actor_of(make_staff("Carol", "compliance"))
    row = begin_review(upload(world, "passport", picture()).public_id, actor=carol, at=AT)
    assert row.state == "in_review"
    with pytest.raises(DocumentChanged):
        approve_document(row.public_id, actor=carol, at=AT, expires_on=VALID, version=9)
    with pytest.raises(InvalidInput):
        approve_document(row.public_id, actor=carol, at=AT)
    with pytest.raises(InvalidInput):
        approve_document(row.public_id, actor=carol, at=AT, expires_on=date(2020, 1, 1))
    with pytest.raises(InvalidInput):
        reject_document(row.public_id, "no such reason", actor=carol, at=AT)
    assert document(row.public_id).state == "in_review"


def test_every_look_is_recorded_and_strangers_see_nothing(world: World) -> None:
    carol = actor_of(make_staff("Carol", "compliance"))
    row = upload(world, "passport", picture())
    _row, content = open_document(row.public_id, actor=carol, ip="127.0.0.1", at=AT)
    assert content == picture()
    assert DocumentAccess.objects.get().actor == carol.ref
    for stranger in (world.bob, world.mallory, make_staff("Dana", "dealer")):
        with pytest.raises(Forbidden):
            open_document(row.public_id, actor=actor_of(stranger), ip=None, at=AT)
    assert DocumentAccess.objects.count() == 1
