"""A running house as its people and its operator meet it: pages, API, commands, tables."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg

from brokerdesk.stack import attached
from brokerdesk.surfaces.cli.demo import house as demo
from brokerdesk.surfaces.cli.house import command

from .house import House

QUICK_GATEWAY = {
    "GATEWAY_POLL_S": "0.5",
    "GATEWAY_RESCAN_S": "2",
    "GATEWAY_ACCOUNTS_S": "1",
    "GATEWAY_ALL_ACCOUNTS_S": "2",
    "GATEWAY_MIRRORS_S": "2",
    "GATEWAY_RETRY_S": "0.2",
}
SMALL_WORLD = {"DEMO_PEOPLE": "4", "DEMO_LIFE": "off", **QUICK_GATEWAY}


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        """Read the one object that it printed."""
        found: dict[str, Any] = json.loads(self.out)
        return found


def as_demo(house: House) -> demo.House:
    """Give the house in the form that the demo's people know."""
    facts = json.loads((house.data_dir / "stack.json").read_text())
    signins = json.loads((house.data_dir / "demo-signins.json").read_text())
    kept = {name: str(value) for name, value in facts.items()}
    return demo.House(int(house.addresses["port"]), house.data_dir, kept, signins)


def run(house: House, *arguments: str) -> Said:
    """Run a `brokerdesk` command on the house."""
    done = subprocess.run(
        command(*arguments),
        env=house.environment(),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)


@contextmanager
def tables(house: House) -> Iterator[psycopg.Connection]:
    """Connect to the house's database as its owner, each statement on its own."""
    with (
        attached(house.data_dir) as addresses,
        psycopg.connect(addresses.database_url, autocommit=True) as link,
    ):
        yield link


class ControlDoor:
    """The control door of a simulated counterparty."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=15, trust_env=False)

    def get(self, path: str, **query: str | int) -> dict[str, Any]:
        """Look at something."""
        return self._answer(self._http.get(path, params=query))

    def post(self, path: str, **body: object) -> dict[str, Any]:
        """Do something."""
        return self._answer(self._http.post(path, json=body))

    def _answer(self, response: httpx.Response) -> dict[str, Any]:
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    def close(self) -> None:
        """Close the door."""
        self._http.close()


def platform_url(house: House, kind: str) -> str:
    """Where a trading platform's control door is."""
    return f"http://127.0.0.1:{house.addresses['street'][f'{kind}_control_port']}"


def platform(house: House, kind: str = "mt5") -> ControlDoor:
    """Open a trading platform's control door."""
    return ControlDoor(platform_url(house, kind))


def provider(house: House) -> ControlDoor:
    """Open the payment provider's control door."""
    return ControlDoor(str(house.addresses["street"]["psp_control_url"]))
