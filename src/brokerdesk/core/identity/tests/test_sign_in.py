"""Sign-in by realm: who enters where, and what a stranger learns."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client as Browser

from brokerdesk.core.identity import services
from brokerdesk.core.identity.errors import EmailTaken
from brokerdesk.core.identity.models import User
from brokerdesk.core.mail.models import Message
from brokerdesk.core.ui.testing import visit
from brokerdesk.modules.clients.services import set_status
from brokerdesk.modules.clients.testing import (
    AT,
    PASSWORD,
    SEED,
    World,
    actor_of,
    make_staff,
    office,
    portal,
)
from brokerdesk.modules.staff import services as staff_services
from brokerdesk.modules.staff.types import StaffRow

LOGIN = "/accounts/login/"


@pytest.fixture
def finn(world: World) -> StaffRow:
    """A member of staff with an authenticator."""
    return make_staff("Finn", "administrator")


def sign_in(browser: Browser, email: str, password: str = PASSWORD) -> Any:
    """Post the sign-in form."""
    return browser.post(LOGIN, {"login": email, "password": password})


def code(seed: str = SEED) -> str:
    """The authenticator's code of now."""
    return str(format_hotp_value(hotp_value(seed, int(time.time()) // 30)))


def test_a_client_enters_only_through_his_brand(world: World) -> None:
    assert sign_in(visit("northwind.localhost"), "Alice@example.com").status_code == 302
    for host in ("bluepeak.localhost", "office.localhost"):
        answer = sign_in(visit(host), "alice@example.com")
        assert answer.status_code == 200
        assert "not correct" in answer.content.decode()


def test_unknown_and_known_addresses_get_the_same_answer(world: World) -> None:
    changing = re.compile(r'"X-CSRFToken": "[^"]*"|(value|nonce)="[^"]*"')
    texts = []
    for email in ("alice@example.com", "stranger@example.com"):
        answer = sign_in(visit("northwind.localhost"), email, "wrong words here")
        assert answer.status_code == 200
        texts.append(changing.sub("", answer.content.decode()))
    assert texts[0] == texts[1]


def test_too_many_attempts_are_stopped_whatever_the_address(world: World) -> None:
    for email in ("alice@example.com", "stranger@example.com"):
        browser = visit("northwind.localhost")
        texts = [sign_in(browser, email, "wrong words here").content.decode() for _n in range(12)]
        assert "Too many" in texts[-1]
    assert "Too many" in sign_in(visit("northwind.localhost"), "alice@example.com").content.decode()


def test_staff_need_the_second_factor(finn: StaffRow) -> None:
    browser = visit("office.localhost")
    answer = sign_in(browser, finn.email)
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert browser.get("/")["Location"].startswith(LOGIN)
    wrong: Any = browser.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    done: Any = browser.post("/accounts/2fa/authenticate/", {"code": code()})
    assert done.status_code == 302
    assert browser.get("/").status_code == 200


def test_staff_without_a_second_factor_can_only_set_one_up(finn: StaffRow) -> None:
    services.reset_mfa(finn.user_pk)
    browser = visit("office.localhost")
    sign_in(browser, finn.email)
    assert browser.get("/")["Location"] == "/accounts/2fa/totp/activate/"
    page = browser.get("/accounts/2fa/totp/activate/").content.decode()
    seed = re.search(r'value="([A-Z2-7]{32})"', page)
    assert seed
    done: Any = browser.post("/accounts/2fa/totp/activate/", {"code": code(seed[1])})
    assert done.status_code == 302
    assert browser.get("/").status_code == 200
    stored = Authenticator.objects.get(user_id=finn.user_pk, type="totp").data["secret"]
    assert seed[1] not in stored
    assert services.readable_totp(finn.user_pk) == seed[1]


def test_the_last_second_factor_of_staff_stays(finn: StaffRow) -> None:
    browser = visit("office.localhost")
    sign_in(browser, finn.email)
    browser.post("/accounts/2fa/authenticate/", {"code": code()})
    browser.post("/accounts/2fa/totp/deactivate/")
    assert services.has_mfa(finn.user_pk)


def test_a_suspended_member_of_staff_is_out_at_once(finn: StaffRow) -> None:
    carol = make_staff("Carol", "compliance")
    browser = office(carol)
    assert browser.get("/").status_code == 200
    staff_services.suspend_staff(carol.public_id, reason="left", actor=actor_of(finn), at=AT)
    assert browser.get("/")["Location"].startswith(LOGIN)
    staff_services.reactivate_staff(carol.public_id, reason="back", actor=actor_of(finn), at=AT)
    assert browser.get("/")["Location"].startswith(LOGIN)


def test_a_suspended_client_is_out_at_once(world: World, finn: StaffRow) -> None:
    browser = portal(world.alice)
    assert browser.get("/").status_code == 200
    set_status(world.alice.public_id, "suspended", reason="check", actor=actor_of(finn), at=AT)
    assert browser.get("/")["Location"].startswith(LOGIN)
    assert sign_in(visit("northwind.localhost"), "alice@example.com").status_code != 200


def test_a_session_does_not_work_on_another_host(world: World) -> None:
    alice = portal(world.alice)
    stolen = visit("office.localhost")
    stolen.cookies = alice.cookies
    assert stolen.get("/")["Location"].startswith(LOGIN)
    other = visit("bluepeak.localhost")
    other.cookies = alice.cookies
    assert other.get("/accounts/2fa/").status_code == 302


def test_a_reset_link_reaches_the_owner_on_his_host_once(world: World) -> None:
    browser = visit("northwind.localhost")
    for email in ("alice@example.com", "stranger@example.com"):
        answer: Any = browser.post("/accounts/password/reset/", {"email": email})
        assert answer["Location"] == "/accounts/password/reset/done/"
    assert Message.objects.get(to="stranger@example.com").template == "identity/unknown_account"
    text = Message.objects.get(to="alice@example.com").text
    found = re.search(r"http://northwind\.localhost[^/]*(/\S+)", text)
    assert found
    other = visit("bluepeak.localhost").get(found[1], follow=True)
    assert 'name="password1"' not in other.content.decode()
    page = browser.get(found[1], follow=True)
    assert 'name="password1"' in page.content.decode()
    words = {"password1": "another 88 sentence", "password2": "another 88 sentence"}
    browser.post(page.request["PATH_INFO"], words)
    assert User.objects.get(client__pk=world.alice.pk).check_password("another 88 sentence")
    again = visit("northwind.localhost").get(found[1], follow=True)
    assert 'name="password1"' not in again.content.decode()


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/email/"])
def test_what_is_not_offered_is_not_there(world: World, path: str) -> None:
    assert visit("northwind.localhost").get(path).status_code == 404
    assert visit("office.localhost").get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/password/change/"]
)
def test_a_client_may_manage_his_factors(world: World, path: str) -> None:
    browser = visit("northwind.localhost")
    sign_in(browser, "alice@example.com")
    assert browser.get(path).status_code == 200


def test_a_passkey_is_asked_for_by_the_host_it_belongs_to(world: World) -> None:
    browser = visit("northwind.localhost")
    sign_in(browser, "alice@example.com")
    page = browser.get("/accounts/2fa/webauthn/add/")
    assert page.status_code == 200
    assert '"id": "northwind.localhost"' in page.content.decode()


def test_an_address_is_taken_once_per_realm(world: World) -> None:
    with pytest.raises(EmailTaken):
        services.create_user(
            realm=f"brand:{world.northwind.pk}", email="ALICE@example.com", password=None
        )
    services.create_user(realm="brand:0", email="alice@example.com", password=None)
    with pytest.raises(EmailTaken):
        services.change_email(world.alice.user_pk or 0, "bob@example.com")


def test_pages_of_the_sign_in_speak_the_houses_words(world: World, finn: StaffRow) -> None:
    browser = office(finn)
    page = browser.get("/accounts/2fa/").content.decode()
    assert "Two-step sign-in" in page
    assert "Passkeys" in page
    page = browser.get("/accounts/password/change/").content.decode()
    assert "Present password" in page
    assert "Current Password" not in page
    stranger = visit("northwind.localhost")
    assert "Reset my password" in stranger.get("/accounts/password/reset/").content.decode()
    refused = sign_in(stranger, "alice@example.com", "wrong-Password-1").content.decode()
    assert "The e-mail address or the password is not correct." in refused
    assert "sername and" not in refused
