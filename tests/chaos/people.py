"""Customers and a finance officer who go on whatever is killed under them."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import uuid4

import httpx

from brokerdesk.surfaces.cli.demo.browser import Browser, DemoError
from tests.harness.house import House

PATIENCE_S = 150.0
CARD = {"number": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123", "name": "A Client"}
KINDS = {"/deposits", "to_account", "to_wallet", "/withdrawals"}
DIRECTIONS = {"to_account", "to_wallet"}
DESTINATION = {"account": "4242424242424242", "name": "A Client"}
Item = dict[str, Any]


class Desk:
    """The REST API as a careful program uses it: the same key again until there is an answer."""

    def __init__(self, house: House, token: str) -> None:
        self._house = house
        self._http = httpx.Client(
            headers={"Authorization": f"Bearer {token}"}, timeout=10, trust_env=False
        )

    def get(self, path: str, **query: str) -> Any:
        """Read something."""
        return self._answer("GET", path, params=query).json()

    def all(self, path: str, **query: str) -> list[Item]:
        """Read a whole list."""
        rows: list[Item] = []
        cursor = ""
        while True:
            page = self.get(path, cursor=cursor, limit="200", **query)
            rows += page["items"]
            cursor = page.get("next_cursor") or ""
            if not cursor:
                return rows

    def post(self, path: str, body: Item) -> Item | None:
        """Order something exactly once; None when there is not enough money for it."""
        key = {"Idempotency-Key": uuid4().hex}
        response = self._answer("POST", path, json=body, headers=key)
        if response.status_code == 422 and response.json()["code"] == "insufficient_funds":
            return None
        assert response.status_code == 201, response.text
        found: Item = response.json()
        return found

    def _answer(self, method: str, path: str, **request: Any) -> httpx.Response:
        url = f"http://127.0.0.1:{self._house.port}/api/v1{path}"
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                response = self._http.request(method, url, **request)
            except httpx.TransportError:
                response = None
            if response is not None and response.status_code < 500:
                return response
            assert time.monotonic() < until, f"{method} {path} is not answered: {response}"
            time.sleep(0.2)


@dataclass
class Customer:
    """Pays in, funds his account, trades, takes money back and out, again and again."""

    desk: Desk
    client_id: str
    account_id: str
    kind: str
    login: int
    method_id: str
    control_url: str
    unpaid: list[str] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)

    def live(self, stop: threading.Event) -> None:
        """Act until told to stop and until each kind of order was accepted, and performed, once.

        The platform may refuse what is taken back before what was moved there has arrived.
        """
        acts: list[Callable[[], object]] = [
            self.deposit, self.pay, self.fund, self.trade, self.take_back, self.withdraw,
        ]  # fmt: skip
        until = None
        while not (stop.is_set() and self.accepted >= KINDS and self.moved() >= DIRECTIONS):
            if stop.is_set():
                until = until or time.monotonic() + PATIENCE_S
                assert time.monotonic() < until, f"only {self.accepted}, moved {self.moved()}"
            for act in acts:
                act()
                time.sleep(0.1)

    def _order(self, path: str, amount: str, **more: Any) -> Item | None:
        body = {"client_id": self.client_id, "amount": amount, "currency": "USD", **more}
        made = self.desk.post(path, body)
        if made is not None:
            self.accepted.add(str(more.get("direction", path)))
        return made

    def deposit(self) -> None:
        """Start a deposit; it is paid once its page is there."""
        made = self._order("/deposits", "100.00", method_id=self.method_id)
        assert made is not None
        self.unpaid.append(made["id"])

    def pay(self) -> None:
        """Pay what has a page on the provider's own page; what fails is tried again later."""
        for deposit_id in list(self.unpaid):
            shown = self.desk.get(f"/deposits/{deposit_id}")
            if shown["state"] not in ("created", "redirected"):
                self.unpaid.remove(deposit_id)
            elif shown["redirect_url"]:
                attempt(partial(httpx.post, shown["redirect_url"], data=CARD, timeout=5))

    def fund(self) -> None:
        """Move money onto the trading account."""
        self._order("/transfers", "30.00", account_id=self.account_id, direction="to_account")

    def take_back(self) -> None:
        """Move money back to the wallet; the platform may refuse."""
        self._order("/transfers", "7.00", account_id=self.account_id, direction="to_wallet")

    def withdraw(self) -> None:
        """Ask for a payout."""
        self._order("/withdrawals", "5.00", method_id=self.method_id, destination=DESTINATION)

    def trade(self) -> None:
        """Open a position and close all; the platform may refuse or be away."""
        trade = {"login": self.login, "symbol": "EURUSD", "side": "buy", "lots": "0.01"}
        for order in (trade, {"login": self.login, "close": "all"}):
            attempt(partial(httpx.post, f"{self.control_url}/trade", json=order, timeout=5))

    def moved(self) -> set[str]:
        """The directions in which a transfer of his was completed."""
        done = self.desk.all("/transfers", client_id=self.client_id, state="completed")
        return {str(row["direction"]) for row in done}

    def wallet(self) -> Decimal:
        """What he has in his wallet, held money included."""
        rows = self.desk.get(f"/clients/{self.client_id}/wallets")
        usd = [w for w in rows if w["asset"] == "USD"]
        return sum((Decimal(w["available"]) + Decimal(w["reserved"]) for w in usd), Decimal(0))


class Finance:
    """Approves every withdrawal on its page."""

    def __init__(self, desk: Desk, office: Browser) -> None:
        self._desk, self._office = desk, office

    def live(self, stop: threading.Event) -> None:
        """Approve until told to stop."""
        while not stop.wait(0.5):
            self.approve_all()

    def approve_all(self) -> None:
        """Approve what waits; what fails is still there the next time."""
        for item in self._desk.all("/withdrawals", state="requested"):
            attempt(partial(self._approve, f"/money/withdrawals/{item['id']}/"))

    def _approve(self, path: str) -> None:
        page = self._office.get(path)
        for form in page.forms:
            if form.action.rstrip("/").endswith("approve"):
                self._office.submit(page, form)


def attempt(act: Callable[[], object]) -> bool:
    """Try something that a killed process may spoil; say whether it got through."""
    try:
        act()
    except (httpx.TransportError, DemoError):
        return False
    return True
