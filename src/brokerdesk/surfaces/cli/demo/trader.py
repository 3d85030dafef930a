"""The trader's terminal: on MT5 the platform's own REST wire (mt5.md §3, §5, §6.4)."""

import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

import httpx

from .browser import DemoError
from .house import House
from .life import Held

EXECUTE, DONE = "200", "10009"
ANSWER_S = 10.0
UNITS_PER_LOT = 10_000
MANAGER = "1000"


def answer_to(password: str, challenge: str) -> str:
    """What a manager answers to a random challenge of 32 hex digits (mt5.md §3)."""
    inner = hashlib.md5(password.encode("utf-16-le"), usedforsecurity=False).digest()
    hashed = hashlib.md5(inner + b"WebAPI", usedforsecurity=False).digest()
    return hashlib.md5(hashed + bytes.fromhex(challenge), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Trip:
    """One position opened and closed: the tickets of its deals, and that of the closing one."""

    deals: tuple[int, ...]
    closing: int


@dataclass(frozen=True, slots=True)
class Opened:
    """An open position by the platform's ticket; its opening deal where the platform has one."""

    ticket: int
    symbol: str
    lots: Decimal
    deals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shut:
    """The deal that closed a position."""

    deals: tuple[int, ...]


class Terminal(Protocol):
    """Opens and closes positions on one login."""

    def open(self, symbol: str, lots: Decimal) -> Opened: ...
    def shut(self, opened: Opened) -> Shut: ...
    def close(self) -> None: ...


def round_trip(trader: Terminal, symbol: str, lots: Decimal) -> Trip:
    """Buy and sell again.

    Raises:
        DemoError: the platform refuses or does not confirm.
    """
    opened = trader.open(symbol, lots)
    shut = trader.shut(opened)
    return Trip((*opened.deals, *shut.deals), shut.deals[-1])


def terminal(house: House, held: Held) -> Terminal:
    """The terminal of an account's platform."""
    if held.platform == "mt5":
        return Mt5Terminal(house, held.login)
    return DoorTerminal(house, held.platform, held.login)


class DoorTerminal:
    """Trades at the simulated platform's own door, as its client programs would."""

    def __init__(self, house: House, platform: str, login: int) -> None:
        self._login = login
        self._http = httpx.Client(base_url=house.street(f"{platform}_control"), timeout=10)
        self._named = "position" if platform == "ctrader" else "order"

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def open(self, symbol: str, lots: Decimal) -> Opened:
        """Buy.

        Raises:
            DemoError: the platform refuses.
        """
        order = {"login": self._login, "symbol": symbol, "side": "buy", "lots": str(lots)}
        done = self._post(order)
        deals = (int(done["deal"]),) if self._named == "position" else ()
        return Opened(int(done[self._named]), symbol, lots, deals)

    def shut(self, opened: Opened) -> Shut:
        """Sell again.

        Raises:
            DemoError: the platform refuses.
        """
        done = self._post({self._named: opened.ticket})
        return Shut((int(done["deal" if self._named == "position" else "order"]),))

    def _post(self, body: Mapping[str, object]) -> dict[str, Any]:
        answer = self._http.post("/trade", json=body)
        found: dict[str, Any] = answer.json()
        if answer.status_code != 200:
            raise DemoError(f"the platform refuses the order: {found}")
        return found


class Mt5Terminal:
    """Opens and closes positions on one login of the house's MT5 server.

    The session is the connection, so there is exactly one; its certificate is self-signed.
    """

    def __init__(self, house: House, login: int) -> None:
        self._login = login
        self._http = httpx.Client(
            base_url=f"https://127.0.0.1:{house.facts['mt5_rest_port']}",
            verify=False,
            timeout=10,
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
        )
        self._sign_in(house.facts["mt5_manager"])

    def close(self) -> None:
        """Close the session."""
        self._http.close()

    def _sign_in(self, password: str) -> None:
        start = {"version": "3661", "agent": "Demo", "login": MANAGER, "type": "manager"}
        challenge = self._ask("GET", "/api/auth/start", start)["srv_rand"]
        given = {
            "srv_rand_answer": answer_to(password, challenge),
            "cli_rand": secrets.token_hex(16),
        }
        found = self._ask("GET", "/api/auth/answer", given)
        if found["cli_rand_answer"] != answer_to(password, given["cli_rand"]):
            raise DemoError("the platform does not prove that it knows the password")

    def _ask(
        self, method: str, path: str, query: Mapping[str, str], body: object = None
    ) -> dict[str, Any]:
        content = None if body is None else json.dumps(body)
        found: dict[str, Any] = self._http.request(
            method, path, params=dict(query), content=content
        ).json()
        code, _space, text = str(found.get("retcode", "")).partition(" ")
        if code != "0":
            raise DemoError(f"{path} answers {code} {text}")
        return found

    def open(self, symbol: str, lots: Decimal) -> Opened:
        """Buy.

        Raises:
            DemoError: the platform does not confirm.
        """
        done = self._deal(symbol, lots, side="0", position="0")
        return Opened(int(done["ResultOrder"]), symbol, lots, (int(done["ResultDeal"]),))

    def shut(self, opened: Opened) -> Shut:
        """Sell again.

        Raises:
            DemoError: the platform does not confirm.
        """
        done = self._deal(opened.symbol, opened.lots, side="1", position=str(opened.ticket))
        return Shut((int(done["ResultDeal"]),))

    def _deal(self, symbol: str, lots: Decimal, *, side: str, position: str) -> dict[str, str]:
        body = {
            "Action": EXECUTE,
            "Login": str(self._login),
            "Symbol": symbol,
            "Volume": str(int(lots * UNITS_PER_LOT)),
            "Type": side,
            "TypeFill": "0",
            "PriceOrder": "0",
            "Position": position,
        }
        sent = self._ask("POST", "/api/dealer/send_request", {}, body)
        return self._confirmed(str(sent["answer"]["ID"]))

    def _confirmed(self, request: str) -> dict[str, str]:
        until = time.monotonic() + ANSWER_S
        while time.monotonic() < until:
            found = self._ask("GET", "/api/dealer/get_request_result", {"id": request})
            for part in (found.get("answer") or {}).get(request, []):
                answer: dict[str, str] = part.get("answer", {})
                code = answer.get("ResultRetcode", "").partition(" ")[0]
                if code == DONE:
                    return answer
                if code:
                    raise DemoError(f"the platform refuses the order: {code}")
            time.sleep(0.05)
        raise DemoError("the platform did not confirm the order")
