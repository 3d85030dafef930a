"""`streetsim mt4` as a process."""

import asyncio
import json
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from streetsim.mt4 import Mt4Config, Mt4Server
from streetsim.mt4.engine.balance import balance_diff

from .conftest import Bridge

RUN = [sys.executable, "-m", "streetsim.cli", "mt4"]


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, Bridge]]:
    """Run the command with a data folder and a signed-in client."""
    process = await asyncio.create_subprocess_exec(
        *RUN, "--data", str(folder), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    port = json.loads(await process.stdout.readline())["port"]
    bridge = Bridge(f"http://127.0.0.1:{port}")
    try:
        await bridge.sign_in()
        yield process, bridge
    finally:
        await bridge.http.aclose()
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_killed_server_loses_no_answered_operation(tmp_path: Path) -> None:
    async with running(tmp_path) as (process, bridge):
        login = await bridge.account()
        answered = [(await bridge.balance(login, 1))["order"] for _ in range(20)]
        last = asyncio.create_task(bridge.balance(login, 1))
        await asyncio.sleep(0)
        process.kill()
        await asyncio.gather(last, return_exceptions=True)
    async with running(tmp_path) as (_, bridge):
        found = [row["order"] for row in await bridge.history(login)]
        assert found[:20] == answered
        assert (await bridge.user(login))["balance"] == len(found)
        assert (await bridge.balance(login, 1))["order"] > found[-1]


async def test_tls_with_a_made_pair(tmp_path: Path) -> None:
    cert = tmp_path / "made" / "cert.pem"
    async with Mt4Server(Mt4Config(cert=cert)) as server:
        context = ssl.create_default_context(cafile=str(cert))
        url = f"https://localhost:{server.port}/.well-known/openid-configuration"
        async with httpx.AsyncClient(verify=context, trust_env=False) as http:
            found = (await http.get(url)).json()
        assert found["token_endpoint"].startswith("https://localhost")


async def test_bots_trade() -> None:
    config = Mt4Config(accounts=3, activity=True, trades_per_minute=6000, always_open=True)
    async with asyncio.timeout(20), Mt4Server(config) as server:
        for _ in range(500):
            await asyncio.sleep(0.02)
            if server.world.store.count() >= 20:
                break
        assert server.world.store.count() >= 20
        users = list(server.world.users.values())
        assert [user.group for user in users] == ["bots-USD"] * 3
        assert {balance_diff(server.world, user.login) for user in users} == {0}
