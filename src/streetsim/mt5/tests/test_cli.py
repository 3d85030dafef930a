"""`streetsim mt5` as a process."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from .conftest import RawClient

RUN = [sys.executable, "-m", "streetsim.cli", "mt5"]


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, RawClient]]:
    """Run the command with a data folder and a signed-in client."""
    process = await asyncio.create_subprocess_exec(
        *RUN, "--data", str(folder), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    client = RawClient(int(json.loads(await process.stdout.readline())["port"]))
    try:
        await client.sign_in()
        yield process, client
    finally:
        client.writer.close()
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_killed_server_loses_no_answered_operation(tmp_path: Path) -> None:
    answered: list[int] = []
    async with running(tmp_path) as (process, client):
        login = await client.account()
        for _ in range(20):
            reply = await client.send("TRADE_BALANCE", LOGIN=login, TYPE=2, BALANCE=1, COMMENT="x")
            answered.append(int(reply.params["TICKET"]))
        client.write(f"TRADE_BALANCE|LOGIN={login}|TYPE=2|BALANCE=1|COMMENT=y|\r\n", 99)
        process.kill()
    async with running(tmp_path) as (_, client):
        found = [int(deal["Deal"]) for deal in await client.deals(login)]
        assert found[:20] == answered
        assert (await client.state(login))["Balance"] == f"{len(found)}.00"
