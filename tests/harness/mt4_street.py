"""The simulated MetaTrader 4 as a process of its own, steered through its control door."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from .street import STARTER

OFFSET_MIN = 120
CLIENT = ("crm", "Client#2024")


@contextmanager
def mt4_street(*arguments: str) -> Iterator["Mt4Street"]:
    """Run `streetsim mt4`; its clock is two hours ahead of UTC, its market always open."""
    command = [
        *(sys.executable, "-c", STARTER, "mt4", "--control-port", "0", "--always-open"),
        *("--die-with-parent", "--ping-interval", "1", "--utc-offset", str(OFFSET_MIN)),
        *("--client", ":".join(CLIENT), *arguments),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            ready = json.loads(line)
            street = Mt4Street(int(ready["port"]), int(ready["control_port"]))
            yield street
            street.close()
        finally:
            process.terminate()
            process.wait(timeout=10)


class Mt4Street:
    """A running server's control door."""

    def __init__(self, port: int, control_port: int) -> None:
        self.port = port
        self.offset_s = OFFSET_MIN * 60
        self._control = httpx.Client(
            base_url=f"http://127.0.0.1:{control_port}", timeout=15, trust_env=False
        )

    @property
    def url(self) -> str:
        """Where the bridge and its authority listen."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def platform(self) -> str:
        """The id of the trade platform."""
        return str(self.state()["platform"])

    def post(self, path: str, **body: object) -> dict[str, Any]:
        """Do one thing at the control door."""
        answer = self._control.post(path, json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def account(self, login: int) -> dict[str, Any]:
        """The server's own view of an account, with `margin` and open `trades`."""
        found: dict[str, Any] = self._control.get("/account", params={"login": login}).json()
        return found

    def state(self) -> dict[str, Any]:
        """The server's own view of itself."""
        found: dict[str, Any] = self._control.get("/state").json()
        return found

    def fault(self, command: str, do: str, **options: object) -> None:
        """Arm a fault for the next call of that name, or of "TradeTransaction:BrClose"."""
        self.post("/fault", when={"command": command, "nth": 1}, do=do, **{"with": options})

    def calm(self) -> None:
        """Disarm all faults."""
        self.post("/faults/clear")
        self.post("/connection", on=True)

    def trade(self, login: int, side: str, lots: object, symbol: str = "EURUSD") -> int:
        """Open a trade as the client; gives its ticket."""
        return int(
            self.post("/trade", login=login, symbol=symbol, side=side, lots=str(lots))["order"]
        )

    def close_trades(self, login: int) -> list[int]:
        """Close every trade of a login."""
        return list(self.post("/trade", login=login, close="all")["orders"])

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
