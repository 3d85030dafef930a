"""Faults of the REST door, and a restart."""

import asyncio

import httpx
import pytest

from streetsim.common.faults import FaultError

from ..faults import KINDS
from .conftest import Street, running


async def deposit(street: Street, login: int) -> httpx.Response:
    path = f"/v2/webserv/traders/{login}/changebalance"
    answer = await street.call("POST", path, {"preciseAmount": 1, "type": "DEPOSIT"})
    assert isinstance(answer, httpx.Response)
    return answer


@pytest.mark.parametrize("do", ["cut", "drop_answer"])
async def test_a_broken_answer_was_performed(street: Street, do: str) -> None:
    trader = await street.trader()
    fault = {"when": {"command": "REST_BALANCE"}, "do": do, "with": {"close": True}}
    await street.control("/fault", **fault)
    with pytest.raises(httpx.RemoteProtocolError):
        await deposit(street, trader.login)
    assert street.server.world.traders[trader.trader_id].balance == 100


@pytest.mark.parametrize(("do", "status"), [("unavailable", 503), ("busy", 429), ("refuse", 400)])
async def test_a_refused_change_changes_nothing(street: Street, do: str, status: int) -> None:
    trader = await street.trader()
    await street.control("/fault", when={"command": "BALANCE"}, do=do)
    assert (await deposit(street, trader.login)).status_code == status
    assert street.server.world.traders[trader.trader_id].balance == 0
    assert (await deposit(street, trader.login)).status_code == 200


async def test_a_late_answer_was_performed_before(street: Street) -> None:
    trader = await street.trader()
    late = {"stage": "after", "seconds": 0.3}
    await street.control("/fault", when={"command": "BALANCE"}, do="delay", **{"with": late})
    asked = asyncio.create_task(deposit(street, trader.login))
    await asyncio.sleep(0.15)
    assert not asked.done()
    assert street.server.world.traders[trader.trader_id].balance == 100
    assert (await asked).status_code == 200


async def test_a_restart_keeps_accounts_and_ports() -> None:
    async with running(control_port=0) as street:
        trader = await street.trader(balance=5)
        ports = street.server.ports()
        manager = await street.manager()
        await street.server.restart(0)
        assert street.server.ports() == ports
        with pytest.raises((EOFError, ConnectionError)):
            await manager.ask("ServerTimeReq")
        again = await street.manager()
        found = await again.ask("TraderByIdReq", traderId=[trader.trader_id])
        assert found.trader[0].balance == 5


@pytest.mark.parametrize(
    "value", [{"do": "nope"}, {"do": "cut"}, {"do": "cut", "when": {"command": "X", "nth": 0}}, []]
)
def test_an_unknown_fault_is_refused(value: object) -> None:
    with pytest.raises(FaultError):
        KINDS.parse(value)
