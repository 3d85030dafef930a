"""One client's life: what its stages know of one another."""

import time
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .browser import Browser
from .house import House
from .people import Api, make_key

HOST = "northwind.localhost"
PASSWORD = "Gentle-otter-swims-42"
# Platform -> the title of the product that the client opens there.
PLATFORMS = {"mt5": "Standard", "mt4": "MT4 Classic", "ctrader": "cTrader Raw"}
TITLES = {"mt5": "MetaTrader 5", "mt4": "MetaTrader 4", "ctrader": "cTrader"}


@dataclass
class Held:
    """His account on one platform, with the deals that he made on it."""

    platform: str
    account_id: str
    login: int
    deals: list[int] = field(default_factory=list)
    closing: list[int] = field(default_factory=list)


@dataclass
class Life:
    """The client, his browser, and an API key that looks on."""

    house: House
    api: Api = field(init=False)
    portal: Browser = field(init=False)
    email: str = field(default_factory=lambda: f"alice.{int(time.time())}@mail.example")
    client_id: str = ""
    held: list[Held] = field(default_factory=list)
    accruals: list[dict[str, Any]] = field(default_factory=list)
    decided_ms: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.api = Api(self.house, make_key(self.house))
        self.portal = Browser(self.house.port, HOST)

    def wallet(self) -> Decimal:
        """What is available in the client's USD wallet."""
        rows = self.api.get(f"/clients/{self.client_id}/wallets")
        return next((Decimal(w["available"]) for w in rows if w["asset"] == "USD"), Decimal(0))

    def balance(self, held: Held) -> Decimal:
        """The platform's balance of one of his accounts, as last read."""
        return Decimal(self.api.get(f"/accounts/{held.account_id}")["balance"])
