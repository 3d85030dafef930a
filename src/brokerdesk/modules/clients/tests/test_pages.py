"""Pages of clients: who may open them, and what they show."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import visit

from ..models import Client, Note, StatusChange, Task
from ..testing import AT, World, make_staff, office, portal


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


def asked(browser: Browser, address: str) -> int:
    """How many queries a page asks when it is opened again."""
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        browser.get(address)
    return len(captured)


def people(world: World, first: int, last: int) -> None:
    made = [
        Client(
            brand_id=world.northwind.pk, email=f"extra{n}@example.com", first_name="Extra",
            last_name=f"No{n}", country="CY", owner_staff_id=f"stf_{n % 7}", created_at=AT,
        )
        for n in range(first, last)
    ]  # fmt: skip
    Client.objects.bulk_create(made)


@pytest.mark.parametrize("query", ["", "?q=extra", "?status=registered&country=CY", "?sort=name"])
def test_lists_cost_the_same_for_any_number_of_rows(
    support: Browser, world: World, query: str
) -> None:
    address = url("backoffice", "clients.list") + query
    people(world, 0, 5)
    few = asked(support, address)
    people(world, 5, 47)
    assert asked(support, address) == few <= 13


def test_a_card_costs_the_same_for_any_number_of_rows(support: Browser, world: World) -> None:
    address = url("backoffice", "clients.card", client_id=world.alice.public_id)

    def happen(times: int) -> None:
        common = {"client_id": world.alice.pk, "created_at": AT}
        for n in range(times):
            Note.objects.create(text=f"Note {n}", author="a", author_label="A", **common)
            Task.objects.create(
                title=f"Task {n}", assignee_staff_id=f"stf_{n}", created_by="a",
                done_at=AT if n % 2 else None, **common,
            )  # fmt: skip
            StatusChange.objects.create(
                client_id=world.alice.pk, before="active", after="active", actor="a", at=AT
            )

    happen(5)
    few = asked(support, address)
    happen(45)
    assert asked(support, address) == few <= 38


def test_scripts_in_names_are_shown_as_text(support: Browser, world: World) -> None:
    address = url("backoffice", "clients.note", client_id=world.alice.public_id)
    support.post(address, {"text": "<script>alert(1)</script>"})
    page = support.get(url("backoffice", "clients.card", client_id=world.alice.public_id))
    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert" in page.content.decode()
