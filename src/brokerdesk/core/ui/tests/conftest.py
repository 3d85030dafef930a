"""A brand and its people for tests of the kit: core knows them only by its own protocols."""

from dataclasses import dataclass
from typing import Any

import pytest

from brokerdesk.core.access import declare, hooks
from brokerdesk.core.access.services import assign, ensure_role
from brokerdesk.core.actors import Actor

declare("kittest.view", "View kit tests")
FINN = Actor(kind="staff", id="stf_finn", label="Finn Falk")


@dataclass(frozen=True)
class House:
    """A brand as core sees it."""

    pk: int = 1
    public_id: str = "brd_1"
    name: str = "Northwind Markets"
    host: str = "northwind.localhost"
    colour: str = "#0f6e6e"
    support_email: str = "help@northwind.example"


@dataclass(frozen=True)
class Person:
    """A client as core sees him."""

    email: str
    pk: int = 1
    public_id: str = "cli_alice"
    brand_pk: int = 1
    name: str = "Alice Adler"
    status: str = "active"


class Rooms:
    """Answers as the rooms would."""

    def resolve_staff(self, user: Any) -> Actor | None:
        return FINN if user.realm == "staff" and user.is_active else None

    def resolve_client(self, user: Any, brand: Any) -> Person | None:
        return Person(email=user.email) if user.realm == f"brand:{brand.pk}" else None

    def resolve_brand(self, host: str) -> House | None:
        return House() if host == House.host else None

    def all_brands(self) -> list[House]:
        return [House()]


@pytest.fixture(autouse=True)
def rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the resolver be ours for the test."""
    monkeypatch.setattr(hooks, "_resolver", Rooms())
    return


@pytest.fixture
def finn(db: None) -> Actor:
    """A member of staff who may view."""
    ensure_role("viewer", "Viewer", {"kittest.view": "all"})
    assign(FINN.id, "viewer")
    return FINN
