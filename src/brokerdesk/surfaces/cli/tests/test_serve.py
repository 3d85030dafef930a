"""`brokerdesk serve` as a whole: from an empty folder to answering browsers, and back down."""

import json
import os
import signal
import socket
import stat
import time
import urllib.request
from pathlib import Path
from subprocess import Popen

import pytest

from brokerdesk.stack import free_port
from brokerdesk.stack.identity import Identity

from .operator import brokerdesk, environment, read_until, start


def _serve(data_dir: Path, port: int) -> Popen[str]:
    process = start("serve", "--port", str(port), data_dir=data_dir)
    read_until(process, "Ctrl-C stops it.")
    return process


def _end(process: Popen[str], how: signal.Signals = signal.SIGTERM) -> int:
    if process.poll() is None:
        process.send_signal(how)
    process.communicate(timeout=30)
    return process.returncode


def _healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return int(answer.status) == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that was served once, so that every start in the tests is a later one."""
    data_dir = tmp_path_factory.mktemp("served") / "data"
    assert _end(_serve(data_dir, free_port())) == 0
    return data_dir


def test_a_later_start_is_ready_within_20_seconds_and_ends_cleanly(folder: Path) -> None:
    port, began = free_port(), time.monotonic()
    process = _serve(folder, port)
    try:
        assert time.monotonic() - began < 20
        assert _healthy(port)
        ready = folder / "ready.json"
        assert json.loads(ready.read_text())["url"] == f"http://localhost:{port}/"
        assert stat.S_IMODE(ready.stat().st_mode) == 0o600
        records = sorted(path.stem for path in (folder / "run").glob("*.json"))
        assert {"nats", "postgres", "web", "worker-consumers", "worker-relay"} <= set(records)
        done = brokerdesk("migrate", "--verbosity", "0", DATA_DIR=str(folder))
        assert done.returncode == 0, done.stderr  # it joins the running database
        again = brokerdesk("serve", "--port", str(free_port()), DATA_DIR=str(folder))
        assert (again.returncode, "is in use by process" in again.stderr) == (1, True)
    finally:
        status = _end(process, signal.SIGINT)
    assert status == 0
    assert not list((folder / "run").glob("*.json"))
    assert not ready.exists()


def test_a_killed_web_server_comes_back(folder: Path) -> None:
    port = free_port()
    process = _serve(folder, port)
    try:
        web = Identity.load(folder / "run" / "web.json")
        assert web
        os.kill(web.pid, signal.SIGKILL)
        read_until(process, "web ended (-9)")
        until = time.monotonic() + 15
        while not _healthy(port):
            assert time.monotonic() < until
            time.sleep(0.05)
    finally:
        _end(process)


def test_after_kill_9_of_all_the_next_start_serves(folder: Path) -> None:
    port = free_port()
    process = _serve(folder, port)
    process.kill()
    process.communicate()
    again = _serve(folder, port)
    try:
        assert _healthy(port)
    finally:
        assert _end(again) == 0


def test_a_taken_port_is_refused_in_one_line(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = start("serve", "--port", str(port), data_dir=folder)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.splitlines()[-1] == (
        f"brokerdesk: port {port} is taken; choose another with --port"
    )


def test_the_tests_own_environment_stays_theirs() -> None:
    assert "DATABASE_URL" not in environment()
