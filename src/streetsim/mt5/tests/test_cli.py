"""`streetsim mt5` as a process."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from streetsim.cli import main
from streetsim.common.process import claim

from .conftest import RawClient

RUN = [sys.executable, "-m", "streetsim.cli", "mt5"]


def test_ready_line_and_clean_stop(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*RUN, "--control-port", "0", "--data", str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        ready = json.loads(process.stdout.readline())
        assert ready.pop("ready") is True
        assert sorted(ready) == ["control_port", "port", "rest_port"]
        assert all(port > 0 for port in ready.values())
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert (tmp_path / "mt5.sqlite").exists()
        assert (tmp_path / "cert.pem").exists()
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
        assert main(["mt5", "--port", str(port)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_data_folder_has_one_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    held = claim(tmp_path)
    assert main(["mt5", "--data", str(tmp_path)]) == 1
    os.close(held)
    assert "in use" in capsys.readouterr().err


def test_a_broken_store_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mt5.sqlite").write_text("no database " * 100)
    assert main(["mt5", "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "flags",
    [
        ["--port", "70000"],
        ["--port", "x"],
        ["--manager", "nocolon"],
        ["--manager", "abc:pw"],
        ["--ping-interval", "0"],
        ["--utc-offset", "9999"],
        ["--accounts", "-1"],
        ["--faults", "/no/such/file"],
        ["--nope"],
    ],
)
def test_wrong_usage(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["mt5", *flags])
    assert caught.value.code == 2
    errors = capsys.readouterr().err
    assert errors.count("\n") == 1
    assert flags[0].lstrip("-").split("-")[0] in errors


def test_help_lists_faults_and_control(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["mt5", "--help"])
    assert caught.value.code == 0
    text = capsys.readouterr().out
    for word in ("drop_answer", "skew_clock", "/edit_deal", "--trades-per-minute"):
        assert word in text


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
