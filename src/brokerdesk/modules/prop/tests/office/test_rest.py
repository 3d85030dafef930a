"""REST of challenges: read, decided, signals, releases; another brand sees none of them."""

import json
from typing import Any

import pytest
from django.test import Client as Browser

from ...documents import programme_of
from ...engine import State, evaluate, read_event
from ...engine import begin as begin_engine
from ...models import Attempt, Decision, Signal
from ..evidence.test_api import caller
from .conftest import Scene

BASE = "/api/v1/prop"


@pytest.fixture
def program(scene: Scene) -> Browser:
    return caller(scene.people.northwind.pk, "prop:read", "prop:write", "prop:decide")


@pytest.fixture
def other(scene: Scene) -> Browser:
    return caller(scene.people.bluepeak.pk, "prop:read", "prop:write", "prop:decide")


def post(program: Browser, path: str, body: Any) -> Any:
    return program.post(BASE + path, body, "application/json")


def test_a_challenge_is_read_with_its_verdict(
    scene: Scene, program: Browser, other: Browser
) -> None:
    scene.report(scene.lose())
    attempt_id = scene.stage.attempt.public_id
    (row,) = program.get(f"{BASE}/attempts?state=failed").json()["items"]
    assert (row["id"], row["stages"][0]["outcome"]) == (attempt_id, "failed")
    found = program.get(f"{BASE}/attempts/{attempt_id}").json()
    assert (found["standing"]["status"], found["standing"]["daily_floor"]) == ("failed", "95000.00")
    decided = program.get(f"{BASE}/attempts/{attempt_id}/decisions").json()
    assert decided[0]["type"] == "breach"
    assert decided[0]["decided_after_s"] == 0.003
    assert decided[0]["report_id"]
    assert other.get(f"{BASE}/attempts").json()["items"] == []
    assert other.get(f"{BASE}/attempts/{attempt_id}").status_code == 404
    assert other.get(f"{BASE}/stages/{scene.stage.public_id}/journal").status_code == 404


def test_the_journal_replays_to_the_same_verdict(scene: Scene, program: Browser) -> None:
    scene.lose()
    address = f"{BASE}/stages/{scene.stage.public_id}/journal"
    rows = program.get(address).json()["items"]
    programme = programme_of(scene.stage.document)
    state: State = begin_engine(programme, scene.stage.started_at or scene.at).state
    lines: list[Any] = []
    for row in sorted(rows, key=lambda one: one["seq"]):
        said = evaluate(state, programme, read_event(json.dumps(row["event"])))
        state, lines = said.state, [*lines, *(one.row() for one in said.lines)]
    breach = Decision.objects.get(type="breach")
    assert breach.line in lines


def test_reviews_and_ends_are_for_those_who_decide(
    scene: Scene, program: Browser, other: Browser
) -> None:
    path = f"/attempts/{scene.stage.attempt.public_id}"
    assert post(program, f"{path}/review", {"passed": True}).status_code == 409
    assert post(other, f"{path}/end", {"reason": "x"}).status_code == 404
    reader = caller(scene.people.northwind.pk, "prop:read")
    assert post(reader, f"{path}/end", {"reason": "x"}).status_code == 403
    assert post(program, f"{path}/end", {"reason": "He asked"}).json()["state"] == "closed"
    assert Attempt.objects.get().end_reason == "He asked"


def test_signals_are_decided_once(scene: Scene, program: Browser, other: Browser) -> None:
    signal = Signal.objects.create(
        attempt=scene.stage.attempt, kind="burst", key="w", evidence={}, found_at=scene.at
    )
    path = f"/signals/{signal.public_id}/decide"
    body = {"confirmed": True, "note": "Nine at once"}
    assert post(other, path, body).status_code == 404
    assert post(program, path, body).json()["state"] == "confirmed"
    again = post(program, path, body)
    assert (again.status_code, again.json()["code"]) == (409, "prop_signal_decided")
    (row,) = program.get(f"{BASE}/signals?state=confirmed&kind=burst").json()["items"]
    assert row["note"] == "Nine at once"
    assert other.get(f"{BASE}/signals").json()["items"] == []


def test_releases_are_kept_once(program: Browser, other: Browser) -> None:
    body = {"releases": [{"at": "2026-03-20T13:30:00Z", "title": "CPI", "currency": "USD"}]}
    assert post(program, "/releases", body).json() == {"added": 1}
    assert post(program, "/releases", body).json() == {"added": 0}
    (row,) = program.get(f"{BASE}/releases").json()["items"]
    assert (row["title"], row["impact"], row["source"]) == ("CPI", "high", "api")
    assert other.get(f"{BASE}/releases").json()["items"] == []
