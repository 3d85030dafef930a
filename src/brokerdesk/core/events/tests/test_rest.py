"""Events since a sequence, by REST."""

from typing import Any

import pytest
from django.test import Client

from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events import emit
from brokerdesk.core.events.models import RelayCursor
from brokerdesk.core.events.numbering import number
from brokerdesk.core.events.queries import last_sequence
from brokerdesk.kit.clock import now

from .facts import Counted

pytestmark = pytest.mark.django_db


def caller(*scopes: str, brand_id: int | None = None) -> Client:
    """A robot with a key."""
    request = KeyRequest(title="robot", scopes=scopes, brand_id=brand_id)
    _row, token = create_api_key(request, actor=SYSTEM, at=now())
    return Client(headers={"host": "office.localhost", "authorization": f"Bearer {token}"})


def ask(client: Client, **query: Any) -> dict[str, Any]:
    """Ask for events and expect an answer."""
    answer = client.get("/api/v1/events", query)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def start() -> int:
    """Emit three events, of two brands and of none; give the sequence before them."""
    number(patience_s=-1)
    before = last_sequence()
    for n, brand_id in enumerate((901, 902, None)):
        emit(Counted(n=n), aggregate=f"cli_{n}", brand_id=brand_id)
    number(patience_s=-1)
    return before


def test_events_come_in_order_and_page_by_sequence(start: int) -> None:
    client = caller("events:read")
    first = ask(client, since=start, limit=2)
    assert [e["data"]["n"] for e in first["items"]] == [0, 1]
    assert first["next_since"] == start + 2
    rest = ask(client, since=first["next_since"], limit=2)
    assert [e["subject"] for e in rest["items"]] == ["cli_2"]
    assert rest["next_since"] == rest["latest"] == start + 3
    assert ask(client, since=rest["next_since"])["items"] == []


def test_types_narrow(start: int) -> None:
    client = caller("events:read")
    assert len(ask(client, since=start, type=["test.counted", "x.y"])["items"]) == 3
    assert ask(client, since=start, type="x.y") == {
        "items": [],
        "next_since": start + 3,
        "latest": start + 3,
    }


def test_a_brands_key_sees_only_its_brand(start: int) -> None:
    found = ask(caller("events:read", brand_id=902), since=start)
    assert [e["subject"] for e in found["items"]] == ["cli_1"]
    assert found["next_since"] == start + 3


@pytest.mark.parametrize(
    "query", ["since=-1", "since=x", "limit=0", "limit=1001", "since=99999999999999999999"]
)
def test_bad_queries_are_refused(start: int, query: str) -> None:
    answer = caller("events:read").get(f"/api/v1/events?{query}")
    assert answer.status_code == 422


def test_the_scope_is_needed(start: int) -> None:
    assert caller("clients:read").get("/api/v1/events").status_code == 403
    assert Client(headers={"host": "office.localhost"}).get("/api/v1/events").status_code == 401


def test_what_is_not_kept_is_told(start: int) -> None:
    client = caller("events:read")
    RelayCursor.objects.update(forgotten=start + 1)
    answer = client.get("/api/v1/events", {"since": start})
    assert (answer.status_code, answer["Content-Type"]) == (410, "application/problem+json")
    told = answer.json()
    assert (told["code"], told["details"]) == ("events_gone", {"oldest": str(start + 2)})
    assert [e["sequence"] for e in ask(client, since=start + 1)["items"]] == [start + 2, start + 3]
    assert ask(client)["items"][0]["sequence"] == start + 2, "without since: what is kept"
