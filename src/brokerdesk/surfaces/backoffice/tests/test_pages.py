"""The shell's own pages."""

import re

import pytest
from django.test import Client

from brokerdesk.core.access.models import ApiKey, Grant
from brokerdesk.core.access.services import assign, ensure_role
from brokerdesk.core.rest import scopes
from brokerdesk.core.ui.testing import at_most

pytestmark = pytest.mark.django_db
FORM = {"title": "Robot", "rate_per_minute": "60", "allowed_ips": "10.0.0.0/8\n192.0.2.1"}


def test_the_dashboard_shows_only_what_one_may_see(finn: Client, nobody: Client) -> None:
    page = finn.get("/").content.decode()
    assert "Finn Falk" in page
    assert 'href="/api-keys/"' in page
    page = nobody.get("/").content.decode()
    assert 'href="/api-keys/"' not in page


def test_the_dashboard_asks_little(finn: Client) -> None:
    finn.get("/")
    with at_most(60):
        finn.get("/")


def test_operations_and_search_open(finn: Client) -> None:
    assert finn.get("/operations/").status_code == 200
    assert "Type at least two" in finn.get("/search/?q=a").content.decode()
    assert "Nothing found" in finn.get("/search/?q=zzqqzz").content.decode()
    fragment = finn.get("/search/?q=zzqqzz", headers={"HX-Target": "search-results"})
    assert "<html" not in fragment.content.decode()
    script = finn.get("/search/?q=<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in script


def test_a_key_is_made_shown_once_and_revoked(finn: Client) -> None:
    name = scopes()[0]
    answer = finn.post("/api-keys/new/", {**FORM, "scopes": [name]})
    token = re.search(r"bdk_[\w-]{43}", answer.content.decode())
    assert token
    key = ApiKey.objects.get()
    assert key.allowed_ips == ["10.0.0.0/8", "192.0.2.1"]
    listed = finn.get("/api-keys/").content.decode()
    assert "Robot" in listed
    assert "Robot" not in finn.get("/api-keys/?whose=partner").content.decode()
    assert token[0] not in listed
    api = Client(headers={"host": "office.localhost", "authorization": f"Bearer {token[0]}"})
    assert api.get("/api/v1/nothing", REMOTE_ADDR="10.1.1.1").status_code == 404
    assert finn.post(f"/api-keys/{key.public_id}/revoke/").status_code == 303
    key.refresh_from_db()
    assert key.revoked_at
    assert finn.post("/api-keys/key_none/revoke/").status_code == 404


def test_who_makes_keys_for_one_brand_makes_none_for_all_and_changes_no_role(
    nobody: Client,
) -> None:
    ensure_role("kitkeys", "Keys", {"access.api_keys": "brand", "access.roles": "brand"})
    assign("stf_nobody", "kitkeys", brand_id=1)
    assert nobody.get("/api-keys/new/").status_code == 200
    asked = {**FORM, "scopes": [scopes()[0]]}
    assert nobody.post("/api-keys/new/", asked).status_code == 422
    assert not ApiKey.objects.exists()
    assert nobody.post("/roles/kitkeys/", {"access.roles": "all"}).status_code in {403, 422}
    assert not Grant.objects.filter(scope="all", role__code="kitkeys").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": "x" * 121},
        {"scopes": ["made:up"]},
        {"scopes": []},
        {"rate_per_minute": "-1"},
        {"allowed_ips": "999.1.1.1"},
        {"expires_at": "2001-01-01T00:00"},
        {"brand": "77"},
    ],
)
def test_a_senseless_key_is_refused(finn: Client, changes: dict[str, object]) -> None:
    answer = finn.post("/api-keys/new/", {**FORM, "scopes": [scopes()[0]], **changes})
    assert answer.status_code == 422
    assert not ApiKey.objects.exists()


def test_keys_and_roles_are_closed_without_the_right(nobody: Client) -> None:
    for path in ("/api-keys/", "/api-keys/new/", "/roles/", "/roles/kitadmin/"):
        assert nobody.get(path).status_code == 403
    assert nobody.post("/api-keys/new/", {**FORM, "scopes": [scopes()[0]]}).status_code == 403
    assert not ApiKey.objects.exists()


def test_a_refusal_says_in_words_what_is_missing_and_keeps_the_menu(nobody: Client) -> None:
    page = nobody.get("/api-keys/").content.decode()
    assert "Your role lacks the right “Create and revoke API keys” here." in page
    assert "Ask an administrator." in page
    assert "access.api_keys" not in page
    assert "forbidden" not in page
    assert "sidebar-nav" in page
    lost = nobody.get("/nowhere/")
    assert lost.status_code == 404
    assert "sidebar-nav" in lost.content.decode()
    stranger = Client(headers={"host": "office.localhost"}).get("/nowhere/")
    assert stranger.status_code == 404
    assert "sidebar-nav" not in stranger.content.decode()


def test_anonymous_is_sent_to_sign_in() -> None:
    answer = Client(headers={"host": "office.localhost"}).get("/api-keys/")
    assert answer.status_code == 302
    assert "next=%2Fapi-keys%2F" in answer["Location"]


def test_a_role_is_shown_and_changed(finn: Client) -> None:
    assert "Kit administrator" in finn.get("/roles/").content.decode()
    assert "access.roles" in finn.get("/roles/kitadmin/").content.decode()
    answer = finn.post("/roles/kitadmin/", {"*": "all", "access.roles": "brand"})
    assert answer.status_code == 303
    assert Grant.objects.filter(role__code="kitadmin", permission="access.roles").exists()
    assert finn.post("/roles/none/", {}).status_code == 404


def test_counts_are_a_fragment_for_the_signed_in(finn: Client) -> None:
    answer = finn.get("/live/counters")
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert Client(headers={"host": "office.localhost"}).get("/live/counters").status_code == 401
    assert finn.get("/live/panel/forged").status_code == 404
