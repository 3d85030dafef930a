"""The simulated street as processes of their own, steered through their control doors."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

OFFSET_MIN = 120
MANAGER = (1000, "Manager#2024")
STARTER = "import sys; from streetsim.cli import main; sys.exit(main())"


@contextmanager
def running(simulator: str, *arguments: str) -> Iterator[dict[str, int]]:
    """Run a trading server with an always open market; gives its ready line."""
    command = [
        *(sys.executable, "-c", STARTER, simulator, "--control-port", "0", "--always-open"),
        *("--die-with-parent", "--ping-interval", "1", *arguments),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield json.loads(process.stdout.readline() if process.stdout else "")
        finally:
            process.terminate()
            process.wait(timeout=10)


class Street:
    """A running server's control door. `offset_s` is the server's clock minus UTC."""

    def __init__(self, ready: dict[str, int], offset_s: int) -> None:
        self.offset_s = offset_s
        self._control = httpx.Client(
            base_url=f"http://127.0.0.1:{ready['control_port']}",
            timeout=15,
            trust_env=False,
            verify=False,
        )

    def post(self, path: str, **body: object) -> dict[str, Any]:
        """Do one thing at the control door."""
        return _json(self._control.post(path, json=body))

    def account(self, login: int) -> dict[str, Any]:
        """The server's own view of an account."""
        return _json(self._control.get("/account", params={"login": login}))

    def state(self) -> dict[str, Any]:
        """The server's own view of itself."""
        return _json(self._control.get("/state"))

    def fault(self, command: str, do: str, **options: object) -> None:
        """Arm a fault for the next command of that name."""
        self.post("/fault", when={"command": command, "nth": 1}, do=do, **{"with": options})

    def calm(self) -> None:
        """Disarm all faults."""
        self.post("/faults/clear")

    def shift_clock(self, seconds: int) -> None:
        """Move the server's clock."""
        self.post("/clock", seconds=seconds)
        self.offset_s += seconds

    def restart(self, down_s: float = 0.1) -> None:
        """Drop all connections and come back on the same ports."""
        self.post("/restart", down_s=down_s)

    def close(self) -> None:
        """Close the control door."""
        self._control.close()


def _json(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@contextmanager
def mt5_street(*arguments: str) -> Iterator["Mt5Street"]:
    """Run `streetsim mt5`; its clock is two hours ahead of UTC."""
    options = ("--utc-offset", str(OFFSET_MIN), "--manager", f"{MANAGER[0]}:{MANAGER[1]}")
    with running("mt5", *options, *arguments) as ready:
        street = Mt5Street(ready)
        yield street
        street.close()


class Mt5Street(Street):
    """A running MetaTrader 5."""

    def __init__(self, ready: dict[str, int]) -> None:
        super().__init__(ready, OFFSET_MIN * 60)
        self.port = ready["port"]

    def config(self) -> dict[str, object]:
        """The adapter's settings to reach the server."""
        login, password = MANAGER
        return {"host": "127.0.0.1", "port": self.port, "login": login, "password": password}

    def calm(self) -> None:
        """Disarm all faults and switches."""
        super().calm()
        self.post("/switch", raw_backslashes=False, destructive_update=False, end_of_day=False)
