"""Permissions and scopes: what is allowed, what is denied, which rows are seen."""

from typing import Any

import pytest

from brokerdesk.core.access import allowed, declare, memo, require, scoped
from brokerdesk.core.access.models import ApiKey
from brokerdesk.core.access.services import assign, ensure_role
from brokerdesk.core.access.types import Scope
from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.kit.errors import Forbidden

pytestmark = pytest.mark.django_db
FINN = Actor(kind="staff", id="stf_finn", label="Finn")
CAROL = Actor(kind="staff", id="stf_carol", label="Carol")
ALICE = Actor(kind="client", id="cli_alice", label="Alice", brand_id=1)

declare("guardtest.thing.view", "View things")
declare("guardtest.thing.change", "Change things")
declare("guardtest.own.do", "Do one's own", client=True)


def give(
    actor: Actor, scope: Scope, permission: str = "guardtest.thing.view", **where: Any
) -> None:
    code = f"r_{permission}_{scope}".replace(".", "_").replace("*", "all")
    ensure_role(code, code, {permission: scope})
    assign(actor.id, code, **where)


def row(name: str, *, brand: int | None = 1, owner: str = "", office: int = 300) -> ApiKey:
    return ApiKey.objects.create(
        public_id=name,
        title=name,
        prefix="x",
        sha256=name,
        brand_id=brand,
        scopes=[],
        created_by=owner,
        rate_per_minute=office,
    )


def seen(actor: Actor, permission: str = "guardtest.thing.view") -> set[str]:
    rows = scoped(
        actor,
        permission,
        ApiKey.objects.all(),
        office="rate_per_minute",
        owner="created_by",
    )
    return set(rows.values_list("public_id", flat=True))


def test_without_a_role_nothing_is_allowed() -> None:
    row("a")
    assert not allowed(FINN, "guardtest.thing.view")
    assert seen(FINN) == set()
    with pytest.raises(Forbidden):
        require(FINN, "guardtest.thing.view")


def test_all_sees_every_brand_and_a_brand_assignment_narrows_it() -> None:
    row("a", brand=1)
    row("b", brand=2)
    give(FINN, "all")
    give(CAROL, "all", brand_id=2)
    assert seen(FINN) == {"a", "b"}
    assert seen(CAROL) == {"b"}
    assert allowed(CAROL, "guardtest.thing.view", brand_id=2)
    assert not allowed(CAROL, "guardtest.thing.view", brand_id=1)


def test_own_and_team_follow_the_owner() -> None:
    row("mine", owner=FINN.id)
    row("hers", owner=CAROL.id)
    row("nobody's")
    give(FINN, "own", team="desk")
    assert seen(FINN) == {"mine"}
    give(FINN, "team", team="desk")
    give(CAROL, "own", "guardtest.thing.change", team="desk")
    assert seen(FINN) == {"mine", "hers"}
    assert allowed(FINN, "guardtest.thing.view", owner=CAROL.id)
    assert not allowed(FINN, "guardtest.thing.view", brand_id=1, owner="")


def test_office_sees_its_office() -> None:
    row("here", office=7)
    row("there", office=8)
    give(FINN, "office", office_id=7)
    assert seen(FINN) == {"here"}
    assert allowed(FINN, "guardtest.thing.view", brand_id=1, office_id=7)
    assert not allowed(FINN, "guardtest.thing.view", brand_id=1, office_id=8)


def test_deny_wins_where_it_reaches() -> None:
    row("a", brand=1)
    row("b", brand=2)
    give(FINN, "all")
    ensure_role("nob", "No B", {"guardtest.*": ("brand", "deny")})
    assign(FINN.id, "nob", brand_id=2)
    assert seen(FINN) == {"a"}
    assert not allowed(FINN, "guardtest.thing.view", brand_id=2)
    assert allowed(FINN, "guardtest.thing.view", brand_id=1)
    assert allowed(FINN, "guardtest.thing.view")


def test_a_wide_deny_closes_everything() -> None:
    row("a")
    give(FINN, "all")
    ensure_role("none", "None", {"guardtest.thing.view": ("all", "deny")})
    assign(FINN.id, "none")
    assert seen(FINN) == set()
    assert not allowed(FINN, "guardtest.thing.view")


def test_a_grant_that_the_table_cannot_express_shows_nothing() -> None:
    row("a", owner=FINN.id)
    give(FINN, "own")
    rows = scoped(FINN, "guardtest.thing.view", ApiKey.objects.all())
    assert not rows.exists()


def test_a_wildcard_covers_its_room_only() -> None:
    give(FINN, "all", "guardtest.*")
    assert allowed(FINN, "guardtest.thing.change")
    assert not allowed(FINN, "access.roles")


def test_clients_do_only_what_clients_may_with_their_own() -> None:
    assert allowed(ALICE, "guardtest.own.do", owner=ALICE.id)
    assert not allowed(ALICE, "guardtest.own.do", owner="cli_bob")
    assert not allowed(ALICE, "guardtest.own.do")
    assert not allowed(ALICE, "guardtest.thing.view", owner=ALICE.id)
    row("a")
    assert seen(ALICE) == set()


def test_an_api_key_stays_in_its_brand() -> None:
    row("a", brand=1)
    row("b", brand=2)
    key = Actor(kind="api_key", id="key_1", label="k", brand_id=1)
    assert seen(key) == {"a"}
    assert not allowed(key, "guardtest.thing.view", brand_id=2)
    assert seen(SYSTEM) == {"a", "b"}


def test_grants_are_read_once_a_request(django_assert_max_num_queries: Any) -> None:
    give(FINN, "all")
    with memo(), django_assert_max_num_queries(2):
        for _n in range(5):
            require(FINN, "guardtest.thing.view")
