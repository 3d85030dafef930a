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
def mt5_street(*arguments: str) -> Iterator["Mt5Street"]:
    """Run `streetsim mt5`; its clock is two hours ahead of UTC, its market always open."""
    command = [
        *(sys.executable, "-c", STARTER, "mt5", "--control-port", "0", "--always-open"),
        *("--die-with-parent", "--ping-interval", "1", "--utc-offset", str(OFFSET_MIN)),
        *("--manager", f"{MANAGER[0]}:{MANAGER[1]}", *arguments),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            ready = json.loads(line)
            street = Mt5Street(int(ready["port"]), int(ready["control_port"]))
            yield street
            street.close()
        finally:
            process.terminate()
            process.wait(timeout=10)


class Mt5Street:
    """A running server's control door."""

    def __init__(self, port: int, control_port: int) -> None:
        self.port = port
        self.offset_s = OFFSET_MIN * 60
        self._control = httpx.Client(
            base_url=f"http://127.0.0.1:{control_port}", timeout=15, trust_env=False
        )

    def config(self) -> dict[str, object]:
        """The adapter's settings to reach the server."""
        login, password = MANAGER
        return {"host": "127.0.0.1", "port": self.port, "login": login, "password": password}

    def post(self, path: str, **body: object) -> dict[str, Any]:
        """Do one thing at the control door."""
        answer = self._control.post(path, json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def account(self, login: int) -> dict[str, Any]:
        """The server's own view of an account."""
        found: dict[str, Any] = self._control.get("/account", params={"login": login}).json()
        return found

    def state(self) -> dict[str, Any]:
        """The server's own view of itself."""
        found: dict[str, Any] = self._control.get("/state").json()
        return found

    def fault(self, command: str, do: str, **options: object) -> None:
        """Arm a fault for the next command of that name."""
        self.post("/fault", when={"command": command, "nth": 1}, do=do, **{"with": options})

    def calm(self) -> None:
        """Disarm all faults and switches."""
        self.post("/faults/clear")
        self.post("/switch", raw_backslashes=False, destructive_update=False, end_of_day=False)

    def shift_clock(self, seconds: int) -> None:
        """Move the server's wall clock."""
        self.post("/clock", seconds=seconds)
        self.offset_s += seconds

    def restart(self, down_s: float = 0.1) -> None:
        """Drop all connections and come back."""
        self.port = int(self.post("/restart", down_s=down_s)["port"])

    def close(self) -> None:
        """Close the control door."""
        self._control.close()
