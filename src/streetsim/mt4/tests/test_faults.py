"""Faults, idempotency keys, deadlines and the control door."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from streetsim.common.faults import FaultError
from streetsim.mt4 import Mt4Config, Mt4Server
from streetsim.mt4.faults import KINDS

from .conftest import Bridge, Failed, Street, street


async def failure(work: Any) -> Failed:
    with pytest.raises(Failed) as caught:
        await work
    return caught.value


def deposit(login: int, amount: float = 5) -> dict[str, Any]:
    return {
        "tradeTransactionType": "BrBalance",
        "tradeCommand": "Balance",
        "orderBy": login,
        "price": amount,
        "comment": "dep",
    }


async def test_a_lost_answer_was_performed(world: Street) -> None:
    login = await world.bridge.account()
    header = {"Idempotency-Key": "a"}
    await world.fault("TradeTransaction", "drop_answer", close=True)
    with pytest.raises(httpx.HTTPError):
        await world.bridge.post("TradeTransaction", deposit(login), headers=header)
    assert (await world.bridge.user(login))["balance"] == 5
    first = await world.bridge.post("TradeTransaction", deposit(login), headers=header)
    (row,) = await world.bridge.history(login)
    assert row["order"] == first["order"]


async def test_an_answer_never_comes(world: Street) -> None:
    login = await world.bridge.account()
    await world.fault("UserRecordNew", "drop_answer")
    patient = Bridge(world.url, timeout=0.3)
    await patient.sign_in()
    with pytest.raises(httpx.ReadTimeout):
        await patient.account(externalId="ours")
    assert (await world.bridge.user(login + 1))["externalId"] == "ours"
    await patient.http.aclose()


async def test_a_cut_answer_was_performed(world: Street) -> None:
    login = await world.bridge.account()
    await world.fault("TradeTransaction:BrBalance", "cut")
    with pytest.raises(httpx.RemoteProtocolError):
        await world.bridge.balance(login, 7)
    assert (await world.bridge.user(login))["balance"] == 7


async def test_a_refusal_is_not_performed(world: Street) -> None:
    login = await world.bridge.account()
    await world.fault("TradeTransaction", "refuse", managerCode="NotEnoughRights")
    error = await failure(world.bridge.balance(login, 7))
    assert (error.code, error.manager_code) == ("MT4Error", "NotEnoughRights")
    await world.fault("TradeTransaction", "refuse")
    assert (await failure(world.bridge.balance(login, 7))).manager_code == "TooFrequent"
    await world.fault("UserRecordRequest", "refuse", code="Busy")
    assert (await failure(world.bridge.user(login))).code == "Busy"
    assert (await world.bridge.user(login))["balance"] == 0


async def test_the_deadline(world: Street) -> None:
    bridge = world.bridge
    login = await bridge.account()
    header = {"X-Request-Timeout": "1"}
    path = "TradeTransaction"
    await world.fault(path, "delay", seconds=5, stage="before")
    answer = await bridge.raw("POST", path, json=deposit(login), headers=header)
    assert answer.json()["error"]["code"] == "Busy"
    assert answer.headers["X-Request-Outcome"] == "not-started"
    assert answer.headers["X-Request-Timeout-Applied"] == "1"
    await world.fault(path, "delay", seconds=5, stage="after")
    both = header | {"Idempotency-Key": "k"}
    answer = await bridge.raw("POST", path, json=deposit(login), headers=both)
    assert answer.json()["error"]["code"] == "OutcomeUnknown"
    assert answer.headers["X-Request-Outcome"] == "unknown"
    assert (await bridge.user(login))["balance"] == 5
    answer = await bridge.raw("POST", path, json=deposit(login), headers=both)
    assert answer.json()["error"]["code"] == "OutcomeUnknown"
    assert (await bridge.user(login))["balance"] == 5
    answer = await bridge.raw("GET", "ServerTime", headers={"X-Request-Timeout": "900"})
    assert answer.json()["error"]["code"] == "Validation"


async def test_an_unknown_outcome(world: Street) -> None:
    login = await world.bridge.account()
    await world.fault("TradeTransaction", "outcome_unknown")
    assert (await failure(world.bridge.balance(login, 7))).code == "OutcomeUnknown"
    await world.fault("TradeTransaction", "outcome_unknown", performed=False)
    assert (await failure(world.bridge.balance(login, 7))).code == "OutcomeUnknown"
    assert (await world.bridge.user(login))["balance"] == 7


async def test_keys(world: Street) -> None:
    bridge = world.bridge
    login = await bridge.account()
    header = {"Idempotency-Key": "PAY-1"}
    first = await bridge.post("TradeTransaction", deposit(login), headers=header)
    again = await bridge.post("TradeTransaction", deposit(login), headers=header)
    assert again == first
    error = await failure(bridge.post("TradeTransaction", deposit(login, 6), headers=header))
    assert error.code == "Validation"
    body = deposit(login, -500)
    refused = {"Idempotency-Key": "PAY-2"}
    assert (await failure(bridge.post("TradeTransaction", body, headers=refused))).manager_code
    await bridge.balance(login, 1000)
    assert (await failure(bridge.post("TradeTransaction", body, headers=refused))).manager_code
    assert (await bridge.user(login))["balance"] == 1005


async def test_a_key_is_forgotten() -> None:
    async with street(key_s=0.05) as made:
        login = await made.bridge.account()
        header = {"Idempotency-Key": "PAY-1"}
        await made.bridge.post("TradeTransaction", deposit(login), headers=header)
        await asyncio.sleep(0.1)
        await made.bridge.post("TradeTransaction", deposit(login), headers=header)
        assert (await made.bridge.user(login))["balance"] == 10


async def test_rows_reversed_and_answers_twice(world: Street) -> None:
    login = await world.bridge.account(1)
    await world.bridge.balance(login, 2)
    await world.fault("TradesUserHistory", "reorder")
    assert [row["profit"] for row in await world.bridge.history(login)] == [2, 1]
    await world.fault("TradeTransaction", "duplicate", what="operation")
    await world.bridge.balance(login, 10)
    assert (await world.bridge.user(login))["balance"] == 23
    await world.fault("TradeTransaction", "duplicate")
    await world.bridge.balance(login, 10)
    assert (await Street(world.server).bridge.sign_in()).status_code == 200


async def test_an_expired_token(world: Street) -> None:
    await world.fault("ServerTime", "expired_token")
    assert (await world.bridge.raw("GET", "ServerTime")).status_code == 401
    assert (await world.bridge.raw("GET", "ServerTime")).status_code == 401
    await world.bridge.sign_in()
    assert (await world.bridge.raw("GET", "ServerTime")).status_code == 200


async def test_the_bridge_loses_its_server(world: Street) -> None:
    await world.control("/fault", do="no_connect", when={"after_s": 0})
    await asyncio.sleep(0.05)
    error = await failure(world.bridge.get("ServerTime"))
    assert (error.code, error.manager_code) == ("NoConnect", "NoConnect")
    await world.control("/connection", on=True)
    assert await world.bridge.get("ServerTime")


async def test_records_change_behind_our_back(world: Street) -> None:
    bridge = world.bridge
    login = await bridge.account(100)
    (row,) = await bridge.history(login)
    await world.control("/edit_deal", order=row["order"], changes={"profit": "90", "comment": "e"})
    assert (await bridge.user(login))["balance"] == 90
    late = {"login": login, "profit": "-15", "comment": "late"}
    made = await world.control("/late_deal", trade=late, seconds=3600)
    rows = await bridge.history(login)
    assert [item["comment"] for item in rows] == ["late", "e"]
    assert rows[0]["order"] == made["trade"]["order"] > rows[1]["order"]
    assert (await bridge.get(f"AdmBalanceCheck/{login}"))["diff"] == 0
    await world.control("/delete_deal", order=row["order"], move_money=False)
    assert (await bridge.get(f"AdmBalanceCheck/{login}"))["diff"] == 90
    await world.control("/duplicate_balance", order=made["trade"]["order"])
    assert (await bridge.user(login))["balance"] == 60


async def test_a_restart_keeps_state_and_forgets_tokens(world: Street) -> None:
    login = await world.bridge.account(100)
    order = await world.bridge.open(login, volume=1)
    await world.control("/clock", seconds=60)
    await world.control("/restart")
    assert (await world.bridge.raw("GET", "ServerTime")).status_code == 401
    await world.bridge.sign_in()
    assert (await world.bridge.trade(order))["volume"] == 1
    assert await world.bridge.open(login, volume=1) > order
    assert world.server.world.clock.skew_s == 60


async def test_restart_on_a_call(world: Street) -> None:
    await world.fault("ServerTime", "restart", down_s=0.05)
    await world.bridge.raw("GET", "ServerTime")
    await asyncio.sleep(0.3)
    await world.bridge.sign_in()
    assert await world.bridge.get("ServerTime")


async def test_control_trades(world: Street) -> None:
    login = await world.bridge.account(10000)
    trade = {"login": login, "symbol": "EURUSD", "lots": "1"}
    one = (await world.control("/trade", side="buy", **trade))["order"]
    two = (await world.control("/trade", side="sell", **trade))["order"]
    await world.control("/trade", order=one, lots="0.4")
    placed = await world.control("/order", type=2, price="0.5", **trade)
    held = (await world.door.get("/account", params={"login": login})).json()["trades"]
    assert [item["volume"] for item in held] == [100, 60, 100]
    rest = next(item["order"] for item in held if item["volume"] == 60)
    await world.control("/trade", order=rest, by=two)
    assert len((await world.control("/trade", login=login, close="all"))["orders"]) == 1
    await world.control("/order", order=placed["order"])
    await world.control("/balance", login=login, amount="-1.5", comment="desk")
    state = (await world.door.get("/state")).json()
    assert (state["open"], state["platform"]) == (0, world.bridge.platform)
    assert (await world.bridge.get(f"AdmBalanceCheck/{login}"))["diff"] == 0


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/trade", {"login": 1, "symbol": "EURUSD", "side": "buy", "lots": 1}),
        ("/trade", {"login": 1, "symbol": "EURUSD", "side": "up", "lots": 1}),
        ("/balance", {"login": 1}),
        ("/balance", {"login": 1, "amount": "x"}),
        ("/edit_deal", {"order": 1, "changes": {}}),
        ("/late_deal", {"trade": {"nope": 1}}),
        ("/price", {"symbol": "EURUSD", "bid": 2, "ask": 1}),
        ("/fault", {"do": "explode"}),
    ],
)
async def test_wrong_control_requests(world: Street, path: str, body: dict[str, Any]) -> None:
    answer = await world.door.post(path, json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


async def test_unknown_control(world: Street) -> None:
    assert (await world.door.get("/nope")).status_code == 404


def test_faults_files(tmp_path: Path) -> None:
    path = tmp_path / "faults.json"
    path.write_text(json.dumps([{"when": {"after_s": 1}, "do": "skew_clock"}]))
    assert KINDS.read(path)[0].after_s == 1
    for wrong in ({"do": "cut"}, {"do": "delay", "when": {"after_s": 1}}, {"do": "nope"}, 7):
        with pytest.raises(FaultError):
            KINDS.parse(wrong)


async def test_a_fault_by_time() -> None:
    fault = KINDS.parse({"when": {"after_s": 0.05}, "do": "skew_clock", "with": {"seconds": 500}})
    async with Mt4Server(Mt4Config(faults=(fault,), tick_s=5)) as server:
        await asyncio.sleep(0.3)
        assert server.world.clock.skew_s == 500
