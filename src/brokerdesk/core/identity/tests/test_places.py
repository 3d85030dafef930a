"""From where clients sign in: what is kept, for how long, and who shares it."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from brokerdesk.core.identity import services
from brokerdesk.core.ui.testing import visit
from brokerdesk.kit.clock import fixed
from brokerdesk.modules.clients.testing import World, make_staff

from ..jobs import forget_old_places
from ..models import SignInPlace, User
from ..places import COOKIE, KEPT_DAYS, address_of, note_place
from ..sharing import shared_places
from ..types import Since
from .test_sign_in import code, sign_in

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
REALM = "brand:1"
WEEK = Since(at=MONDAY - 7 * DAY, people=3)


def user(name: str, realm: str = REALM) -> int:
    return services.create_user(realm=realm, email=f"{name}@example.com", password=None).pk


def been(user_pk: int, device: str, address: str = "", *, at: datetime = MONDAY) -> None:
    note_place(user_pk, device=device, address=address, at=at)


def test_a_client_leaves_one_row_a_place_and_only_a_hash_of_his_device(world: World) -> None:
    browser = visit("northwind.localhost")
    for at in (MONDAY, MONDAY + DAY):
        with fixed(at):
            assert sign_in(browser, "alice@example.com").status_code == 302
        browser.post("/accounts/logout/")
    (row,) = SignInPlace.objects.all()
    assert (row.user_id, row.times) == (world.alice.user_pk, 2)
    assert (row.first_at, row.last_at) == (MONDAY, MONDAY + DAY)
    assert row.address == "127.0.0.1"
    assert row.device not in browser.cookies[COOKIE].value


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_is_out_of_reach_of_scripts(world: World, secure: bool) -> None:
    browser = visit("northwind.localhost")
    with override_settings(SESSION_COOKIE_SECURE=secure):
        sign_in(browser, "alice@example.com")
    cookie = browser.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert bool(cookie["secure"]) is secure
    assert int(cookie["max-age"]) > 365 * 86_400


def test_what_failed_and_staff_are_not_kept(world: World) -> None:
    browser = visit("northwind.localhost")
    sign_in(browser, "alice@example.com", "wrong words here")
    assert COOKIE not in browser.cookies
    office = visit("office.localhost")
    sign_in(office, make_staff("Finn", "administrator").email)
    done: Any = office.post("/accounts/2fa/authenticate/", {"code": code()})
    assert done.status_code == 302
    assert COOKIE not in office.cookies
    assert not SignInPlace.objects.exists()


def test_one_browser_is_one_device_whoever_signs_in(world: World) -> None:
    browser = visit("northwind.localhost")
    for name in ("alice", "bob"):
        sign_in(browser, f"{name}@example.com")
        browser.post("/accounts/logout/")
    forged = visit("northwind.localhost")
    forged.cookies[COOKIE] = "made up"
    sign_in(forged, "bob@example.com")
    assert SignInPlace.objects.values("device").distinct().count() == 2
    assert SignInPlace.objects.count() == 3


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("", None),
        ("unix:", None),
    ],
)
def test_addresses_are_kept_as_they_are_compared(given: str, kept: str | None) -> None:
    assert address_of(given) == kept


@pytest.mark.django_db
def test_pairs_say_what_is_shared_how_often_and_when() -> None:
    alice, bob, carol = user("alice"), user("bob"), user("carol")
    been(alice, "laptop", "203.0.113.7")
    been(alice, "phone", "2001:db8:1:2::5", at=MONDAY + DAY)
    been(bob, "laptop", "198.51.100.1", at=MONDAY - DAY)
    been(bob, "laptop", "198.51.100.2")
    been(bob, "tablet", "2001:db8:1:2::6")
    been(carol, "desk", "192.0.2.1")
    device, address = shared_places(REALM, WEEK)
    assert (device.user, device.other, device.what, device.address) == (alice, bob, "device", "")
    assert (device.own.times, device.its.times) == (1, 2)
    assert (device.its.first_at, device.its.last_at) == (MONDAY - DAY, MONDAY)
    assert (address.what, address.address) == ("address", "2001:db8:1:2::/64")
    assert (address.own.last_at, address.its.last_at) == (MONDAY + DAY, MONDAY)
    assert shared_places(REALM, WEEK, [bob]) == [device, address]
    assert shared_places(REALM, WEEK, [carol]) == []


@pytest.mark.django_db
def test_a_crowd_another_realm_and_what_is_long_past_link_nobody() -> None:
    crowd = [user(f"u{n}") for n in range(4)]
    for one in crowd:
        been(one, f"own{one}", "203.0.113.7")
    assert shared_places(REALM, WEEK) == []
    assert shared_places(REALM, WEEK, crowd[:1]) == []
    assert len(shared_places(REALM, Since(at=WEEK.at, people=4))) == 6
    other = user("alice", "brand:2")
    been(other, f"own{crowd[0]}")
    been(crowd[1], f"own{crowd[2]}", at=MONDAY - 8 * DAY)
    assert [one.what for one in shared_places(REALM, Since(at=WEEK.at, people=3))] == []


@pytest.mark.django_db
def test_an_address_may_ask_for_several_sign_ins_of_each_and_a_device_never() -> None:
    alice, bob = user("alice"), user("bob")
    for n in range(2):
        been(alice, "laptop", "203.0.113.7")
        been(bob, f"d{n}", "203.0.113.7")
    been(bob, "laptop")
    twice = Since(at=WEEK.at, people=3, times=2)
    assert [one.what for one in shared_places(REALM, twice)] == ["device", "address"]
    thrice = Since(at=WEEK.at, people=3, times=3)
    assert [one.what for one in shared_places(REALM, thrice)] == ["device"]


@pytest.mark.django_db
def test_places_are_forgotten_after_their_time_and_with_their_user() -> None:
    alice, bob = user("alice"), user("bob")
    been(alice, "old", at=MONDAY)
    been(alice, "new", at=MONDAY + 2 * DAY)
    been(bob, "new", at=MONDAY + 2 * DAY)
    with fixed(MONDAY + timedelta(days=KEPT_DAYS + 1)):
        forget_old_places()
    assert SignInPlace.objects.filter(user_id=alice).count() == 1
    User.objects.get(pk=alice).delete()
    assert [row.user_id for row in SignInPlace.objects.all()] == [bob]


@pytest.mark.parametrize("address", ["203.0.113.7", ""])
def test_sign_ins_at_the_same_moment_are_all_counted(fresh_db: str, address: str) -> None:
    alice, start = user("alice"), threading.Barrier(4)

    def arrive(late: int) -> None:
        try:
            start.wait(10)
            been(alice, "laptop", address, at=MONDAY + late * DAY)
        finally:
            connection.close()

    threads = [threading.Thread(target=arrive, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    (row,) = SignInPlace.objects.all()
    assert (row.times, row.first_at, row.last_at) == (4, MONDAY, MONDAY + 3 * DAY)
