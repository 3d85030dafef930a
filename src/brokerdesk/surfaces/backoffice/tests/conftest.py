"""Finn, who administers, and a stranger, on the office's host."""

from typing import Any

import pytest
from django.test import Client

from brokerdesk.core.access import hooks
from brokerdesk.core.access.services import assign, ensure_role
from brokerdesk.core.actors import Actor
from brokerdesk.core.identity.models import User
from brokerdesk.core.identity.services import set_totp
from brokerdesk.core.ui.testing import visit

STAFF = {
    "finn@example.com": Actor(kind="staff", id="stf_finn", label="Finn Falk"),
    "nobody@example.com": Actor(kind="staff", id="stf_nobody", label="No Right"),
}


class Rooms:
    """Answers as the rooms would."""

    def resolve_staff(self, user: Any) -> Actor | None:
        return STAFF.get(user.email)

    def resolve_client(self, user: Any, brand: Any) -> None:
        return None

    def resolve_brand(self, host: str) -> None:
        return None

    def all_brands(self) -> list[Any]:
        return []


def _browser(email: str) -> Client:
    user = User.objects.create_user(realm="staff", email=email, password="x")
    set_totp(user.pk, "JBSWY3DPEHPK3PXP")
    return visit("office.localhost", user)


@pytest.fixture(autouse=True)
def rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the resolver be ours for the test."""
    monkeypatch.setattr(hooks, "_resolver", Rooms())


@pytest.fixture
def finn(db: None) -> Client:
    """An administrator's browser."""
    ensure_role("kitadmin", "Kit administrator", {"*": "all"})
    assign("stf_finn", "kitadmin")
    return _browser("finn@example.com")


@pytest.fixture
def nobody(db: None) -> Client:
    """The browser of staff without a role."""
    return _browser("nobody@example.com")
