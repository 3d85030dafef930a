"""Bulk jobs by the API: previewed, started once, done by the key's own right, row by row."""

from decimal import Decimal
from typing import Any

import pytest

from ..models import Account, BulkJob, BulkRow, Operation
from ..services.bulk import AT_ONCE, run_bulk
from ..testing import World, make_account, make_brand, make_client, make_product
from .robots import Robot, robot
from .test_bulk_faults import hold

LEVERAGE = {"action": "leverage", "params": {"leverage": 30}}
MANAGE = "accounts:manage"


def prepare(caller: Robot, wish: dict[str, Any], *accounts: Any) -> Any:
    """Ask for the preview of a job on accounts; a pair is an account with an amount."""
    rows = [
        {"account": a[0], "amount": a[1]} if isinstance(a, tuple) else {"account": a}
        for a in accounts
    ]
    return caller.post("/bulk-jobs", {"reason": "campaign", **wish, "rows": rows})


def shown(answer: Any) -> list[tuple[str, str, str]]:
    return [(r["state"], r["before"], r["after"]) for r in answer.json()["rows"]]


def test_a_preview_shows_from_what_to_what_and_does_nothing(world: World) -> None:
    low = make_account(world.client, world.product, 1002)
    Account.objects.filter(pk=low.pk).update(leverage=30)
    answer = prepare(robot(MANAGE), LEVERAGE, 1001, low.public_id, "9999")
    assert answer.status_code == 201
    assert shown(answer) == [("pending", "100", "30"), ("unchanged", "30", ""), ("invalid", "", "")]
    body = answer.json()
    assert (body["state"], body["total"], body["params"]) == ("preview", 1, {"leverage": "30"})
    assert body["counts"] == {"pending": 1, "unchanged": 1, "invalid": 1}
    assert body["rows"][2]["message"] == "there is no such account"
    assert body["rows"][0]["account_id"] == world.account.public_id
    assert not Operation.objects.exists()


def test_each_action_is_previewed(world: World) -> None:
    caller = robot("accounts:*", "credit:*", "positions:*")
    other = make_product(world.brand, world.server, currency="EUR")
    other.currency = "USD"
    other.save()
    wish: dict[str, Any] = {"action": "group", "params": {"product_id": other.public_id}}
    answer = prepare(caller, wish, 1001)
    assert shown(answer) == [("pending", world.product.public_id, other.public_id)]
    wish = {"action": "access", "params": {"state": "disabled"}}
    assert shown(prepare(caller, wish, 1001)) == [("pending", "active", "disabled")]
    Account.objects.update(credit=Decimal("2.50"))
    ((state, before, after),) = shown(prepare(caller, {"action": "credit"}, (1001, "5.00")))
    assert (state, Decimal(before), Decimal(after)) == ("pending", Decimal("2.5"), Decimal("7.5"))
    hold(world, 71, 72)
    assert shown(prepare(caller, {"action": "close_all"}, 1001)) == [("pending", "2", "0")]


def test_a_job_is_started_once_and_its_rows_tell(world: World) -> None:
    caller = robot(MANAGE, brand_pk=world.brand.pk)
    make_account(world.client, world.product, 1002)
    job_id = prepare(caller, LEVERAGE, 1001, 1002, 9999).json()["id"]
    started = caller.post(f"/bulk-jobs/{job_id}/start")
    assert (started.status_code, started.json()["state"]) == (200, "running")
    again = caller.post(f"/bulk-jobs/{job_id}/start")
    assert (again.status_code, again.json()["code"]) == (409, "state_conflict")
    assert not run_bulk(job_id)
    first = caller.get(f"/bulk-jobs/{job_id}?limit=2").json()
    assert (first["state"], first["counts"]) == ("done", {"asked": 2, "invalid": 1})
    assert [r["operation"]["state"] for r in first["rows"]] == ["queued", "queued"]
    rest = caller.get(f"/bulk-jobs/{job_id}?limit=2&cursor={first['next_cursor']}").json()
    assert ([r["given"] for r in rest["rows"]], rest["next_cursor"]) == (["9999"], None)
    asked = Operation.objects.values_list("requested_by", flat=True)
    assert list(asked) == [caller.actor.ref] * 2


def test_a_key_that_is_withdrawn_asks_no_more(world: World) -> None:
    caller = robot(MANAGE)
    logins = range(2000, 2000 + AT_ONCE + 2)
    for login in logins:
        make_account(world.client, world.product, login)
    job_id = prepare(caller, LEVERAGE, *logins).json()["id"]
    caller.post(f"/bulk-jobs/{job_id}/start")
    assert run_bulk(job_id)
    caller.withdraw()
    assert not run_bulk(job_id)
    assert Operation.objects.count() == AT_ONCE
    left = BulkRow.objects.filter(state="refused").values_list("message", flat=True)
    assert list(left) == ["the API key that began the job is not valid any more"] * 2


def test_a_stopped_job_asks_no_more(world: World) -> None:
    caller = robot(MANAGE)
    job_id = prepare(caller, LEVERAGE, 1001).json()["id"]
    assert caller.post(f"/bulk-jobs/{job_id}/stop").json()["code"] == "state_conflict"
    caller.post(f"/bulk-jobs/{job_id}/start")
    assert caller.post(f"/bulk-jobs/{job_id}/stop").json()["state"] == "stopped"
    assert not run_bulk(job_id)
    assert not Operation.objects.exists()


def test_another_brands_account_looks_as_if_it_were_not_there(world: World) -> None:
    south = make_brand("south")
    product = make_product(south, world.server, currency="EUR")
    theirs = make_account(make_client(south, "Mallory"), product, 1009)
    answer = prepare(
        robot(MANAGE, brand_pk=world.brand.pk), LEVERAGE, 1001, 1009, theirs.public_id, "none"
    )
    assert [s for s, *_ in shown(answer)] == ["pending", "invalid", "invalid", "invalid"]
    assert len({r["message"] for r in answer.json()["rows"][1:]}) == 1
    assert {r["account_id"] for r in answer.json()["rows"][1:]} == {None}


def test_a_job_is_seen_by_its_key_alone(world: World) -> None:
    job_id = prepare(robot(MANAGE), LEVERAGE, 1001).json()["id"]
    other = robot(MANAGE)
    for answer in (
        other.get(f"/bulk-jobs/{job_id}"),
        other.post(f"/bulk-jobs/{job_id}/start"),
        other.post(f"/bulk-jobs/{job_id}/stop"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "bulk_job_not_found")


@pytest.mark.parametrize(
    ("wish", "scope"),
    [
        (LEVERAGE, MANAGE),
        ({"action": "group", "params": {"product_id": "x"}}, MANAGE),
        ({"action": "access", "params": {"state": "disabled"}}, MANAGE),
        ({"action": "credit"}, "credit:write"),
        ({"action": "close_all"}, "positions:close"),
    ],
)
def test_a_job_needs_the_scope_of_the_single_one(
    world: World, wish: dict[str, Any], scope: str
) -> None:
    others = {MANAGE, "credit:write", "positions:close", "accounts:write"} - {scope}
    refused = prepare(robot(*others), wish, 1001)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert not BulkJob.objects.exists()
    assert prepare(robot(scope), wish, 1001).status_code == 201


@pytest.mark.parametrize(
    "wish",
    [
        {"action": "leverage"},
        {"action": "leverage", "params": {"leverage": 0}},
        {"action": "leverage", "params": {"leverage": 30, "state": "disabled"}},
        {"action": "credit", "params": {"leverage": 30}},
        {"action": "access", "params": {"state": "archived"}},
        {**LEVERAGE, "reason": ""},
        {**LEVERAGE, "action": "correction"},
    ],
)
def test_a_wrong_job_is_refused(world: World, wish: dict[str, Any]) -> None:
    answer = prepare(robot("accounts:*", "credit:*"), wish, 1001)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert not BulkJob.objects.exists()


@pytest.mark.parametrize("count", [0, 501])
def test_too_few_or_too_many_rows(world: World, count: int) -> None:
    assert prepare(robot(MANAGE), LEVERAGE, *[1] * count).status_code == 422
