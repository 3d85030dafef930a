"""Everything that can go wrong on purpose."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest

from streetsim.common.faults import FaultError
from streetsim.mt5 import Mt5Config, Mt5Server
from streetsim.mt5.faults import KINDS

from .conftest import RawClient, Street, street


async def arm(world: Street, command: str, do: str, nth: int = 1, **options: Any) -> None:
    when = {"command": command, "nth": nth}
    await world.control("/fault", when=when, do=do, **{"with": options})


async def pay(client: RawClient, login: int, amount: object = 10) -> Any:
    return await client.send("TRADE_BALANCE", LOGIN=login, TYPE=2, BALANCE=amount, COMMENT="ref-1")


@pytest.mark.parametrize("close", [True, False])
async def test_lost_answer_after_performing(world: Street, close: bool) -> None:
    client = await world.client()
    login = await client.account()
    await arm(world, "TRADE_BALANCE", "drop_answer", nth=2, close=close)
    assert (await pay(client, login)).code == 0
    if close:
        with pytest.raises(asyncio.IncompleteReadError):
            await pay(client, login)
    else:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(pay(client, login), 0.3)
    other = await world.client()
    assert (await other.state(login))["Balance"] == "20.00"


async def test_cut_in_the_middle(world: Street) -> None:
    client = await world.client()
    login = await client.account()
    await arm(world, "TRADE_BALANCE", "cut")
    with pytest.raises(asyncio.IncompleteReadError) as caught:
        await pay(client, login)
    assert caught.value.partial
    assert len(await (await world.client()).deals(login)) == 1


async def test_delay_before_and_after(world: Street) -> None:
    client = await world.client()
    for stage in ("before", "after"):
        await arm(world, "TEST_ACCESS", "delay", seconds=0.2, stage=stage)
        began = time.monotonic()
        await client.send("TEST_ACCESS")
        assert time.monotonic() - began > 0.19


async def test_duplicate_answer_and_operation(world: Street) -> None:
    client = await world.client(crypt=False)
    login = await client.account()
    await arm(world, "TRADE_BALANCE", "duplicate")
    first = await pay(client, login)
    again = await client.receive()
    assert first.params == again.params
    await arm(world, "TRADE_BALANCE", "duplicate", what="operation")
    await pay(client, login)
    assert (await client.state(login))["Balance"] == "30.00"
    assert len({deal["Deal"] for deal in await client.deals(login)}) == 3


async def test_reordered_rows_and_answers(world: Street) -> None:
    client = await world.client(crypt=False)
    login = await client.account()
    for _ in range(3):
        await pay(client, login)
    straight = await client.deals(login)
    await arm(world, "DEAL_GET_BATCH", "reorder")
    assert await client.deals(login) == straight[::-1]
    await arm(world, "TIME_SERVER", "reorder", what="answer")
    client.write("TIME_SERVER|\r\n", 500)
    client.write("TEST_ACCESS|\r\n", 501)
    client.serial = 501
    assert (await client.receive()).command.name == "TEST_ACCESS"
    client.serial = 500
    assert (await client.receive()).command.name == "TIME_SERVER"


async def test_refusals(world: Street) -> None:
    client = await world.client()
    login = await client.account()
    await arm(world, "TRADE_BALANCE", "refuse", times=2)
    assert [(await pay(client, login)).code for _ in range(3)] == [12, 12, 0]
    await arm(world, "*", "refuse", retcode=4001, seconds=0.3)
    assert (await client.send("TIME_SERVER")).code == 4001
    await asyncio.sleep(0.35)
    assert (await client.send("TIME_SERVER")).code == 0
    await world.control("/switch", end_of_day=True)
    assert (await pay(client, login)).code == 15
    assert (await client.send("TIME_SERVER")).code == 0
    await world.control("/switch", end_of_day=False)
    assert (await client.state(login))["Balance"] == "10.00"


async def test_edited_deleted_late_and_repeated_deals(world: Street) -> None:
    client = await world.client()
    login = await client.account()
    deal = int((await pay(client, login, 100)).params["TICKET"])
    await world.control("/edit_deal", deal=deal, changes={"Profit": "80.00", "Comment": "edited"})
    row = (await client.send("DEAL_GET", TICKET=deal)).json
    assert (row["Profit"], row["ProfitRaw"], row["Comment"]) == ("80.00", "80.00", "edited")
    assert row["ModifyFlags"] == "1"
    assert (await client.state(login))["Balance"] == "80.00"
    await world.control("/duplicate_balance", deal=deal)
    assert (await client.state(login))["Balance"] == "160.00"
    late = await world.control(
        "/late_deal", deal={"Login": login, "Profit": "5.00", "Comment": "late"}, seconds=900
    )
    rows = await client.deals(login)
    assert rows[0]["Deal"] == late["deal"]["Deal"]
    assert int(rows[0]["Deal"]) > int(rows[-1]["Deal"])
    await world.control("/delete_deal", deal=deal)
    assert (await client.send("DEAL_GET", TICKET=deal)).code == 13
    assert (await client.state(login))["Balance"] == "85.00"
    await world.control("/delete_deal", deal=late["deal"]["Deal"], move_money=False)
    assert (await client.state(login))["Balance"] == "85.00"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/edit_deal", {"deal": 1, "changes": {}}),
        ("/edit_deal", {"changes": {}}),
        ("/edit_deal", {"deal": "last", "changes": {"Nope": "1"}}),
        ("/edit_deal", {"deal": "last", "changes": {"Profit": "abc"}}),
        ("/late_deal", {"deal": {"Login": 1}}),
        ("/trade", {"login": 1, "symbol": "EURUSD", "side": "up", "lots": 1}),
        ("/trade", {"login": 1, "symbol": "NOPE", "side": "buy", "lots": 1}),
        ("/price", {"symbol": "EURUSD", "bid": "2", "ask": "1"}),
        ("/fault", {"do": "explode"}),
        ("/switch", {"gravity": False}),
        ("/clock", {"seconds": "soon"}),
    ],
)
async def test_bad_control_requests_change_nothing(
    world: Street, path: str, body: dict[str, object]
) -> None:
    client = await world.client()
    login = await client.account(balance=50)
    before = await client.deals(login)
    status, value = await world.control.ask("POST", path, body)
    assert status == 400
    assert value["error"]
    assert await client.deals(login) == before
    assert (await client.state(login))["Balance"] == "50.00"
    assert (await world.control.ask("GET", "/nowhere", {}))[0] == 404


async def test_skewed_clock(world: Street) -> None:
    client = await world.client()
    before = int((await client.send("TIME_SERVER")).params["TIME"].split()[0])
    await world.control("/clock", seconds=3600)
    after = int((await client.send("TIME_SERVER")).params["TIME"].split()[0])
    assert 3599 <= after - before <= 3605


async def test_restart_drops_connections_and_keeps_state(world: Street) -> None:
    client = await world.client()
    login = await client.account(balance=500)
    held = await world.control("/trade", login=login, symbol="EURUSD", side="buy", lots="0.01")
    await arm(world, "TIME_SERVER", "restart", down_s=0.05)
    assert (await client.send("TIME_SERVER")).code == 0
    await asyncio.wait_for(client.reader.read(), 5)
    again = await _reconnect(world)
    assert len(await again.deals(login)) == 2
    deal = (await world.control("/trade", position=held["position"]))["deal"]
    assert deal > held["deal"]
    await world.control("/restart")
    assert len(await (await world.client()).deals(login)) == 3


async def _reconnect(world: Street) -> RawClient:
    while True:
        try:
            return await world.client()
        except ConnectionRefusedError:
            await asyncio.sleep(0.02)


async def test_state_survives_the_process(tmp_path: Path) -> None:
    config = Mt5Config(data=tmp_path, control_port=0, always_open=True, accounts=2)
    rows: list[Any] = []
    for run in range(2):
        async with Mt5Server(config) as server:
            world = Street(server)
            client = await world.client()
            if run == 0:
                login = await client.account(balance=700)
                await world.control(
                    "/trade", login=login, symbol="XAUUSD", side="sell", lots="0.01"
                )
            users = (await client.send("USER_LOGINS", GROUP="*")).json
            positions = await client.send("POSITION_GET_BATCH", GROUP="*")
            tickets = [item["Position"] for item in positions.json]
            rows.append((users, tickets, await client.deals(login)))
            client.writer.close()
    assert rows[0] == rows[1]


async def test_faults_by_time() -> None:
    at_start = KINDS.parse({"when": {"after_s": 0}, "do": "raw_backslashes"})
    # There is no deal yet: this one does nothing, and hurts nobody.
    too_early = KINDS.parse({"when": {"after_s": 0}, "do": "delete_deal"})
    async with street(faults=(at_start, too_early)) as world:
        client = await world.client()
        login = await client.account(balance=5)
        raw = (await client.send("USER_GET", LOGIN=login)).command.body
        assert '"Group":"real\\standard-USD"' in raw
        changes = {"changes": {"Profit": "7.00"}}
        when = {"after_s": 0.1}
        await world.control("/fault", when=when, do="edit_deal", **{"with": changes})
        balance = ""
        while balance != "7.00":
            balance = (await client.state(login))["Balance"]


@pytest.mark.parametrize(
    "bad",
    [
        7,
        {"do": "cut"},
        {"do": "cut", "when": {"after_s": 1}},
        {"do": "cut", "when": {}},
        {"do": "cut", "when": {"command": "X", "nth": 0}},
        {"do": "cut", "when": {"command": "X", "after_s": 1}},
        {"do": "cut", "when": {"command": "X"}, "with": []},
        {"do": "cut", "when": {"command": "X"}, "with": {"times": -1}},
        {"do": "restart", "when": {"after_s": "soon"}},
        {"do": "cut", "when": {"command": "X"}, "extra": 1},
    ],
)
def test_bad_faults(bad: object) -> None:
    with pytest.raises(FaultError):
        KINDS.parse(bad)


def test_faults_file(tmp_path: Path) -> None:
    path = tmp_path / "faults.json"
    path.write_text(json.dumps([{"when": {"command": "TRADE_BALANCE", "nth": 3}, "do": "cut"}]))
    assert KINDS.read(path)[0].nth == 3
    path.write_text("{}")
    with pytest.raises(FaultError):
        KINDS.read(path)


async def test_faults_of_the_sign_in(world: Street) -> None:
    await arm(world, "AUTH_ANSWER", "refuse", retcode=1018)
    assert (await RawClient(world.server.port).sign_in()).code == 1018
    await arm(world, "AUTH_START", "drop_answer", close=True)
    with pytest.raises(asyncio.IncompleteReadError):
        await RawClient(world.server.port).sign_in()
    await arm(world, "AUTH_START", "cut")
    with pytest.raises(asyncio.IncompleteReadError):
        await RawClient(world.server.port).sign_in()
    assert (await (await world.client()).send("TEST_ACCESS")).code == 0
