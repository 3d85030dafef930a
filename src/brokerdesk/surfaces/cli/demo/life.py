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


@dataclass
class Life:
    """The client, his browser, and an API key that looks on."""

    house: House
    api: Api = field(init=False)
    portal: Browser = field(init=False)
    email: str = field(default_factory=lambda: f"alice.{int(time.time())}@mail.example")
    client_id: str = ""
    account_id: str = ""
    login: int = 0
    deals: list[int] = field(default_factory=list)
    accruals: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.api = Api(self.house, make_key(self.house))
        self.portal = Browser(self.house.port, HOST)

    def wallet(self) -> Decimal:
        """What is available in the client's USD wallet."""
        rows = self.api.get(f"/clients/{self.client_id}/wallets")
        return next((Decimal(w["available"]) for w in rows if w["asset"] == "USD"), Decimal(0))

    def balance(self) -> Decimal:
        """The platform's balance of his account, as last read."""
        return Decimal(self.api.get(f"/accounts/{self.account_id}")["balance"])
