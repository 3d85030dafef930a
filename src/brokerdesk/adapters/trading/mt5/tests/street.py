"""The simulated server as a process of its own, and the contract's venue at it."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import httpx
from pydantic import SecretStr

from brokerdesk.ports.trading import TradingPlatform

from ..config import Mt5Config
from ..gateway import Mt5Platform

OFFSET_MIN = 120
COMMANDS = {
    "open": "USER_ADD",
    "change": "USER_UPDATE",
    "balance": "TRADE_BALANCE",
    "deals": "DEAL_GET_BATCH",
}
FAULTS: dict[str, tuple[str, dict[str, object]]] = {
    "lost": ("drop_answer", {}),
    "cut": ("cut", {}),
    "late": ("delay", {"seconds": 4, "stage": "after"}),
    "refused": ("refuse", {"retcode": 8}),
    "busy": ("refuse", {"retcode": 12}),
    "twice": ("duplicate", {"what": "answer"}),
    "reversed": ("reorder", {"what": "rows"}),
}
FIELDS = {"profit": "Profit", "comment": "Comment"}


@contextmanager
def streetsim(*arguments: str) -> Iterator[dict[str, int]]:
    """Start `streetsim mt5` and give its ports."""
    command = [
        *(sys.executable, "-c", "import sys; from streetsim.cli import main; sys.exit(main())"),
        *("mt5", "--control-port", "0", "--always-open", "--die-with-parent"),
        *("--ping-interval", "1", "--utc-offset", str(OFFSET_MIN)),
        *("--manager", "1000:Manager#2024", *arguments),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            ready: dict[str, int] = json.loads(line)
            yield ready
        finally:
            process.terminate()
            process.wait(timeout=10)


class Mt5Venue:
    """Implements the contract's Venue through the control door."""

    group = r"real\standard-USD"
    other_group = r"real\pro-USD"
    currency = "USD"
    symbol = "EURUSD"

    def __init__(self, ports: Mapping[str, int], *, encrypt: bool = True) -> None:
        self.offset_s = OFFSET_MIN * 60
        self._port = ports["port"]
        self._encrypt = encrypt
        self._control = httpx.Client(
            base_url=f"http://127.0.0.1:{ports['control_port']}", timeout=15, trust_env=False
        )

    def config(self, **changes: object) -> Mt5Config:
        """A connection with short times."""
        values: dict[str, object] = {
            "host": "127.0.0.1",
            "port": self._port,
            "login": 1000,
            "password": SecretStr("Manager#2024"),
            "encrypt": self._encrypt,
            "answer_timeout_s": 2.0,
            "batch_timeout_s": 20.0,
            "ping_interval_s": 0.5,
        }
        return Mt5Config.model_validate(values | changes)

    def platform(self) -> TradingPlatform:
        """The adapter at this server."""
        return Mt5Platform(self.config())

    def unreachable(self) -> TradingPlatform:
        """The adapter where nobody listens."""
        return Mt5Platform(self.config(port=1))

    def stranger(self) -> TradingPlatform:
        """The adapter with a wrong password."""
        return Mt5Platform(self.config(password=SecretStr("stranger-password")))

    def post(self, path: str, **body: object) -> dict[str, Any]:
        """Use the control door."""
        answer = self._control.post(path, json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def state(self) -> dict[str, Any]:
        """The server's own view."""
        found: dict[str, Any] = self._control.get("/state").json()
        return found

    def fault(self, command: str, kind: str) -> None:
        """Arm a fault for the next command of that sort."""
        do, options = FAULTS[kind]
        when = {"command": COMMANDS[command], "nth": 1}
        self.post("/fault", when=when, do=do, **{"with": options})

    def trade(self, login: int, side: str, lots: Decimal) -> None:
        """Open a position as the client."""
        self.post("/trade", login=login, symbol=self.symbol, side=side, lots=str(lots))

    def close_trades(self, login: int) -> None:
        """Close every position of a login."""
        self.post("/trade", login=login, close="all")

    def edit_deal(self, ticket: int, changes: Mapping[str, str]) -> None:
        """Edit a deal as an administrator."""
        self.post("/edit_deal", deal=ticket, changes={FIELDS[k]: v for k, v in changes.items()})

    def delete_deal(self, ticket: int) -> None:
        """Delete a deal as an administrator."""
        self.post("/delete_deal", deal=ticket)

    def late_deal(self, login: int, amount: Decimal, before_s: int) -> None:
        """Insert a balance deal into the past."""
        deal = {"Login": str(login), "Action": "2", "Profit": str(amount), "Comment": "late"}
        self.post("/late_deal", deal=deal, seconds=before_s)

    def shift_clock(self, seconds: int) -> None:
        """Move the server's wall clock."""
        self.post("/clock", seconds=seconds)
        self.offset_s += seconds

    def restart(self) -> None:
        """Drop all connections and come back."""
        self._port = int(self.post("/restart", down_s=0.1)["port"])

    def close(self) -> None:
        """Close the control door."""
        self._control.close()
