"""`streetsim mt4` as a process."""

import asyncio
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from streetsim.cli import main
from streetsim.common.process import claim
from streetsim.mt4 import Mt4Config, Mt4Server
from streetsim.mt4.engine.balance import balance_diff

from .conftest import Bridge

RUN = [sys.executable, "-m", "streetsim.cli", "mt4"]


def test_ready_line_and_clean_stop(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*RUN, "--control-port", "0", "--data", str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        ready = json.loads(process.stdout.readline())
        assert ready.pop("ready") is True
        assert sorted(ready) == ["control_port", "port"]
        assert all(port > 0 for port in ready.values())
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert (tmp_path / "mt4.sqlite").exists()
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()


def test_dies_with_its_parent() -> None:
    parent = textwrap.dedent(
        f"""
        import subprocess
        child = subprocess.Popen({[*RUN, "--die-with-parent"]!r}, stdout=subprocess.PIPE)
        child.stdout.readline()
        print(child.pid, flush=True)
        """
    )
    done = subprocess.run([sys.executable, "-c", parent], capture_output=True, timeout=30)
    pid = int(done.stdout)
    deadline = time.monotonic() + 10
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(pid)


def _alive(pid: int) -> bool:
    """Tell whether a process runs; one that waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_taken_port_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["mt4", "--port", str(port)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_data_folder_has_one_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    held = claim(tmp_path)
    assert main(["mt4", "--data", str(tmp_path)]) == 1
    os.close(held)
    assert "in use" in capsys.readouterr().err


def test_a_broken_store_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mt4.sqlite").write_text("no database " * 100)
    assert main(["mt4", "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "flags",
    [
        ["--port", "70000"],
        ["--port", "x"],
        ["--client", "nocolon"],
        ["--client", ":pw"],
        ["--ping-interval", "0"],
        ["--utc-offset", "9999"],
        ["--codepage", "klingon"],
        ["--accounts", "-1"],
        ["--faults", "/no/such/file"],
        ["--nope"],
    ],
)
def test_wrong_usage(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["mt4", *flags])
    assert caught.value.code == 2
    errors = capsys.readouterr().err
    assert errors.count("\n") == 1
    assert flags[0].lstrip("-").split("-")[0] in errors


def test_help_lists_faults_and_control(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["mt4", "--help"])
    assert caught.value.code == 0
    text = capsys.readouterr().out
    for word in ("drop_answer", "skew_clock", "/edit_deal", "--trades-per-minute"):
        assert word in text


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
