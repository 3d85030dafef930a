"""The REST kit through HTTP: keys, scopes, problems, cursors, idempotency, ETags, limits."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from ninja import NinjaAPI
from ninja.responses import Status

from brokerdesk.core.access.models import Role
from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.rest import (
    Amount,
    ApiRequest,
    In,
    Out,
    Page,
    check_match,
    money_post,
    paginate,
    public,
    scope,
    set_etag,
)
from brokerdesk.core.rest.routing import RoomRouter
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError
from brokerdesk.surfaces.api.build import Renderer, refusals

pytestmark = pytest.mark.django_db
router = RoomRouter(tags=["kit"])


def made() -> QuerySet[Role]:
    """The rows that these operations make."""
    return Role.objects.filter(code__startswith="kitp")


class RoleOut(Out):
    """A role."""

    code: str
    title: str


class PayIn(In):
    """A payment."""

    amount: Amount
    title: str


class PayOut(Out):
    """A payment as made."""

    amount: Amount
    number: int


class Broke(DomainError):
    """There is no money."""

    code = "insufficient_funds"
    status = 409


@router.get("/roles", response=Page[RoleOut])
@scope("roles:read")
def list_roles(
    request: ApiRequest, cursor: str = "", limit: int = 50, title: str = ""
) -> Page[RoleOut]:
    """List roles."""
    rows = made()
    return paginate(rows, cursor, limit, out=RoleOut, order=("title", "-pk"))


@router.post("/pay", response={201: PayOut})
@scope("pay:write")
@money_post
def pay(request: ApiRequest, payload: PayIn) -> Status[dict[str, Any]]:
    """Pay."""
    Role.objects.create(code=f"kitp{made().count()}", title=payload.title)
    if payload.title == "broke":
        raise Broke("There is no money.", field="amount", available="0.00")
    return Status(201, {"amount": payload.amount, "number": made().count()})


@router.get("/versioned", response=dict)
@scope("roles:read")
def versioned(request: ApiRequest, response: HttpResponse) -> dict[str, str]:
    """Answer with a version, if the caller's is right."""
    check_match(request, 3)
    set_etag(response, 3)
    return {"actor": request.actor.ref, "brand": str(request.brand_id)}


@router.get("/open", response=dict)
@public
def everybody(request: ApiRequest) -> dict[str, Decimal]:
    """Answer everybody."""
    return {"amount": Decimal("1E+2")}


api = NinjaAPI(urls_namespace="kit", renderer=Renderer(), docs_url=None)
api.add_router("", router)
refusals(api)
urlpatterns = [path("api/kit/", api.urls)]


@pytest.fixture(autouse=True)
def addresses() -> Any:
    """Let the API of this file answer."""
    with override_settings(ROOT_URLCONF=__name__):
        yield


def caller(*scopes: str, rate: int = 1000, brand: int | None = None) -> Client:
    wanted = KeyRequest(
        title="Robot",
        scopes=scopes or ("roles:read", "pay:*"),
        rate_per_minute=rate,
        brand_id=brand,
    )
    _row, token = create_api_key(wanted, actor=SYSTEM, at=now())
    return Client(headers={"host": "office.localhost", "authorization": f"Bearer {token}"})


def post(client: Client, body: Any, key: str = "k1") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post("/api/kit/pay", text, content_type="application/json", headers=headers)


def test_without_a_key_nothing_opens() -> None:
    for headers in ({}, {"authorization": "Basic x"}, {"authorization": "Bearer bdk_wrong"}):
        answer = Client(headers={"host": "office.localhost", **headers}).get("/api/kit/roles")
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "unauthorized"
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_scope_is_needed_and_a_star_covers_its_room() -> None:
    answer = caller("other:read").get("/api/kit/roles")
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert caller("roles:*").get("/api/kit/roles").status_code == 200


def test_the_actor_is_the_key_and_stays_in_its_brand() -> None:
    answer = caller(brand=7).get("/api/kit/versioned").json()
    assert answer["actor"].startswith("api_key:key_")
    assert answer["brand"] == "7"


def test_too_often_is_said_with_the_time_to_wait() -> None:
    client = caller(rate=2)
    codes = [client.get("/api/kit/roles").status_code for _n in range(3)]
    assert codes == [200, 200, 429]
    refused = client.get("/api/kit/roles")
    assert int(refused["Retry-After"]) >= 1
    assert refused.json()["code"] == "rate_limited"


def test_cursors_walk_through_all_rows_once() -> None:
    Role.objects.bulk_create([Role(code=f"kitp{n}", title=f"T{n % 3}") for n in range(25)])
    client, cursor = caller(), ""
    seen: list[str] = []
    while True:
        page = client.get("/api/kit/roles", {"limit": "10", "cursor": cursor}).json()
        seen += [item["code"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(seen) == sorted(f"kitp{n}" for n in range(25))


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "x"},
        {"cursor": "WyJhIl0"},
        {"cursor": "%%%"},
        {"limit": "0"},
        {"limit": "501"},
        {"limit": "many"},
        {"unknown": "1"},
        {"title": "a\x00b"},
    ],
)
def test_bad_parameters_are_refused_by_name(query: dict[str, str]) -> None:
    answer = caller().get("/api/kit/roles", query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == next(iter(query))


def test_money_needs_a_key_of_its_own() -> None:
    client = caller()
    for key in ("", "x" * 129, "ü"):
        answer = post(client, {"amount": "1.00", "title": "t"}, key)
        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_required")
    assert not made().exists()


def test_the_same_call_pays_once_and_answers_again() -> None:
    client = caller()
    first = post(client, {"amount": "10.50", "title": "t"})
    again = post(client, {"amount": "10.50", "title": "t"})
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json() == {"amount": "10.50", "number": 1}
    assert "Idempotent-Replay" not in first
    assert again["Idempotent-Replay"] == "true"
    assert made().count() == 1
    other = post(client, {"amount": "99.00", "title": "t"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
    assert post(caller(), {"amount": "10.50", "title": "t"}).json()["number"] == 2


def test_a_refusal_changes_nothing_and_leaves_the_key_free() -> None:
    client = caller()
    answer = post(client, {"amount": "1.00", "title": "broke"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "insufficient_funds"
    assert answer.json()["errors"] == [{"field": "amount", "message": "There is no money."}]
    assert answer.json()["details"] == {"available": "0.00"}
    assert not made().exists()
    assert post(client, {"amount": "1.00", "title": "fine"}).status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"amount": 10.5, "title": "t"}, "payload.amount"),
        ({"amount": 10, "title": "t"}, "payload.amount"),
        ({"amount": "1e5", "title": "t"}, "payload.amount"),
        ({"amount": "NaN", "title": "t"}, "payload.amount"),
        ({"amount": "1.", "title": "t"}, "payload.amount"),
        ({"amount": "1" * 50, "title": "t"}, "payload.amount"),
        ({"amount": None, "title": "t"}, "payload.amount"),
        ({"amount": "1.00"}, "payload.title"),
        ({"amount": "1.00", "title": 5}, "payload.title"),
        ({"amount": "1.00", "title": "x" * 10_001}, "payload.title"),
        ({"amount": "1.00", "title": "t", "extra": 1}, "payload.extra"),
        ({"amount": "1.00", "title": "a\x00"}, "payload"),
        ([], "payload"),
    ],
)
def test_bad_bodies_are_refused_by_field(body: Any, field: str) -> None:
    answer = post(caller(), body)
    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert not made().exists()


def test_what_is_no_json_is_a_bad_request() -> None:
    answer = post(caller(), "{not json")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_a_change_decided_on_an_old_version_is_refused() -> None:
    client = caller()
    assert client.get("/api/kit/versioned")["ETag"] == '"3"'
    assert client.get("/api/kit/versioned", headers={"If-Match": '"3"'}).status_code == 200
    answer = client.get("/api/kit/versioned", headers={"If-Match": '"2"'})
    assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")


def test_open_operations_answer_everybody_with_plain_decimals() -> None:
    answer = Client(headers={"host": "office.localhost"}).get("/api/kit/open")
    assert answer.json() == {"amount": "100"}


def test_an_operation_without_a_scope_cannot_be_declared() -> None:
    made = RoomRouter()
    with pytest.raises(TypeError, match="must name a @scope"):

        @made.get("/forgotten")
        def forgotten(request: ApiRequest) -> None:
            """Name nothing."""


def test_the_real_api_documents_itself() -> None:
    with override_settings(ROOT_URLCONF="brokerdesk.surfaces.api.urls"):
        browser = Client(headers={"host": "office.localhost"})
        schema = browser.get("/api/v1/openapi.json").json()
        assert schema["openapi"].startswith("3.1")
        assert "KeyAuth" in schema["components"]["securitySchemes"]
        page = browser.get("/api/v1/docs").content.decode()
        assert "/api/v1/events" in page
        missing = browser.post("/api/v1/nothing")
        assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
