"""A person registers on a brand's host; nobody learns who is known."""

import re
from typing import Any, cast

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from brokerdesk.core.events.testing import drain
from brokerdesk.core.identity.models import User
from brokerdesk.core.mail.models import Message
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import visit
from brokerdesk.kit.clock import now

from ..models import Client, Lead, TermsAcceptance
from ..queries import client_by_email
from ..testing import PASSWORD, World, make_staff, office

PERSON = {
    "first_name": "Carla",
    "last_name": "O’Neill",
    "country": "CY",
    "phone": "0035722123456",
    "born_on": "1991-04-30",
}


def register(browser: Browser, email: str, person: dict[str, str] | None = None) -> HttpResponse:
    """Go through the three steps."""
    answer: Any = browser.post(
        url("portal", "clients.register"), {"email": email, "password": PASSWORD}
    )
    assert answer["Location"] == url("portal", "clients.register_person"), answer.content
    answer = browser.post(url("portal", "clients.register_person"), person or PERSON)
    assert answer["Location"] == url("portal", "clients.register_terms"), answer.content
    found: Any = browser.post(url("portal", "clients.register_terms"), {"terms": "on"})
    return cast(HttpResponse, found)


def last_mail(to: str) -> Message:
    """The newest mail to an address."""
    found = Message.objects.filter(to=to).order_by("-pk").first()
    assert found is not None
    return found


def link_of(message: Message) -> str:
    """The path of the first link of a mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", message.text)
    assert found
    return found[1]


def test_from_the_first_step_to_the_portal(world: World) -> None:
    browser = visit("northwind.localhost")
    arrived: Any = browser.get("/?ref=IAN7")
    assert arrived["Location"] == url("portal", "clients.register")
    answer = register(browser, "Carla@Example.com")
    assert answer["Location"] == "/accounts/confirm-email/"
    row = client_by_email(world.northwind.pk, "carla@example.com")
    assert row is not None
    assert (row.status, row.referral_code, row.phone) == ("registered", "IAN7", "+35722123456")
    assert TermsAcceptance.objects.get(client_id=row.pk).ip == "127.0.0.1"
    assert Lead.objects.get(email="carla@example.com").client_id == row.pk
    link = link_of(last_mail("carla@example.com"))
    assert browser.get(link).status_code == 200
    done: Any = browser.post(link)
    assert done.status_code == 302
    row = client_by_email(world.northwind.pk, "carla@example.com")
    assert row is not None
    assert row.status == "active"
    assert browser.get("/").status_code == 200
    drain(twice=True)


def test_an_abandoned_sign_up_is_a_lead(world: World) -> None:
    browser = visit("northwind.localhost")
    browser.post(
        url("portal", "clients.register"), {"email": "lea@example.com", "password": PASSWORD}
    )
    lead = Lead.objects.get(email="lea@example.com")
    assert (lead.source, lead.status, lead.client_id) == ("signup", "new", None)
    browser.post(url("portal", "clients.register_person"), PERSON)
    lead.refresh_from_db()
    assert lead.last_name == "O’Neill"
    assert Client.objects.count() == 3


def test_a_known_address_gets_the_same_answers_and_only_its_owner_learns(world: World) -> None:
    fresh = register(visit("northwind.localhost"), "new@example.com")
    known = register(visit("northwind.localhost"), "alice@example.com")
    assert (fresh.status_code, fresh["Location"]) == (known.status_code, known["Location"])
    assert last_mail("alice@example.com").template == "identity/account_already_exists"
    assert User.objects.filter(email="alice@example.com").count() == 1


def test_the_same_address_may_serve_two_brands(world: World) -> None:
    register(visit("bluepeak.localhost"), "alice@example.com")
    assert User.objects.filter(email="alice@example.com").count() == 2
    assert client_by_email(world.bluepeak.pk, "alice@example.com") is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("born_on", f"{now().year - 17}-01-01"),
        ("born_on", "1870-01-01"),
        ("phone", "12345"),
        ("phone", "call me"),
        ("country", "XX"),
        ("first_name", ""),
        ("first_name", "x" * 81),
        ("last_name", "\u202ebackwards"),
        ("last_name", "4711"),
    ],
)
def test_bad_input_changes_nothing(world: World, field: str, value: str) -> None:
    browser = visit("northwind.localhost")
    browser.post(
        url("portal", "clients.register"), {"email": "bad@example.com", "password": PASSWORD}
    )
    answer = browser.post(url("portal", "clients.register_person"), PERSON | {field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Client.objects.filter(email="bad@example.com").exists()


@pytest.mark.parametrize("password", ["short1x", "password123", "1234567890123"])
def test_weak_passwords_are_refused(world: World, password: str) -> None:
    answer = visit("northwind.localhost").post(
        url("portal", "clients.register"), {"email": "weak@example.com", "password": password}
    )
    assert answer.status_code == 422


def test_steps_cannot_be_skipped(world: World) -> None:
    browser = visit("northwind.localhost")
    answer: Any = browser.post(url("portal", "clients.register_terms"), {"terms": "on"})
    assert answer["Location"] == url("portal", "clients.register")
    assert Client.objects.count() == 3


def test_a_link_of_one_brand_does_not_work_at_another(world: World) -> None:
    register(visit("northwind.localhost"), "carla@example.com")
    link = link_of(last_mail("carla@example.com"))
    other = visit("bluepeak.localhost")
    assert "expired" in other.get(link).content.decode()
    other.post(link)
    row = client_by_email(world.northwind.pk, "carla@example.com")
    assert row is not None
    assert row.email_verified_at is None


def test_staff_enter_a_client_who_sets_his_password_by_the_invitation(world: World) -> None:
    sam = office(make_staff("Sam", "support"))
    form = PERSON | {"brand": str(world.northwind.pk), "email": "ivy@example.com", "invite": "on"}
    assert sam.post(url("backoffice", "clients.new"), form).status_code == 303
    link = link_of(last_mail("ivy@example.com"))
    words = {"password": PASSWORD, "again": PASSWORD}
    assert visit("bluepeak.localhost").post(link, words).status_code == 410
    browser = visit("northwind.localhost")
    assert browser.post(link, words | {"again": "other words here"}).status_code == 422
    assert browser.post(link, words).status_code == 303
    assert browser.post(link, words).status_code == 410
    row = client_by_email(world.northwind.pk, "ivy@example.com")
    assert row is not None
    assert row.status == "active"
