"""The process group starts in order, survives its members' deaths and its own, and ends cleanly."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from brokerdesk.stack.identity import Identity
from brokerdesk.stack.process import Child, ProcessSpec, stop_leftover

_NAMES = ("nats", "postgres", "beat")


class Group:
    """The test group as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "brokerdesk.stack.tests.group", str(folder)],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.lines: list[str] = []
        self.await_line("ready")

    def await_line(self, start: str) -> str:
        """Read its output up to a line that starts so."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.strip())
            if line.startswith(start):
                return line.strip()
        raise AssertionError(f"no line {start!r} in {self.lines}")

    def identity(self, name: str) -> Identity:
        """Identify a member by its record."""
        found = Identity.load(self.folder / "run" / f"{name}.json")
        assert found
        return found

    @property
    def database_url(self) -> str:
        """Give the address the task printed."""
        return next(line for line in self.lines if line.startswith("ready")).split()[-1]


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    """Run the group; it is stopped with the test."""
    one = Group(tmp_path / "data")
    yield one
    _end(one)


def _end(group: Group) -> None:
    if group.process.poll() is None:
        group.process.terminate()
    group.process.communicate(timeout=90)


def _wait(true: Callable[[], bool], limit_s: float = 15.0) -> None:
    until = time.monotonic() + limit_s
    while not true():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.02)


def test_the_group_starts_in_order(group: Group) -> None:
    started = [line.split()[-1] for line in group.lines if line.startswith("starting")]
    assert started == ["nats", "postgres", "show", "beat"]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_cleanly(group: Group, end: signal.Signals) -> None:
    members = [group.identity(name) for name in _NAMES]
    group.process.send_signal(end)
    group.await_line("stopped")
    assert group.process.wait(10) == 0
    assert not any(member.alive() for member in members)
    assert "shut down" in (group.folder / "log" / "postgres.log").read_text()


@pytest.mark.parametrize("name", _NAMES)
def test_a_killed_member_is_started_again(group: Group, name: str) -> None:
    before = group.identity(name)
    os.kill(before.pid, signal.SIGKILL)
    group.await_line(f"{name} ended")
    record = group.folder / "run" / f"{name}.json"
    _wait(lambda: Identity.load(record) not in (None, before))
    with _patient(group.database_url) as link:
        assert link.execute("SELECT 1").fetchone() == (1,)


def _patient(url: str) -> psycopg.Connection:
    """Connect as soon as the database is back."""
    for _ in range(200):
        try:
            return psycopg.connect(url, connect_timeout=10)
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise AssertionError("the database did not come back")


def test_after_its_own_kill_the_next_start_finds_all_data_and_no_leftovers(group: Group) -> None:
    members = [group.identity(name) for name in _NAMES]
    with psycopg.connect(group.database_url) as link:
        link.execute("CREATE TABLE kept AS SELECT 7 AS n")
    os.kill(group.process.pid, signal.SIGKILL)
    group.process.communicate()
    again = Group(group.folder)
    try:
        assert not any(member.alive() for member in members)
        with psycopg.connect(again.database_url) as link:
            assert link.execute("SELECT n FROM kept").fetchone() == (7,)
    finally:
        _end(again)


def test_the_members_die_with_the_supervisor(group: Group) -> None:
    members = [group.identity(name) for name in _NAMES]
    os.kill(group.process.pid, signal.SIGKILL)
    _wait(lambda: not any(member.alive() for member in members))


def test_a_reused_pid_is_left_alone(tmp_path: Path) -> None:
    stranger = Identity.of(os.getpid())
    assert stranger
    record = tmp_path / "web.json"
    record.write_text(json.dumps({"boot": stranger.boot, "pid": stranger.pid, "start": 1}))
    stop_leftover(record, ProcessSpec("web", []))
    assert stranger.alive()
    assert not record.exists()


def test_a_member_that_will_not_stop_is_killed_with_its_children(tmp_path: Path) -> None:
    code = (
        "import signal, subprocess, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print(subprocess.Popen(['sleep', '60']).pid, flush=True)\n"
        "time.sleep(60)"
    )
    child = Child(ProcessSpec("deaf", [sys.executable, "-c", code], stop_s=0.3), tmp_path)
    child.start()
    _wait(lambda: child.log.read_text().strip() != "")
    grandchild = Identity.of(int(child.log.read_text()))
    assert grandchild
    child.stop()
    assert child.poll() == -signal.SIGKILL
    _wait(lambda: not grandchild.alive())
