"""The trading servers as processes: the ready line, the end, wrong use."""

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from streetsim.cli import main
from streetsim.common.process import claim

PORTS = {
    "mt4": ["control_port", "port"],
    "mt5": ["control_port", "port", "rest_port"],
    "ctrader": ["control_port", "manager_port", "openapi_port", "rest_port"],
}
HELP = {
    "mt4": ("drop_answer", "skew_clock", "/edit_deal", "--trades-per-minute"),
    "mt5": ("drop_answer", "skew_clock", "/edit_deal", "--trades-per-minute"),
    "ctrader": ("drop_answer", "skew_clock", "/edit_row", "--trades-per-minute"),
}
WRONG = {
    "mt4": [["--client", "nocolon"], ["--client", ":pw"], ["--codepage", "klingon"]],
    "mt5": [["--manager", "nocolon"], ["--manager", "abc:pw"]],
    "ctrader": [["--manager", "abc:pw"], ["--app", "nocolon"], ["--chunk", "-1"]],
}
WRONG_ZONE = [["--utc-offset", "9999"], ["--utc-offset", "x"]]
WRONG_EVERYWHERE = [
    ["--control-port", "70000"],
    ["--control-port", "x"],
    ["--ping-interval", "0"],
    ["--accounts", "-1"],
    ["--faults", "/no/such/file"],
    ["--nope"],
]


@pytest.fixture(params=sorted(PORTS))
def venue(request: pytest.FixtureRequest) -> str:
    """A server's subcommand."""
    return str(request.param)


def run_of(venue: str) -> list[str]:
    return [sys.executable, "-m", "streetsim.cli", venue]


def test_ready_line_and_clean_stop(venue: str, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*run_of(venue), "--control-port", "0", "--data", str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        ready = json.loads(process.stdout.readline())
        assert ready.pop("ready") is True
        assert sorted(ready) == PORTS[venue]
        assert all(port > 0 for port in ready.values())
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert (tmp_path / f"{venue}.sqlite").exists()
        assert (tmp_path / "cert.pem").exists() == (venue != "mt4")
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()


def test_dies_with_its_parent(venue: str) -> None:
    parent = textwrap.dedent(
        f"""
        import subprocess
        child = subprocess.Popen({[*run_of(venue), "--die-with-parent"]!r}, stdout=subprocess.PIPE)
        print(child.pid, child.stdout.readline().decode(), flush=True)
        """
    )
    done = subprocess.run([sys.executable, "-c", parent], capture_output=True, timeout=30)
    pid, ready = done.stdout.split(maxsplit=1)
    assert "control_port" not in json.loads(ready)
    deadline = time.monotonic() + 10
    while _alive(int(pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(int(pid))


def _alive(pid: int) -> bool:
    """Tell whether a process runs; one that waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_taken_port_is_one_line(venue: str, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main([venue, f"--{PORTS[venue][1].replace('_', '-')}", str(port)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_data_folder_has_one_server(
    venue: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = claim(tmp_path)
    assert main([venue, "--data", str(tmp_path)]) == 1
    os.close(held)
    assert "in use" in capsys.readouterr().err


def test_a_broken_store_is_one_line(
    venue: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / f"{venue}.sqlite").write_text("no database " * 100)
    assert main([venue, "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_wrong_usage(venue: str, capsys: pytest.CaptureFixture[str]) -> None:
    zone = WRONG_ZONE if venue != "ctrader" else []
    for flags in WRONG[venue] + zone + WRONG_EVERYWHERE:
        with pytest.raises(SystemExit) as caught:
            main([venue, *flags])
        assert caught.value.code == 2
        errors = capsys.readouterr().err
        assert errors.count("\n") == 1
        assert flags[0].lstrip("-").split("-")[0] in errors


def test_help_lists_faults_and_control(venue: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([venue, "--help"])
    assert caught.value.code == 0
    text = capsys.readouterr().out
    assert all(word in text for word in HELP[venue])
