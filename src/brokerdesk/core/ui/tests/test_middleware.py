"""The host decides the surface; a sign-in counts only where it belongs; answers carry headers."""

import pytest
from django.test import Client, override_settings

from brokerdesk.core.identity.models import User
from brokerdesk.core.registry import registry
from brokerdesk.core.ui.testing import visit

pytestmark = pytest.mark.django_db


def test_hosts_lead_to_their_surface() -> None:
    office = Client(headers={"host": "office.localhost:8000"}).get("/")
    assert office.status_code == 302
    portal = Client(headers={"host": "northwind.localhost"}).get("/")
    assert portal.status_code == 302
    landing = Client(headers={"host": "127.0.0.1:8000"}).get("/")
    assert landing.status_code == 200
    assert "Northwind Markets" in landing.content.decode()
    assert Client(headers={"host": "other.localhost"}).get("/").status_code == 421
    assert Client(headers={"host": "evil.example"}).get("/").status_code == 400


def test_health_answers_on_every_host() -> None:
    for host in ("office.localhost", "northwind.localhost", "127.0.0.1", "other.localhost"):
        assert Client(headers={"host": host}).get("/healthz").json() == {"status": "ok"}


def test_a_client_of_the_brand_comes_home_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(registry.panels, "portal_home", [])
    alice = User.objects.create_user(realm="brand:1", email="a@example.com", password="x")
    page = visit("northwind.localhost", alice).get("/")
    assert page.status_code == 200
    assert "Welcome, Alice Adler" in page.content.decode()
    assert "--brand:#0f6e6e" in page.content.decode()
    assert visit("office.localhost", alice).get("/").status_code == 302


def test_a_sign_in_of_another_brand_is_nobody_here() -> None:
    mallory = User.objects.create_user(realm="brand:2", email="m@example.com", password="x")
    assert visit("northwind.localhost", mallory).get("/").status_code == 302


def test_pages_carry_their_headers() -> None:
    answer = Client(headers={"host": "northwind.localhost"}).get("/accounts/login/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]
    assert "https:" in policy.split("form-action")[1].split(";")[0]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"]
    office = Client(headers={"host": "office.localhost"}).get("/")
    assert office["Content-Security-Policy"].split("form-action ")[1].startswith("'self';")


def test_no_address_holds_a_nul(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.panels, "portal_home", [])
    alice = visit(
        "northwind.localhost",
        User.objects.create_user(realm="brand:1", email="a@example.com", password="x"),
    )
    for path in ("/wallet/deposits/%00/", "/trading/accounts/a%00b/"):
        assert alice.get(path).status_code == 404


def test_what_is_not_there_is_a_page() -> None:
    answer = Client(headers={"host": "office.localhost"}).get("/nothing/here/")
    assert answer.status_code == 404
    assert "Not found" in answer.content.decode()


def test_a_form_from_elsewhere_is_refused() -> None:
    browser = Client(headers={"host": "office.localhost"}, enforce_csrf_checks=True)
    answer = browser.post("/api-keys/new/", {"title": "x"})
    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()


def test_an_error_is_a_page_too() -> None:
    from brokerdesk.core.ui.errors import server_error
    from brokerdesk.core.ui.testing import page_request

    with override_settings(ROOT_URLCONF="brokerdesk.surfaces.backoffice.urls"):
        answer = server_error(page_request())
    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()
