"""Staff: invited, given roles, suspended; nobody gives what he lacks."""

import re
from typing import Any

import pytest

from brokerdesk.core.access import allowed
from brokerdesk.core.access.errors import GrantBeyondOwn
from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.mail.models import Message
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import visit
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.modules.clients.testing import (
    AT,
    PASSWORD,
    World,
    actor_of,
    make_staff,
    office,
)

from ..errors import LastAdministrator, NotYourself, StaffExists
from ..queries import staff_by_email, staff_row
from ..services import create_staff, first_administrator, set_roles, suspend_staff
from ..types import RoleGift


def test_the_invited_sets_his_password_on_the_office_host(world: World) -> None:
    ada = make_staff("Ada", "administrator")
    browser = office(ada)
    form = {"email": "Carol@office.example", "name": "Carol", "roles": ["compliance"]}
    assert browser.post(url("backoffice", "staff.invite"), form).status_code == 303
    text = Message.objects.get(to="carol@office.example").text
    found = re.search(r"http://office\.localhost[^/]*(/join/\S+)", text)
    assert found
    words = {"password": PASSWORD, "again": PASSWORD}
    assert visit("northwind.localhost").post(found[1], words).status_code == 410
    assert visit("office.localhost").post(found[1], words).status_code == 303
    assert visit("office.localhost").get(found[1]).status_code == 410
    row = staff_by_email("carol@office.example")
    assert row is not None
    assert row.joined_at is not None
    answer: Any = visit("office.localhost").post(
        "/accounts/login/", {"login": row.email, "password": PASSWORD}
    )
    assert answer.status_code == 302


def test_roles_give_rights_within_their_brand(world: World) -> None:
    cora = make_staff("Cora", "compliance", brand_pk=world.bluepeak.pk)
    assert cora.brand_pks == (world.bluepeak.pk,)
    actor, right = actor_of(cora), "compliance.document.review"
    assert allowed(actor, right, brand_id=world.bluepeak.pk)
    assert not allowed(actor, right, brand_id=world.northwind.pk)
    assert not allowed(actor, "brands.edit", brand_id=world.bluepeak.pk)


def test_nobody_gives_a_right_that_he_lacks(world: World) -> None:
    sam = make_staff("Sam", "support")
    carol = make_staff("Carol", "compliance")
    with pytest.raises(GrantBeyondOwn):
        set_roles(sam.public_id, [RoleGift("administrator")], actor=actor_of(carol), at=AT)
    assert staff_row(sam.public_id).roles == ("support",)


def test_the_last_administrator_stays(world: World) -> None:
    ada = make_staff("Ada", "administrator")
    with pytest.raises(LastAdministrator):
        suspend_staff(ada.public_id, reason="x", actor=SYSTEM, at=AT)
    with pytest.raises(LastAdministrator):
        set_roles(ada.public_id, [RoleGift("support")], actor=SYSTEM, at=AT)
    make_staff("Eve", "administrator")
    assert not suspend_staff(ada.public_id, reason="left", actor=SYSTEM, at=AT).active


def test_nobody_changes_or_suspends_himself(world: World) -> None:
    ada = make_staff("Ada", "administrator")
    make_staff("Eve", "administrator")
    with pytest.raises(NotYourself):
        suspend_staff(ada.public_id, reason="x", actor=actor_of(ada), at=AT)
    with pytest.raises(NotYourself):
        set_roles(ada.public_id, [RoleGift("administrator")], actor=actor_of(ada), at=AT)


@pytest.mark.parametrize(("email", "name"), [("no", "A"), ("a@example.com", " "), ("", "A")])
def test_bad_input_makes_nobody(world: World, email: str, name: str) -> None:
    make_staff("Ada", "administrator")
    with pytest.raises(InvalidInput):
        create_staff(email, name, [RoleGift("support")], actor=SYSTEM, at=AT)


def test_an_address_is_taken_once_in_any_case(world: World) -> None:
    first_administrator("Root@office.example", "Root", PASSWORD, at=AT)
    with pytest.raises(StaffExists):
        first_administrator("root@OFFICE.example", "Root", PASSWORD, at=AT)


def test_pages_need_their_rights(world: World) -> None:
    ada, sam = make_staff("Ada", "administrator"), make_staff("Sam", "support")
    pages = [url("backoffice", "staff.list"), url("backoffice", "staff.invite")]
    pages += [
        url("backoffice", f"staff.{act}", staff_id=sam.public_id)
        for act in ("card", "roles", "suspend", "reset_mfa")
    ]
    for path in pages:
        assert office(ada).get(path).status_code == 200, path
        assert office(sam).get(path).status_code == 403, path
        assert visit("office.localhost").get(path).status_code == 302, path
