"""Sign-in, the envelope and accounts."""

import datetime as dt
from typing import Any

import httpx
import pytest

from .conftest import Bridge, Failed, Street, street


async def test_a_wrong_secret_gets_no_token(world: Street) -> None:
    form = {"grant_type": "client_credentials", "client_id": "crm", "client_secret": "wrong"}
    answer = await world.bridge.http.post("/connect/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")


async def test_basic_credentials_are_taken(world: Street) -> None:
    form = {"grant_type": "client_credentials"}
    auth = httpx.BasicAuth("crm", "Client#2024")
    answer = await world.bridge.http.post("/connect/token", data=form, auth=auth)
    assert answer.json()["token_type"] == "Bearer"


async def test_a_token_expires() -> None:
    async with street(token_s=0.05) as made:
        assert (await made.bridge.raw("GET", "ServerTime")).status_code == 200
        await made.control("/tokens/expire")
        assert (await made.bridge.raw("GET", "ServerTime")).status_code == 401
        assert (await made.bridge.sign_in()).json()["expires_in"] == 1
        assert (await made.bridge.raw("GET", "ServerTime")).status_code == 200


async def test_unknown_places(world: Street) -> None:
    bridge = world.bridge
    assert (await bridge.raw("GET", "NoSuchMethod")).status_code == 404
    assert (await bridge.http.get("/elsewhere")).status_code == 404
    bridge.platform = "00000000-0000-0000-0000-000000000000"
    with pytest.raises(Failed) as caught:
        await bridge.get("ServerTime")
    assert caught.value.code == "NotFound"


async def test_the_clock_is_the_servers() -> None:
    async with street(utc_offset_min=180) as made:
        await made.control("/clock", seconds=30)
        shown = dt.datetime.fromisoformat(await made.bridge.get("ServerTime"))
        offset = shown - dt.datetime.now(dt.UTC)
        assert abs(offset.total_seconds() - 180 * 60 - 30) < 3


async def test_groups(world: Street) -> None:
    names = [group["group"] for group in await world.bridge.get("GroupsGet")]
    assert "std-USD" in names
    assert all(len(name) <= 15 for name in names)
    assert await world.bridge.get("GroupsRequest") == await world.bridge.get("GroupsGet")
    assert await world.bridge.get("EnsureGroupNameExist/std-USD") is True
    assert await world.bridge.get("EnsureGroupNameExist/nope") is False


async def test_an_account_is_opened_and_changed(world: Street) -> None:
    bridge = world.bridge
    login = await bridge.account(email="alice@example.test", externalId="cl_1", country="Malta")
    user = await bridge.user(login)
    assert (user["name"], user["externalId"], user["leverage"]) == ("Alice", "cl_1", 100)
    assert user["enableFlags"] & 1
    assert not [name for name in user if "password" in name.lower()]
    body = b'{"leverage": 200, "city": "Valletta"}'
    header = {"Content-Type": "application/*+json"}
    changed = await bridge.call("PATCH", f"UserRecord/{login}", content=body, headers=header)
    assert (changed["leverage"], changed["city"], changed["country"]) == (200, "Valletta", "Malta")
    replaced = await bridge.post(f"UserRecordUpdate/{login}", {"name": "Bob", "enableFlags": 1})
    assert (replaced["name"], replaced["city"], replaced["leverage"]) == ("Bob", "", 200)


async def test_texts_are_cut_by_bytes_in_the_code_page() -> None:
    async with street(codepage="cp932") as made:
        login = await made.bridge.account(name="あ" * 100, comment="é" * 70)
        user = await made.bridge.user(login)
        assert user["name"] == "あ" * 63
        assert user["comment"] == "?" * 63


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"group": "nope"}, "InvalidData"),
        ({"name": ""}, "InvalidData"),
        ({"leverage": 99999}, "InvalidData"),
        ({"login": -1}, "InvalidData"),
        ({"login": 9007}, "BadAccountInfo"),
    ],
)
async def test_an_account_is_refused(world: Street, change: dict[str, Any], code: str) -> None:
    await world.bridge.account(login=9007)
    before = len(await world.bridge.get("UsersRequest"))
    with pytest.raises(Failed) as caught:
        await world.bridge.account(**change)
    assert (caught.value.code, caught.value.manager_code) == ("MT4Error", code)
    assert len(await world.bridge.get("UsersRequest")) == before


async def test_bulk_operations(world: Street) -> None:
    bridge = world.bridge
    logins = [await bridge.account() for _ in range(3)]

    async def operate(command: str, **more: Any) -> None:
        body = {"command": command, "logins": logins, **more}
        assert await bridge.post("UsersGroupOp", body) is True

    await operate("Disable")
    await operate("Leverage", leverage=50)
    await operate("SetGroup", newGroup="pro-USD")
    users = await bridge.get("UserRecordsRequest", logins=logins)
    assert {(u["enableFlags"] & 1, u["leverage"], u["group"]) for u in users} == {
        (0, 50, "pro-USD")
    }
    await operate("Enable")
    await bridge.balance(logins[0], 10)
    with pytest.raises(Failed):
        await bridge.post(
            "UsersGroupOp",
            {"command": "SetGroup", "logins": [logins[1], logins[0]], "newGroup": "std-EUR"},
        )
    assert (await bridge.user(logins[1]))["group"] == "pro-USD"
    await operate("Delete")
    with pytest.raises(Failed) as caught:
        await bridge.user(logins[0])
    assert caught.value.code == "NotFound"


async def test_passwords(world: Street) -> None:
    bridge = world.bridge
    login = await bridge.account()
    assert await bridge.post(f"UserPasswordCheck/{login}", "Abc#123x") is False
    path = f"UserPasswordSet/{login}?changeInvestor=false&cleanPubkey=false"
    assert await bridge.post(path, "Abc#123x") is True
    assert await bridge.post(f"UserPasswordSet/{login}?changeInvestor=true", "Inv#123x") is True
    assert await bridge.post(f"UserPasswordCheck/{login}", "Abc#123x") is True
    assert await bridge.post(f"UserPasswordCheck/{login}", "Inv#123x") is False
    for bad in ("abc", "aaaaaa", "A1" * 8):
        with pytest.raises(Failed):
            await bridge.post(path, bad)


async def test_pages(world: Street) -> None:
    bridge = world.bridge
    logins = [await bridge.account() for _ in range(5)]
    found: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = await bridge.raw("GET", "UsersRequest", params={"limit": 2, "cursor": cursor})
        found += [user["login"] for user in answer.json()["data"]]
        paging = answer.json()["meta"]["paging"]
        assert paging["hasMore"] is (paging["nextCursor"] is not None)
        cursor = paging["nextCursor"]
    assert found == logins
    for params in ({"limit": 0}, {"limit": 5001}, {"limit": "x"}, {"cursor": "!"}):
        with pytest.raises(Failed) as caught:
            await bridge.get("UsersRequest", **params)
        assert caught.value.code == "Validation"


async def test_two_clients_of_one_server(world: Street) -> None:
    other = Bridge(world.url)
    await other.sign_in()
    login = await world.bridge.account(25)
    assert (await other.user(login))["balance"] == 25
    await other.http.aclose()
