"""The contract's venue: the simulated server through its control door."""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import SecretStr

from brokerdesk.ports.trading import PasswordKind, TradingPlatform
from tests.harness.street import Mt5Street

from ..config import Mt5Config
from ..gateway import Mt5Platform

COMMANDS = {
    "open": "USER_ADD",
    "change": "USER_UPDATE",
    "balance": "TRADE_BALANCE",
    "deals": "DEAL_GET_BATCH",
    "close": "DEALER_SEND",
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


class Mt5Venue:
    """Implements the contract's Venue."""

    group = r"real\standard-USD"
    other_group = r"real\pro-USD"
    currency = "USD"
    symbol = "EURUSD"
    password_kinds = tuple(PasswordKind)

    def __init__(self, street: Mt5Street) -> None:
        self.street = street

    @property
    def offset_s(self) -> int:
        """The server's wall clock minus UTC."""
        return self.street.offset_s

    def config(self, **changes: object) -> Mt5Config:
        """A connection with short times."""
        times: dict[str, object] = {
            "answer_timeout_s": 2.0,
            "batch_timeout_s": 20.0,
            "ping_interval_s": 0.5,
        }
        return Mt5Config.model_validate(self.street.config() | times | changes)

    def platform(self) -> TradingPlatform:
        """The adapter at this server."""
        return Mt5Platform(self.config())

    def unreachable(self) -> TradingPlatform:
        """The adapter where nobody listens."""
        return Mt5Platform(self.config(port=1))

    def stranger(self) -> TradingPlatform:
        """The adapter with a wrong password."""
        return Mt5Platform(self.config(password=SecretStr("stranger-password")))

    def fault(self, command: str, kind: str) -> None:
        """Arm a fault for the next command of that sort."""
        do, options = FAULTS[kind]
        self.street.fault(COMMANDS[command], do, **options)

    def trade(self, login: int, side: str, lots: Decimal) -> None:
        """Open a position as the client."""
        self.street.post("/trade", login=login, symbol=self.symbol, side=side, lots=str(lots))

    def close_trades(self, login: int) -> None:
        """Close every position of a login."""
        self.street.post("/trade", login=login, close="all")

    def place_order(self, login: int, side: str, lots: Decimal) -> None:
        """Place a limit order far from the market as the client."""
        kind, price = {"buy": (2, "0.50000"), "sell": (3, "5.00000")}[side]
        order = {"symbol": self.symbol, "type": kind, "lots": str(lots), "price": price}
        self.street.post("/order", login=login, **order)

    def edit_deal(self, ticket: int, changes: Mapping[str, str]) -> None:
        """Edit a deal as an administrator."""
        fields = {FIELDS[name]: value for name, value in changes.items()}
        self.street.post("/edit_deal", deal=ticket, changes=fields)

    def delete_deal(self, ticket: int) -> None:
        """Delete a deal as an administrator."""
        self.street.post("/delete_deal", deal=ticket)

    def late_deal(self, login: int, amount: Decimal, before_s: int) -> None:
        """Insert a balance deal into the past."""
        deal = {"Login": str(login), "Action": "2", "Profit": str(amount), "Comment": "late"}
        self.street.post("/late_deal", deal=deal, seconds=before_s)

    def shift_clock(self, seconds: int) -> None:
        """Move the server's wall clock."""
        self.street.shift_clock(seconds)

    def restart(self) -> None:
        """Drop all connections and come back."""
        self.street.restart()
