"""The contract's venue: the simulated server through its control door."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import SecretStr

from brokerdesk.ports.trading import PasswordKind, TradingPlatform
from tests.harness.ctrader_street import CTraderStreet
from tests.harness.street_venue import StreetVenue

from ..config import CTraderConfig
from ..gateway import CTraderPlatform
from ..mapping import OPERATIONS


class CTraderVenue(StreetVenue[CTraderStreet]):
    """Implements the contract's Venue."""

    group = "Retail_Standard/USD"
    other_group = "Retail_Pro/USD"
    password_kinds: tuple[PasswordKind, ...] = (PasswordKind.MASTER,)
    commands = {
        "open": "CREATE",
        "change": "UPDATE",
        "balance": "BALANCE",
        "deals": "HISTORY",
        "close": "CLOSE",
        "cancel": "ORDER",
        "push": "EVENT_300",
    }
    faults = {
        "lost": ("drop_answer", {}),
        "cut": ("cut", {}),
        "late": ("delay", {"seconds": 4, "stage": "after"}),
        "refused": ("refuse", {"error": "NOT_ENOUGH_RIGHTS"}),
        "busy": ("busy", {}),
        "twice": ("duplicate", {}),
        "reversed": ("reorder", {}),
    }

    def config(self, **changes: object) -> CTraderConfig:
        """A connection with short times."""
        given = self.street.config()
        values: dict[str, object] = {
            name: given[name]
            for name in ("host", "login", "password", "plant", "environment", "broker")
        }
        values |= {
            "rest_url": f"https://{given['host']}:{given['rest_port']}",
            "port": given["manager_port"],
            "certificate": given["certificate"],
            "deposit_assets": "USD, EUR, JPY",
            "answer_timeout_s": 2.0,
            "list_timeout_s": 10.0,
            "heartbeat_s": 1.0,
        }
        return CTraderConfig.model_validate(values | changes)

    def platform(self) -> TradingPlatform:
        """The adapter at this server."""
        return CTraderPlatform(self.config())

    def unreachable(self) -> TradingPlatform:
        """The adapter where nobody listens."""
        return CTraderPlatform(self.config(port=1))

    def stranger(self) -> TradingPlatform:
        """The adapter with a wrong password."""
        return CTraderPlatform(self.config(password=SecretStr("stranger-password")))

    def place_order(self, login: int, side: str, lots: Decimal) -> None:
        """Place a limit order far from the market as the client."""
        bid, ask = map(float, self.street.state()["prices"][self.symbol])
        price = f"{bid * 0.8:.3f}" if side == "buy" else f"{ask * 1.2:.3f}"
        order = {"symbol": self.symbol, "side": side, "lots": str(lots), "price": price}
        self.street.post("/order", login=login, **order)

    def ticket_of(self, said: Mapping[str, Any]) -> int:
        """The ticket of the row in what the control door says of a movement."""
        return OPERATIONS + int(said["row"])

    def edit_deal(self, ticket: int, changes: Mapping[str, str]) -> None:
        """Edit an operation as an administrator; the contract edits its amount only."""
        fields = {"delta": int(Decimal(changes["profit"]) * 100)}
        self.street.post("/edit_row", row=ticket - OPERATIONS, changes=fields)

    def delete_deal(self, ticket: int) -> None:
        """Delete an operation as an administrator."""
        self.street.post("/delete_row", row=ticket - OPERATIONS)

    def late_deal(self, login: int, amount: Decimal, before_s: int) -> None:
        """Insert an operation into the past."""
        self.street.post("/late_row", login=login, amount=str(amount), before_s=before_s)
