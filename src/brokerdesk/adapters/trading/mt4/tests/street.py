"""The contract's venue: the simulated bridge through its control door."""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import SecretStr

from brokerdesk.ports.trading import PasswordKind, TradingPlatform
from tests.harness.mt4_street import CLIENT, Mt4Street

from ..config import Mt4Config
from ..gateway import Mt4Platform

COMMANDS = {
    "open": "UserRecordNew",
    "change": "UserRecord",
    "balance": "TradeTransaction:BrBalance",
    "deals": "ReportsRequest",
    "close": "TradeTransaction:BrClose",
}
FAULTS: dict[str, tuple[str, dict[str, object]]] = {
    "lost": ("drop_answer", {}),
    "cut": ("cut", {}),
    "late": ("delay", {"seconds": 4, "stage": "after"}),
    "refused": ("refuse", {"managerCode": "NotEnoughRights"}),
    "busy": ("refuse", {"managerCode": "TooFrequent"}),
    "twice": ("duplicate", {"what": "answer"}),
    "reversed": ("reorder", {}),
}
LIMIT_PRICES = {"buy": (2, "0.50000"), "sell": (3, "5.00000")}


class Mt4Venue:
    """Implements the contract's Venue."""

    group = "std-USD"
    other_group = "pro-USD"
    currency = "USD"
    symbol = "EURUSD"
    password_kinds: tuple[PasswordKind, ...] = (PasswordKind.MASTER,)

    def __init__(self, street: Mt4Street) -> None:
        self.street = street

    @property
    def offset_s(self) -> int:
        """The server's wall clock minus UTC."""
        return self.street.offset_s

    def config(self, **changes: object) -> Mt4Config:
        """A connection with short times."""
        client_id, secret = CLIENT
        fields: dict[str, object] = {
            "base_url": self.street.url,
            "authority": self.street.url,
            "client_id": client_id,
            "client_secret": SecretStr(secret),
            "answer_timeout_s": 2.0,
            "batch_timeout_s": 20.0,
            "ping_interval_s": 1.5,
        }
        return Mt4Config.model_validate(fields | changes)

    def platform(self) -> TradingPlatform:
        """The adapter at this bridge."""
        return Mt4Platform(self.config())

    def unreachable(self) -> TradingPlatform:
        """The adapter where nobody listens."""
        nowhere = "http://127.0.0.1:1"
        return Mt4Platform(self.config(base_url=nowhere, authority=nowhere))

    def stranger(self) -> TradingPlatform:
        """The adapter with a wrong secret."""
        return Mt4Platform(self.config(client_secret=SecretStr("stranger-password")))

    def fault(self, command: str, kind: str) -> None:
        """Arm a fault for the next command of that sort."""
        do, options = FAULTS[kind]
        self.street.fault(COMMANDS[command], do, **options)

    def trade(self, login: int, side: str, lots: Decimal) -> None:
        """Open a trade as the client."""
        self.street.trade(login, side, lots, self.symbol)

    def close_trades(self, login: int) -> None:
        """Close every trade of a login."""
        self.street.close_trades(login)

    def place_order(self, login: int, side: str, lots: Decimal) -> None:
        """Place a limit order far from the market as the client."""
        kind, price = LIMIT_PRICES[side]
        order = {"symbol": self.symbol, "type": kind, "lots": str(lots), "price": price}
        self.street.post("/order", login=login, **order)

    def edit_deal(self, ticket: int, changes: Mapping[str, str]) -> None:
        """Edit a record as an administrator."""
        self.street.post("/edit_deal", order=ticket, changes=dict(changes))

    def delete_deal(self, ticket: int) -> None:
        """Delete a record as an administrator."""
        self.street.post("/delete_deal", order=ticket)

    def late_deal(self, login: int, amount: Decimal, before_s: int) -> None:
        """Insert a balance operation into the past."""
        trade = {"login": login, "profit": str(amount), "comment": "late"}
        self.street.post("/late_deal", trade=trade, seconds=before_s)

    def shift_clock(self, seconds: int) -> None:
        """Move the server's wall clock."""
        self.street.shift_clock(seconds)

    def restart(self) -> None:
        """Drop all connections and come back."""
        self.street.restart()
