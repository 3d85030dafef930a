"""Signals between clients who share a device or an address: raised once, shown to whom they may."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from brokerdesk.core.actors import Actor
from brokerdesk.core.identity.places import note_place
from brokerdesk.core.ui import url
from brokerdesk.modules.clients.testing import make_client, make_staff, office
from brokerdesk.modules.clients.types import ClientRow

from ...errors import SignalRuleInvalid
from ...models import Signal, SignalRule, Stage
from ...services.signals.limits import DEFAULTS, Limits, limits_of, set_limits
from ...services.signals.linked import linked
from ...services.signals.looking import look
from ...types import SignalKind as Kind
from ..evidence.test_api import caller
from .conftest import Scene, post
from .test_signals import second_challenge

BASE = "/api/v1/prop"
ADDRESS = "203.0.113.7"
DAY = timedelta(days=1)


@pytest.fixture
def bobs(scene: Scene) -> Stage:
    return second_challenge(scene)


def been(scene: Scene, row: ClientRow, device: str, address: str = "", *, days: int = 0) -> None:
    """A client signed in so many days before the scene's last instant."""
    at = scene.at - days * DAY
    note_place(row.user_pk or 0, device=device, address=address, at=at)


def found(scene: Scene, limits: Limits | None = None) -> dict[str, Any]:
    """What each challenge shares with whom."""
    brand_pk, since = scene.stage.attempt.brand_id, scene.at - 7 * DAY
    limits = limits or DEFAULTS[Kind.LINKED]
    rows = linked(brand_pk, limits, since=since, at=scene.at)
    return {attempt: (other, evidence) for attempt, other, evidence in rows}


def test_a_shared_device_is_raised_once_for_each_of_the_two(scene: Scene, bobs: Stage) -> None:
    people, brand_pk = scene.people, scene.stage.attempt.brand_id
    been(scene, people.alice, "laptop", ADDRESS, days=2)
    been(scene, people.bob, "laptop", "198.51.100.1")
    assert look(brand_pk, at=scene.at) == 2
    assert look(brand_pk, at=scene.at) == 0
    signal = Signal.objects.get(attempt=scene.stage.attempt)
    assert (signal.kind, signal.key) == ("linked", people.bob.public_id)
    assert signal.evidence["attempts"] == ["att_bob"]
    assert (signal.evidence["devices"], signal.evidence["addresses"]) == (1, 0)
    assert signal.evidence["days"] == DEFAULTS[Kind.LINKED].days
    (row,) = signal.evidence["shared"]
    assert (row["times"], row["other_times"], row["address"]) == ("1", "1", "")
    assert row["last_at"] == (scene.at - 2 * DAY).isoformat()
    assert row["other_last_at"] == scene.at.isoformat()


def test_an_address_needs_sign_ins_of_each(scene: Scene, bobs: Stage) -> None:
    people = scene.people
    for n in range(2):
        been(scene, people.alice, "laptop", ADDRESS, days=n)
    been(scene, people.bob, "phone", ADDRESS)
    assert found(scene) == {}
    been(scene, people.bob, "tablet", ADDRESS)
    other, evidence = found(scene)["att_bob"]
    assert other == people.alice.public_id
    assert [(row["what"], row["address"]) for row in evidence["shared"]] == [("address", ADDRESS)]


def test_crowds_past_sign_ins_and_challenges_that_are_over_are_none(
    scene: Scene, bobs: Stage
) -> None:
    people = scene.people
    been(scene, people.alice, "laptop")
    been(scene, people.bob, "laptop", days=40)
    assert found(scene) == {}
    longer = Limits(least=1, sign_ins=1, people=2, days=60)
    assert set(found(scene, longer)) == {"att_bob", scene.stage.attempt.public_id}
    been(scene, make_client(people.northwind, "Carol"), "laptop")
    assert found(scene, longer) == {}
    third = Limits(least=1, sign_ins=1, people=3, days=60)
    assert set(found(scene, third)) == {"att_bob", scene.stage.attempt.public_id}
    Stage.objects.filter(pk=bobs.pk).update(ended_at=scene.at - 8 * DAY)
    assert found(scene, third) == {}


def test_clients_of_other_brands_are_no_pair(scene: Scene) -> None:
    been(scene, scene.people.alice, "laptop", ADDRESS)
    been(scene, scene.people.mallory, "laptop", ADDRESS)
    assert found(scene, Limits(least=1, sign_ins=1, people=9, days=30)) == {}


def test_a_brand_may_look_further_back_or_not_at_all(scene: Scene, bobs: Stage) -> None:
    brand_pk, carol = scene.stage.attempt.brand_id, Actor("staff", "stf_c", "Carol")
    more = Limits(least=1, sign_ins=1, people=20, days=180)
    set_limits(brand_pk, Kind.LINKED, more, actor=carol, at=scene.at)
    assert limits_of(brand_pk)[Kind.LINKED] == more
    wrong = (replace(more, days=181), replace(more, people=1), replace(more, sign_ins=0))
    for given in wrong:
        with pytest.raises(SignalRuleInvalid):
            set_limits(brand_pk, Kind.LINKED, given, actor=carol, at=scene.at)
    been(scene, scene.people.alice, "laptop")
    been(scene, scene.people.bob, "laptop")
    set_limits(brand_pk, Kind.LINKED, None, actor=carol, at=scene.at)
    assert look(brand_pk, at=scene.at) == 0


def test_limits_are_set_on_the_page(scene: Scene) -> None:
    where = {"brand_pk": str(scene.stage.attempt.brand_id), "kind": "linked"}
    body = {"enabled": "on", "sign_ins": "3", "people": "4", "days": "90"}
    assert post(scene, "prop.signal_limits_edit", body, **where).status_code == 303
    kept = SignalRule.objects.get().limits
    assert (kept["sign_ins"], kept["people"], kept["days"]) == (3, 4, 90)
    assert (
        post(scene, "prop.signal_limits_edit", body | {"days": "999"}, **where).status_code == 422
    )
    page = scene.visitors.right.get(url("backoffice", "prop.signal_limits")).content.decode()
    assert "At most so many people of a device or an address: 4" in page


@pytest.fixture
def signal(scene: Scene, bobs: Stage) -> Signal:
    for row in (scene.people.alice, scene.people.bob):
        for n in range(2):
            been(scene, row, f"own{row.pk}", ADDRESS, days=n)
    look(scene.stage.attempt.brand_id, at=scene.at)
    return Signal.objects.get(attempt=scene.stage.attempt, kind="linked")


def test_the_address_is_shown_to_those_who_decide(scene: Scene, signal: Signal) -> None:
    address = url("backoffice", "prop.signal", signal_id=signal.public_id)
    page = office(make_staff("Dana", "dealer")).get(address).content.decode()
    assert ADDRESS in page
    assert "Shared sign-ins" in page
    sees = office(make_staff("Sam", "support")).get(address)
    assert sees.status_code == 200
    assert ADDRESS not in sees.content.decode()


def test_a_key_reads_addresses_only_where_it_decides(scene: Scene, signal: Signal) -> None:
    for scopes, seen in ((["prop:read"], ""), (["prop:read", "prop:decide"], ADDRESS)):
        answer = caller(scene.stage.attempt.brand_id, *scopes).get(f"{BASE}/signals?kind=linked")
        for item in answer.json()["items"]:
            assert [row["address"] for row in item["evidence"]["shared"]] == [seen]
