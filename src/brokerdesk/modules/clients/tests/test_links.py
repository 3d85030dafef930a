"""Whom a client shares a device or an address with, on his card."""

from datetime import timedelta

from django.test import Client as Browser

from brokerdesk.core.identity.models import SignInPlace
from brokerdesk.core.identity.places import COOKIE, note_place
from brokerdesk.core.identity.types import Since
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import visit
from brokerdesk.kit.clock import now

from ..queries import client_links
from ..testing import World, make_client, make_staff, office
from ..types import ClientRow
from .test_signup import last_mail, link_of, register


def been(row: ClientRow, device: str, address: str = "", *, days: int = 0) -> None:
    """A client signed in so many days ago."""
    at = now() - timedelta(days=days)
    note_place(row.user_pk or 0, device=device, address=address, at=at)


def card(browser: Browser, row: ClientRow) -> str:
    return browser.get(url("backoffice", "clients.card", client_id=row.public_id)).content.decode()


def test_links_go_both_ways_inside_a_brand(world: World) -> None:
    for row in (world.alice, world.bob, world.mallory):
        been(row, "laptop")
    since = Since(at=now() - timedelta(days=1), people=5)
    found = client_links(world.northwind.pk, since)
    assert {(one.client_pk, one.other_pk, one.what) for one in found} == {
        (world.alice.pk, world.bob.pk, "device"),
        (world.bob.pk, world.alice.pk, "device"),
    }
    assert [one.other_pk for one in client_links(world.northwind.pk, since, world.bob.pk)] == [
        world.alice.pk
    ]
    assert client_links(world.bluepeak.pk, since) == []


def test_the_card_shows_with_whom_what_is_shared(world: World) -> None:
    carol = office(make_staff("Carol", "compliance"))
    assert "Nobody signed in from the same" in card(carol, world.alice)
    been(world.alice, "laptop", "203.0.113.7")
    been(world.bob, "phone", "203.0.113.7", days=3)
    been(world.bob, "laptop", days=120)
    page = card(carol, world.alice)
    assert "Address 203.0.113.7" in page
    assert "sign-ins: 1 and 1" in page
    assert url("backoffice", "clients.card", client_id=world.bob.public_id) in page
    assert "Same device" not in page, "that was too long ago"
    been(world.bob, "laptop")
    assert "Same device" in card(carol, world.alice)


def test_staff_without_the_right_see_no_addresses(world: World) -> None:
    been(world.alice, "laptop", "203.0.113.7")
    been(world.bob, "laptop", "203.0.113.7")
    page = card(office(make_staff("Sam", "support")), world.alice)
    assert "Shares with others" not in page
    assert "203.0.113.7" not in page
    assert "203.0.113.7" in card(office(make_staff("Dana", "dealer")), world.alice)


def test_a_client_without_a_sign_in_shares_nothing_and_a_crowd_is_none(world: World) -> None:
    crowd = [make_client(world.northwind, f"Person{chr(65 + n)}") for n in range(9)]
    for row in (*crowd, world.alice, world.bob):
        been(row, f"own{row.pk}", "203.0.113.7")
    carol = office(make_staff("Carol", "compliance"))
    assert "Nobody signed in from the same" in card(carol, world.alice)


def test_who_registers_is_signed_in_from_somewhere(world: World) -> None:
    browser = visit("northwind.localhost")
    register(browser, "carla@example.com")
    assert not SignInPlace.objects.exists()
    browser.post(link_of(last_mail("carla@example.com")))
    assert SignInPlace.objects.get().user.email == "carla@example.com"
    assert COOKIE in browser.cookies
