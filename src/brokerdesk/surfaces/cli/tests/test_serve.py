"""`brokerdesk serve` as a whole: from an empty folder to answering browsers, and back down."""

import json
import os
import signal
import socket
import stat
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

import pytest

from brokerdesk.stack import free_port
from brokerdesk.stack.identity import Identity

from .operator import brokerdesk, environment, read_until, start


def _serve(data_dir: Path, port: int, **given: str) -> Popen[str]:
    process = start("serve", "--port", str(port), data_dir=data_dir, **given)
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


@dataclass(frozen=True)
class Served:
    """A house on its second start."""

    process: Popen[str]
    folder: Path
    port: int


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a folder that was served before."""
    folder, port = tmp_path_factory.mktemp("served") / "data", free_port()
    assert _end(_serve(folder, port)) == 0
    assert not (folder / "ready.json").exists()
    process = _serve(folder, port)
    yield Served(process, folder, port)
    _end(process)


def test_a_later_start_serves_and_records_its_members(served: Served) -> None:
    """How fast is measured by the benchmark `stack.start`."""
    assert _healthy(served.port)
    ready = served.folder / "ready.json"
    assert json.loads(ready.read_text())["url"] == f"http://localhost:{served.port}/"
    assert stat.S_IMODE(ready.stat().st_mode) == 0o600
    records = {path.stem for path in (served.folder / "run").glob("*.json")}
    assert {"nats", "postgres", "web", "worker-consumers", "worker-relay"} <= records


def test_commands_join_the_running_database(served: Served) -> None:
    done = brokerdesk("audit", "verify", DATA_DIR=str(served.folder))
    assert done.returncode == 0, done.stderr
    assert "chain whole" in done.stdout


def test_a_second_house_on_the_same_folder_is_refused(served: Served) -> None:
    again = brokerdesk("serve", "--port", str(free_port()), DATA_DIR=str(served.folder))
    assert again.returncode == 1
    assert f"{served.folder} is in use by process {served.process.pid}" in again.stderr
    assert _healthy(served.port)


def test_a_killed_web_server_comes_back(served: Served) -> None:
    web = Identity.load(served.folder / "run" / "web.json")
    assert web
    os.kill(web.pid, signal.SIGKILL)
    read_until(served.process, "web ended (-9)")
    until = time.monotonic() + 15
    while not _healthy(served.port):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_after_kill_9_of_all_the_next_start_serves_and_ends_cleanly(served: Served) -> None:
    served.process.kill()
    served.process.communicate()
    again = _serve(served.folder, served.port)
    try:
        assert _healthy(served.port)
    finally:
        status = _end(again, signal.SIGINT)
    assert status == 0
    assert not list((served.folder / "run").glob("*.json"))


def test_a_taken_port_is_refused_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = start("serve", "--port", str(port), data_dir=tmp_path / "data")
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.splitlines()[-1] == f"brokerdesk: port {port} is taken; choose another with --port"


def test_outside_servers_replace_the_embedded_ones(
    fresh_db: str, nats_url: str, nats_prefix: str, tmp_path: Path
) -> None:
    port, folder = free_port(), tmp_path / "data"
    outside = {"DATABASE_URL": fresh_db, "NATS_URL": nats_url, "EVENTS_PREFIX": nats_prefix}
    process = _serve(folder, port, **outside)
    try:
        assert _healthy(port)
        records = {path.stem for path in (folder / "run").glob("*.json")}
        assert "web" in records
        assert not {"postgres", "nats"} & records
        assert not (folder / "services").exists()
    finally:
        assert _end(process) == 0


def test_the_tests_own_environment_stays_theirs() -> None:
    assert "DATABASE_URL" not in environment()
