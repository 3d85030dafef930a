"""What waits for a second person, and logins without an owner, by the API."""

from decimal import Decimal

import pytest

from brokerdesk.core.actors import Actor
from brokerdesk.kit.clock import now

from ..models import Account, AccountRequest, ForeignLogin, Operation
from ..services.requests import propose_correction, request_leverage
from ..testing import START, World, make_brand, make_client
from ..types import RequestRow
from .robots import robot
from .test_jobs import CLIENT, DEALER

MANAGE = ("accounts:manage", "accounts:read")


@pytest.fixture
def asked(world: World) -> RequestRow:
    """A client's wish for another leverage."""
    return request_leverage(world.account.public_id, 30, actor=CLIENT, reason="safer", at=now())


def test_a_clients_leverage_is_listed_and_approved_once(world: World, asked: RequestRow) -> None:
    caller = robot(*MANAGE, brand_pk=world.brand.pk)
    (row,) = caller.get("/account-requests?state=pending&kind=leverage").json()["items"]
    assert (row["id"], row["leverage"], row["reason"]) == (asked.public_id, 30, "safer")
    assert caller.get("/account-requests?state=approved").json()["items"] == []
    path = f"/account-requests/{asked.public_id}"
    tag = caller.get(path)["ETag"]
    done = caller.post(f"{path}/approve", headers={"If-Match": tag})
    assert (done.status_code, done.json()["state"]) == (200, "approved")
    operation = Operation.objects.get()
    assert (done.json()["operation_id"], operation.change["leverage"]) == (operation.public_id, 30)
    again = caller.post(f"{path}/approve", headers={"If-Match": done["ETag"]})
    assert (again.status_code, again.json()["code"]) == (409, "request_decided")


def test_a_rejection_keeps_the_answer(world: World, asked: RequestRow) -> None:
    caller = robot(*MANAGE)
    path = f"/account-requests/{asked.public_id}/reject"
    assert caller.post(path, {"answer": "Not yet"}).status_code == 428
    assert caller.post(path, {"answer": "Not yet"}, headers={"If-Match": '"9"'}).status_code == 412
    assert caller.post(path, {"answer": ""}, headers={"If-Match": '"1"'}).status_code == 422
    assert caller.post(path, {"answer": "Not yet"}, headers={"If-Match": '"1"'}).status_code == 200
    kept = AccountRequest.objects.get()
    assert (kept.state, kept.answer, kept.decided_by) == ("rejected", "Not yet", caller.actor.ref)


def test_a_correction_takes_a_person(world: World) -> None:
    row = propose_correction(
        world.account.public_id, Decimal(5), actor=DEALER, reason="swap", at=now()
    )
    for decision, body in (("approve", {}), ("reject", {"answer": "no"})):
        path = f"/account-requests/{row.public_id}/{decision}"
        answer = robot(*MANAGE).post(path, body, headers={"If-Match": '"1"'})
        assert (answer.status_code, answer.json()["code"]) == (403, "four_eyes_required")
    assert not Operation.objects.exists()


def test_who_asked_cannot_approve_by_his_key(world: World) -> None:
    row = request_leverage(world.account.public_id, 30, actor=DEALER, reason="x", at=now())
    maker = Actor(kind="staff", id=DEALER.id, label="Dora")
    path = f"/account-requests/{row.public_id}/approve"
    answer = robot(*MANAGE, maker=maker).post(path, headers={"If-Match": '"1"'})
    assert answer.json()["code"] == "four_eyes_required"


def test_another_brands_request_is_not_there(world: World, asked: RequestRow) -> None:
    other = robot(*MANAGE, brand_pk=make_brand("south").pk)
    assert other.get("/account-requests").json()["items"] == []
    path = f"/account-requests/{asked.public_id}"
    for answer in (other.get(path), other.post(f"{path}/approve", headers={"If-Match": '"1"'})):
        assert (answer.status_code, answer.json()["code"]) == (404, "request_not_found")


@pytest.fixture
def stranger(world: World) -> ForeignLogin:
    found: ForeignLogin = ForeignLogin.objects.create(
        server=world.server, login=7001, name="Zoe", group=world.product.group, balance=5,
        first_seen_at=START,
    )  # fmt: skip
    return found


def owner(world: World, **changes: object) -> dict[str, object]:
    return {
        "server": world.server.code,
        "login": 7001,
        "client_id": world.client.public_id,
        "product_id": world.product.public_id,
        **changes,
    }


def test_a_login_gets_an_owner_once(world: World, stranger: ForeignLogin) -> None:
    caller = robot("accounts:bind", brand_pk=world.brand.pk)
    (row,) = caller.get("/foreign-logins").json()["items"]
    assert (row["server"], row["login"], row["group"]) == ("mt5a", 7001, world.product.group)
    bound = caller.post("/foreign-logins/bind", owner(world))
    assert (bound.status_code, bound.json()["login"]) == (201, 7001)
    assert Account.objects.get(login=7001).client_id == world.client.pk
    assert caller.get("/foreign-logins").json()["items"] == []
    again = caller.post("/foreign-logins/bind", owner(world))
    assert (again.status_code, again.json()["code"]) == (404, "login_not_found")


def test_a_brands_key_binds_for_its_brand_alone(world: World, stranger: ForeignLogin) -> None:
    south = make_brand("south")
    theirs = make_client(south, "Mallory")
    other = robot("accounts:bind", brand_pk=south.pk)
    assert other.get("/foreign-logins").json()["items"] == []
    answer = other.post("/foreign-logins/bind", owner(world, client_id=theirs.public_id))
    assert answer.json()["code"] == "login_not_found"
    caller = robot("accounts:bind", brand_pk=world.brand.pk)
    answer = caller.post("/foreign-logins/bind", owner(world, client_id=theirs.public_id))
    assert (answer.status_code, answer.json()["code"]) == (404, "account_not_found")
    assert robot("accounts:write").post("/foreign-logins/bind", owner(world)).status_code == 403
    assert not Account.objects.filter(login=7001).exists()
