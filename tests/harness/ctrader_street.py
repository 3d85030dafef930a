"""The simulated cTrader server as a process of its own, steered through its control door."""

import json
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

MANAGER = (30001, "Manager#2024")
PLANT, ENVIRONMENT, BROKER = "street", "demo", "demobroker"
STARTER = "import sys; from streetsim.cli import main; sys.exit(main())"


@contextmanager
def ctrader_street(*arguments: str) -> Iterator["CTraderStreet"]:
    """Run `streetsim ctrader` with an always open market."""
    with tempfile.TemporaryDirectory(prefix="ctrader-street-") as folder:
        cert = Path(folder) / "cert.pem"
        command = [
            *(sys.executable, "-c", STARTER, "ctrader", "--control-port", "0", "--always-open"),
            *("--die-with-parent", "--ping-interval", "1"),
            *("--cert", str(cert), "--key", str(Path(folder) / "key.pem")),
            *("--manager", f"{MANAGER[0]}:{MANAGER[1]}", *arguments),
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                line = process.stdout.readline() if process.stdout else ""
                street = CTraderStreet(json.loads(line), cert)
                yield street
                street.close()
            finally:
                process.terminate()
                process.wait(timeout=10)


class CTraderStreet:
    """A running server's control door. Its clock is UTC, so its offset is what tests shift."""

    def __init__(self, ready: dict[str, int], cert: Path) -> None:
        self.manager_port = ready["manager_port"]
        self.rest_port = ready["rest_port"]
        self.openapi_port = ready["openapi_port"]
        self.cert = cert
        self.offset_s = 0
        self._control = httpx.Client(
            base_url=f"http://127.0.0.1:{ready['control_port']}", timeout=15, trust_env=False
        )

    def tls(self) -> ssl.SSLContext:
        """A context that trusts the server's own certificate and no other."""
        return ssl.create_default_context(cafile=str(self.cert))

    def config(self) -> dict[str, object]:
        """What an adapter needs to reach the server."""
        login, password = MANAGER
        return {
            "host": "127.0.0.1",
            "manager_port": self.manager_port,
            "rest_port": self.rest_port,
            "login": login,
            "password": password,
            "plant": PLANT,
            "environment": ENVIRONMENT,
            "broker": BROKER,
            "certificate": self.cert.read_text(),
        }

    def post(self, path: str, **body: object) -> dict[str, Any]:
        """Do one thing at the control door."""
        answer = self._control.post(path, json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def account(self, login: int) -> dict[str, Any]:
        """The server's own view of an account."""
        answer = self._control.get("/account", params={"login": login})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def state(self) -> dict[str, Any]:
        """The server's own view of itself."""
        found: dict[str, Any] = self._control.get("/state").json()
        return found

    def fault(self, command: str, do: str, **options: object) -> None:
        """Arm a fault for the next command of that name."""
        self.post("/fault", when={"command": command, "nth": 1}, do=do, **{"with": options})

    def calm(self) -> None:
        """Disarm all faults."""
        self.post("/faults/clear")

    def trade(self, login: int, symbol: str, side: str, lots: str) -> dict[str, Any]:
        """Open a position at the market."""
        return self.post("/trade", login=login, symbol=symbol, side=side, lots=lots)

    def close_trades(self, login: int) -> None:
        """Close every position of a login."""
        self.post("/trade", login=login, close="all")

    def place_order(self, login: int, symbol: str, side: str, lots: str) -> int:
        """Place a limit order far from the market; gives its id."""
        bid, ask = map(float, self.state()["prices"][symbol])
        price = f"{bid * 0.8:.3f}" if side == "buy" else f"{ask * 1.2:.3f}"
        placed = self.post("/order", login=login, symbol=symbol, side=side, lots=lots, price=price)
        return int(placed["order"])

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
