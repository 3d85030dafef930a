"""A house of the demo's own: started in a temporary folder, stopped at the end."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from brokerdesk.stack import free_port

from .browser import Browser, DemoError

READY_S = 180.0
STOP_S = 20.0
PEOPLE = "8"


@dataclass(frozen=True, slots=True)
class House:
    """Where the demo's house answers; `desks` are the browsers of staff who are signed in."""

    port: int
    data_dir: Path
    facts: dict[str, str]
    signins: list[dict[str, str]]
    desks: dict[str, Browser] = field(default_factory=dict)

    def signin(self, role: str, host: str = "") -> dict[str, str]:
        """The demo sign-in of a role, on a host where it matters."""
        return next(s for s in self.signins if s["role"] == role and host in ("", s["host"]))

    def street(self, name: str) -> str:
        """The address of a counterparty of the street, by its port's name."""
        return f"http://127.0.0.1:{self.facts[f'{name}_port']}"

    def reconcile(self) -> dict[str, Any]:
        """Ask `brokerdesk reconcile --json`, as an operator would.

        Raises:
            DemoError: it fails.
        """
        done = subprocess.run(
            [sys.executable, "-m", "brokerdesk.surfaces.cli", "reconcile", "--json"],
            env=_environment(self.data_dir),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if not done.stdout.strip():
            raise DemoError(f"reconcile printed nothing: {done.stderr[-400:]}")
        found: dict[str, Any] = json.loads(done.stdout)
        return found


def _environment(data_dir: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "NATS_URL", "DJANGO_SETTINGS_MODULE", "EVENTS_PREFIX"}
    }
    return kept | {"DATA_DIR": str(data_dir), "DEMO_PEOPLE": PEOPLE, "DEMO_LIFE": "off"}


@contextmanager
def open_house() -> Iterator[House]:
    """Start the whole brokerage with its street, and stop it again.

    Raises:
        DemoError: it does not come up in time; the message ends with what it printed.
    """
    with tempfile.TemporaryDirectory(prefix="brokerdesk-demo-") as folder:
        data_dir, port = Path(folder) / "data", free_port()
        log = Path(folder) / "log"
        with log.open("wb") as sink:
            process = subprocess.Popen(
                [sys.executable, "-m", "brokerdesk.surfaces.cli", "run", "--port", str(port)],
                env=_environment(data_dir),
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            _wait(process, log)
            facts = json.loads((data_dir / "stack.json").read_text())
            signins = json.loads((data_dir / "demo-signins.json").read_text())
            yield House(port, data_dir, {k: str(v) for k, v in facts.items()}, signins)
        finally:
            _stop(process)


def _wait(process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        text = log.read_text(errors="replace")
        if "BrokerDesk is ready" in text:
            return
        if process.poll() is not None:
            raise DemoError(f"the house stopped: {text[-1500:]}")
        time.sleep(0.1)
    raise DemoError(f"the house is not ready after {READY_S:.0f} s: {log.read_text()[-1500:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def get_json(client: httpx.Client, path: str, **params: str) -> Any:
    """Read JSON from a counterparty or the API.

    Raises:
        DemoError: the answer is an error.
    """
    response = client.get(path, params=params)
    if response.status_code >= 400:
        raise DemoError(f"{path} answers {response.status_code}: {response.text[:300]}")
    return response.json()
