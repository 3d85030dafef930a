"""Pages of clients: who may open them, and what they show."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import visit

from ..testing import World, make_client, make_staff, office, portal


@pytest.fixture
def support(world: World) -> Browser:
    """The browser of support."""
    return office(make_staff("Sam", "support"))


LISTS = ["clients.list", "leads.list", "clients.new", "leads.new"]
CARD = ["clients.card", "clients.edit", "clients.owner", "clients.email", "clients.note"]


@pytest.mark.parametrize("name", LISTS)
def test_support_opens_the_pages_of_the_room(support: Browser, name: str) -> None:
    assert support.get(url("backoffice", name)).status_code == 200


@pytest.mark.parametrize("name", [*CARD, "clients.task", "clients.timeline"])
def test_support_opens_a_client(support: Browser, world: World, name: str) -> None:
    answer = support.get(url("backoffice", name, client_id=world.alice.public_id))
    assert answer.status_code == 200


@pytest.mark.parametrize("name", CARD)
def test_a_visitor_is_sent_to_sign_in(world: World, name: str) -> None:
    address = url("backoffice", name, client_id=world.alice.public_id)
    answer = visit("office.localhost").get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", CARD)
def test_staff_of_another_brand_find_nobody(world: World, name: str) -> None:
    other = office(make_staff("Mona", "support", brand_pk=world.bluepeak.pk))
    answer = other.get(url("backoffice", name, client_id=world.alice.public_id))
    assert answer.status_code == 404
    assert "Alice" not in other.get(url("backoffice", "clients.list")).content.decode()


def test_staff_without_the_right_may_not(world: World) -> None:
    dana = office(make_staff("Dana", "dealer"))
    address = url("backoffice", "clients.status", client_id=world.alice.public_id)
    answer = dana.post(address, {"status": "suspended", "reason": "x"})
    assert answer.status_code == 403
    assert (
        "active"
        in dana.get(url("backoffice", "clients.card", client_id=world.alice.public_id))
        .content.decode()
        .lower()
    )


def test_a_client_opens_his_own_pages(world: World) -> None:
    alice = portal(world.alice)
    for name in ("home", "clients.profile", "clients.profile_edit"):
        assert alice.get(url("portal", name)).status_code == 200


def test_lists_cost_the_same_for_any_number_of_rows(support: Browser, world: World) -> None:
    address = url("backoffice", "clients.list")
    support.get(address)
    with CaptureQueriesContext(connection) as few:
        support.get(address)
    for number in range(8):
        make_client(world.northwind, f"Extra{number}")
    with CaptureQueriesContext(connection) as many:
        support.get(address)
    assert len(many) == len(few) <= 20


def test_scripts_in_names_are_shown_as_text(support: Browser, world: World) -> None:
    address = url("backoffice", "clients.note", client_id=world.alice.public_id)
    support.post(address, {"text": "<script>alert(1)</script>"})
    page = support.get(url("backoffice", "clients.card", client_id=world.alice.public_id))
    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert" in page.content.decode()
