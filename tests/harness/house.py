"""A whole house in processes of its own, for scenarios, browsers and chaos."""

import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from brokerdesk.stack import free_port, is_free
from brokerdesk.stack.identity import Identity
from brokerdesk.surfaces.cli.house import command

_STEERING = ("DATABASE_URL", "NATS_URL", "DATA_DIR", "PORT", "SECRET_KEY", "EMAIL_URL")
_READY_S = 180.0


class House:
    """`brokerdesk run` (with the street) or `serve` on a data folder, until `stop()`.

    `settings` are environment variables of its own.
    """

    def __init__(
        self, data_dir: Path, *, street: bool = True, settings: Mapping[str, str] | None = None
    ) -> None:
        self.data_dir = data_dir
        self._street = street
        self._settings = dict(settings or {})
        self._output = data_dir.parent / f"{data_dir.name}.out"
        self._process: subprocess.Popen[bytes] | None = None
        self._port = free_port()
        self.start()

    def start(self) -> None:
        """Start it, on the port of the last time, and wait until it answers.

        Browsers and programs go on at that port; who held it last may still be ending.
        """
        wait_until(lambda: is_free(self._port), 10, lambda: f"port {self._port} is taken")
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                command("run" if self._street else "serve", "--port", str(self._port)),
                env=self.environment(),
                stdout=output,
                stderr=output,
            )
        wait_until(self._is_ready, _READY_S, self.said)

    def environment(self) -> dict[str, str]:
        """Give the environment in which `brokerdesk` commands work on this house."""
        plain = {name: value for name, value in os.environ.items() if name not in _STEERING}
        return {**plain, **self._settings, "DATA_DIR": str(self.data_dir)}

    def _is_ready(self) -> bool:
        assert self._process
        assert self._process.poll() is None, self.said()
        return (self.data_dir / "ready.json").exists()

    def said(self) -> str:
        """Give what it told the operator."""
        return self._output.read_text(errors="replace")

    @property
    def addresses(self) -> dict[str, Any]:
        """Give `url`, `port` and, with the street, `street` (its addresses and passwords)."""
        found: dict[str, Any] = json.loads((self.data_dir / "ready.json").read_text())
        return found

    @property
    def port(self) -> int:
        """Give the web server's port, also while it is down."""
        return self._port

    @property
    def members(self) -> dict[str, Identity]:
        """Give the running members by name."""
        records = (self.data_dir / "run").glob("*.json")
        found = {record.stem: Identity.load(record) for record in records}
        return {name: member for name, member in found.items() if member and member.alive()}

    def healthy(self) -> bool:
        """Say whether the web server answers."""
        try:
            url = f"http://127.0.0.1:{self.addresses['port']}/healthz"
            with urllib.request.urlopen(url, timeout=3) as answer:
                return int(answer.status) == 200
        except OSError:
            return False

    def kill(self, name: str) -> Identity:
        """Kill a member with SIGKILL; give who it was."""
        member = self.members[name]
        os.kill(member.pid, signal.SIGKILL)
        return member

    def wait_back(self, name: str, former: Identity, limit_s: float = 30.0) -> None:
        """Wait until the member runs again and the house answers."""

        def back() -> bool:
            return self.members.get(name) not in (None, former) and self.healthy()

        wait_until(back, limit_s, self.said)

    def kill_all(self) -> None:
        """Kill the supervisor with SIGKILL: its members follow it."""
        assert self._process
        (self.data_dir / "ready.json").unlink()
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """Stop it as Ctrl-C would; give the exit status."""
        assert self._process
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        return self._process.wait(60)


def wait_until(true: Callable[[], bool], limit_s: float, tell: Callable[[], str]) -> None:
    """Wait until something is true; tell what is known when it does not come."""
    until = time.monotonic() + limit_s
    while not true():
        assert time.monotonic() < until, f"it did not come within {limit_s:.0f} s\n{tell()}"
        time.sleep(0.05)
