"""The contract's venue: the simulated server through its control door."""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import SecretStr

from brokerdesk.ports.trading import PasswordKind, TradingPlatform
from tests.harness.ctrader_street import CTraderStreet

from ..config import CTraderConfig
from ..gateway import CTraderPlatform
from ..mapping import OPERATIONS

COMMANDS = {
    "open": "CREATE",
    "change": "UPDATE",
    "balance": "BALANCE",
    "deals": "HISTORY",
    "close": "CLOSE",
}
FAULTS: dict[str, tuple[str, dict[str, object]]] = {
    "lost": ("drop_answer", {}),
    "cut": ("cut", {}),
    "late": ("delay", {"seconds": 4, "stage": "after"}),
    "refused": ("refuse", {"error": "NOT_ENOUGH_RIGHTS"}),
    "busy": ("busy", {}),
    "twice": ("duplicate", {}),
    "reversed": ("reorder", {}),
}


class CTraderVenue:
    """Implements the contract's Venue."""

    group = "Retail_Standard/USD"
    other_group = "Retail_Pro/USD"
    currency = "USD"
    symbol = "EURUSD"
    password_kinds: tuple[PasswordKind, ...] = (PasswordKind.MASTER,)

    def __init__(self, street: CTraderStreet) -> None:
        self.street = street

    @property
    def offset_s(self) -> int:
        """The server's clock minus UTC."""
        return self.street.offset_s

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

    def fault(self, command: str, kind: str) -> None:
        """Arm a fault for the next command of that sort."""
        do, options = FAULTS[kind]
        self.street.fault(COMMANDS[command], do, **options)

    def trade(self, login: int, side: str, lots: Decimal) -> None:
        """Open a position as the client."""
        self.street.trade(login, self.symbol, side, str(lots))

    def close_trades(self, login: int) -> None:
        """Close every position of a login."""
        self.street.close_trades(login)

    def place_order(self, login: int, side: str, lots: Decimal) -> None:
        """Place a limit order far from the market as the client."""
        self.street.place_order(login, self.symbol, side, str(lots))

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

    def shift_clock(self, seconds: int) -> None:
        """Move the server's clock."""
        self.street.shift_clock(seconds)

    def restart(self) -> None:
        """Drop all connections and come back."""
        self.street.restart()
