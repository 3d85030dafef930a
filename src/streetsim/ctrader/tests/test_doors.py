"""The doors: sign-in, accounts, lists, faults, the Open API, a kill."""

import asyncio
import json
import ssl
import sys
from pathlib import Path

import pytest

from streetsim.ctrader.proto import MANAGER

from .conftest import NOW, Street, WireClient, md5, new_trader, running

DIFF, WHOLE, DELETE = 5, 3, 4


async def test_the_manager_signs_in_with_its_hash(street: Street) -> None:
    client = await street.connect(MANAGER, street.server.manager_port)
    assert (await client.receive())[0] == "Hello"
    auth = {"plantId": "street", "environmentName": "demo", "login": 30001}
    assert await client.refused("TraderByIdReq", traderId=[1]) == "NOT_ENOUGH_RIGHTS"
    wrong = await client.refused("ManagerAuthReq", passwordHash=md5("x"), **auth)
    assert wrong == "AUTHENTICATION_FAILED"
    assert await client.refused("ManagerAuthReq", login=30001) == "INVALID_REQUEST"


async def test_an_unknown_certificate_is_refused(street: Street) -> None:
    client = WireClient(MANAGER, street.server.manager_port, ssl.create_default_context())
    with pytest.raises(ssl.SSLCertVerificationError):
        await client.open()


async def test_heartbeats_come_when_idle_and_are_not_echoed() -> None:
    async with running(ping_interval_s=0.2, rest_port=None, openapi_port=None) as street:
        manager = await street.manager()
        manager.write("Heartbeat")
        await asyncio.sleep(0.5)
        await manager.ask("ServerTimeReq")
        assert 1 <= manager.heartbeats <= 3


async def test_accounts_are_changed_by_diff_and_whole(street: Street) -> None:
    trader = await street.trader()
    manager = await street.manager()
    base = {"traderId": trader.trader_id, "login": 0, "groupId": 0, "balance": 0}
    await manager.ask("CrudTraderReq", operation=DIFF, trader={**base, "phone": "1"})
    assert (await manager.event("TraderChangedEvent")).trader.phone == "1"
    found = (await manager.ask("TraderByIdReq", traderId=[trader.trader_id])).trader[0]
    assert (found.name, found.phone) == ("Alice", "1")
    old = {**base, "version": found.version - 1}
    stale = await manager.refused("CrudTraderReq", operation=DIFF, trader=old, validateVersion=True)
    assert stale == "CONCURRENT_MODIFICATION"
    await manager.ask("CrudTraderReq", operation=WHOLE, trader={**base, "name": "Ann"})
    found = (await manager.ask("TraderByIdReq", traderId=[trader.trader_id])).trader[0]
    assert found.name == "Ann"
    assert not found.HasField("phone")
    await manager.ask("CrudTraderReq", operation=DELETE, trader=base)
    assert await manager.refused("TraderByIdReq", traderId=[trader.trader_id]) == "TRADER_NOT_FOUND"


async def test_lists_page_by_time() -> None:
    async with running(chunk=2) as street:
        made = [(await street.trader()).trader_id for _ in range(5)]
        manager = await street.manager()
        seen: list[int] = []
        until, more = NOW, True
        while more:
            page = await manager.ask("TraderListReq", fromTimestamp=0, toTimestamp=until)
            seen += [item.traderId for item in page.trader if item.traderId not in seen]
            more, until = page.hasMore, page.trader[-1].registrationTimestamp
        assert seen == made[::-1]
        rest: list[int] = []
        query: dict[str, int] = {}
        while True:
            page = (await street.call("GET", "/v2/webserv/traders/", **query)).json()
            rest += [item["login"] for item in page["trader"]]
            if not page["hasMore"]:
                break
            query = {"to": page["trader"][-1]["registrationTimestamp"]}
        assert len(rest) == 5


async def test_rest_refuses_by_name(street: Street) -> None:
    answer = await street.call("GET", "/v2/webserv/traders/1")
    assert (answer.status_code, answer.json()["errorCode"]) == (404, "TRADER_NOT_FOUND")
    wrong = new_trader(groupName="nope")
    answer = await street.call("POST", "/v2/webserv/traders", wrong)
    assert answer.json()["errorCode"] == "TRADER_GROUP_NOT_FOUND"
    await street.control("/expire_tokens")
    assert (await street.call("GET", "/v2/webserv/tradergroups")).status_code == 401


@pytest.mark.parametrize(
    ("name", "rows", "count"),
    [
        ("LightGroupList", "group", 6),
        ("SymbolList", "symbol", 30),
        ("AssetList", "asset", 21),
        ("SymbolCategoryList", "symbolCategory", 5),
        ("AssetClassList", "assetClass", 4),
        ("CountryList", "country", 21),
    ],
)
async def test_lists_of_the_plant(street: Street, name: str, rows: str, count: int) -> None:
    manager = await street.manager()
    found = await manager.ask(f"{name}Req")
    assert len(getattr(found, rows)) == count


async def test_prices_are_followed(street: Street) -> None:
    manager = await street.manager()
    await manager.ask("SubscribeSpotsReq", symbolId=[1])
    await street.control("/price", symbol="EURUSD", bid="1.08500", ask="1.08512")
    spot = await manager.event("SpotEvent")
    while spot.bid != 108500:
        spot = await manager.event("SpotEvent")
    assert spot.ask == 108512


async def test_presence_groups_and_delta(street: Street) -> None:
    trader = await street.trader()
    manager = await street.manager()
    await street.control("/presence", login=trader.login, online=True)
    assert (await manager.event("TraderLogonEvent")).session.traderId == trader.trader_id
    await street.control("/hide", login=trader.login)
    assert (await manager.event("TraderPermissionLose")).traderId == trader.trader_id
    delta = await manager.ask("TraderDeltaReq", fromTimestamp=0)
    assert [item.traderId for item in delta.trader] == [trader.trader_id]
    light = await manager.ask("LightTraderListReq", fromTimestamp=0, toTimestamp=NOW)
    assert [item.name for item in light.trader] == ["Alice"]
    group = await manager.ask("GroupByIdReq", groupId=2)
    assert group.group.marginStopout == 30


async def test_passwords(street: Street) -> None:
    trader = await street.trader()
    path = f"/v2/webserv/traders/{trader.login}"
    body = {"login": trader.login, "hashedPassword": md5("New#2024")}
    assert (await street.call("POST", f"{path}/changepassword", body)).status_code == 204
    assert (await street.call("POST", f"{path}/checkpassword", body)).status_code == 204
    old = {"hashedPassword": md5("Alice#2024")}
    assert (await street.call("POST", f"{path}/checkpassword", old)).status_code == 400


async def test_changes_too_quick_are_refused() -> None:
    async with running(rest_limit=1) as street:
        await street.trader()
        answer = await street.call("POST", "/v2/webserv/traders", new_trader())
        assert answer.status_code == 429
        assert answer.json()["errorCode"] == "REQUEST_FREQUENCY_EXCEEDED"


async def test_positions_as_csv(street: Street) -> None:
    trader = await street.trader(balance=10_000_00)
    done = await street.control(
        "/trade", login=trader.login, symbol="EURUSD", side="buy", lots="0.1"
    )
    text = (await street.call("GET", "/v2/webserv/openPositions")).text
    assert f"{trader.login},{done['position']}," in text
    assert ",BUY,10000.00,EUR/USD," in text
    await street.control("/trade", position=done["position"])
    now = street.server.world.clock.now_ms()
    window = {"from": now - 60_000, "to": now + 1000}
    text = (await street.call("GET", "/v2/webserv/closedPositions", **window)).text
    assert ",BUY,10000.00,EUR/USD," in text


async def test_a_lost_answer_was_performed(street: Street) -> None:
    trader = await street.trader()
    manager = await street.manager()
    when = {"command": "519"}
    await street.control("/fault", when=when, do="drop_answer")
    change = {"traderId": trader.trader_id, "amount": 5, "type": 0, "newWay": True}
    manager.write("ChangeBalanceReq", **change)
    await manager.event("ExecutionEvent")
    assert street.server.world.traders[trader.trader_id].balance == 5
    await street.control("/fault", when=when, do="busy")
    assert await manager.refused("ChangeBalanceReq", **change) == "REQUEST_FREQUENCY_EXCEEDED"
    await street.control("/fault", when=when, do="refuse", **{"with": {"error": "INVALID_DATA"}})
    assert await manager.refused("ChangeBalanceReq", **change) == "INVALID_DATA"
    await street.control("/fault", when={"command": "EVENT_300"}, do="duplicate")
    await manager.ask("ChangeBalanceReq", **change)
    first, second = [await manager.event("ExecutionEvent") for _ in range(2)]
    assert first == second


async def test_rows_are_edited_deleted_and_late(street: Street) -> None:
    trader = await street.trader(balance=1000)
    row = (await street.control("/late_row", login=trader.login, amount="-2.5", before_s=600))[
        "row"
    ]
    world = street.server.world
    assert world.trader(trader.trader_id).balance == 750
    await street.control("/edit_row", row=row, changes={"delta": -100})
    assert world.trader(trader.trader_id).balance == 900
    await street.control("/delete_row", row=row)
    assert world.trader(trader.trader_id).balance == 1000


async def test_the_open_api_sees_a_rest_deposit(street: Street) -> None:
    trader = await street.trader()
    user = (await street.call("POST", "/cid/ctid/create", {"email": "a@example.test"})).json()
    link = {"traderLogin": trader.login, "traderPasswordHash": md5("Alice#2024")}
    link |= {"userId": user["userId"], "brokerName": "demobroker", "environmentName": "demo"}
    linked = await street.call("POST", "/cid/ctid/link", {**link, "returnAccountDetails": True})
    account = linked.json()["ctidTraderAccountId"]
    code = (await street.control("/token", user=user["userId"], code=True))["code"]
    app = {"client_id": "street-app", "client_secret": "street-secret", "redirect_uri": "x"}
    grant = {"grant_type": "authorization_code", "code": code, **app}
    token = (await street.rest.get("/apps/token", params=grant)).json()["accessToken"]
    client = await street.app()
    listed = await client.ask("AccountListReq", accessToken=token)
    assert [item.traderLogin for item in listed.ctidTraderAccount] == [trader.login]
    named = {"ctidTraderAccountId": account}
    assert await client.refused("TraderReq", **named) == "ACCOUNT_NOT_AUTHORIZED"
    await client.ask("AccountAuthReq", accessToken=token, **named)
    await street.control("/balance", login=trader.login, amount="1000")
    event = await client.event("ExecutionEvent")
    assert (event.executionType, event.depositWithdraw.delta) == (10, 100_000)
    assert (await client.ask("TraderReq", **named)).trader.balance == 100_000
    assert len((await client.ask("SymbolsListReq", **named)).symbol) == 30
    order = {"symbolId": 1, "orderType": 1, "tradeSide": 1, "volume": 100_000}
    client.write("NewOrderReq", **named, **order)
    assert (await client.event("ExecutionEvent")).executionType == 2
    deal = (await client.event("ExecutionEvent")).deal
    assert deal.filledVolume == 100_000
    assert len((await client.ask("ReconcileReq", **named)).position) == 1
    await client.ask("SubscribeSpotsReq", symbolId=[1, 27], **named)
    assert (await client.event("SpotEvent")).bid > 0


async def test_a_killed_server_continues(tmp_path: Path) -> None:
    run = [sys.executable, "-m", "streetsim.cli", "ctrader", "--control-port", "0"]
    numbers = []
    for _ in range(2):
        process = await asyncio.create_subprocess_exec(
            *run, "--data", str(tmp_path), "--accounts", "2", stdout=asyncio.subprocess.PIPE
        )
        try:
            assert process.stdout is not None
            ready = json.loads(await process.stdout.readline())
            assert ready.pop("ready") is True
            reader, writer = await asyncio.open_connection("127.0.0.1", ready["control_port"])
            body = b'{"login": 8001001, "amount": "1"}'
            head = f"POST /balance HTTP/1.1\r\nContent-Length: {len(body)}\r\nConnection: close"
            writer.write(f"{head}\r\n\r\n".encode() + body)
            answer = await reader.read()
            numbers.append(json.loads(answer[answer.index(b"\r\n\r\n") :])["row"])
            writer.close()
        finally:
            process.kill()
            await process.wait()
    assert numbers[1] == numbers[0] + 1
