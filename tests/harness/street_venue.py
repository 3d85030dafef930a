"""The trading contract's venue at a simulated server."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Generic, TypeVar

from .street import Street

StreetT = TypeVar("StreetT", bound=Street)
LIMIT_PRICES = {"buy": (2, "0.50000"), "sell": (3, "5.00000")}


class StreetVenue(Generic[StreetT]):
    """What the venues share. A venue names the server's commands and faults, and its adapter."""

    currency = "USD"
    symbol = "EURUSD"
    commands: ClassVar[Mapping[str, str]]
    faults: ClassVar[Mapping[str, tuple[str, dict[str, object]]]]

    def __init__(self, street: StreetT) -> None:
        self.street = street

    @property
    def offset_s(self) -> int:
        """The server's clock minus UTC."""
        return self.street.offset_s

    def fault(self, command: str, kind: str) -> None:
        """Arm a fault for the next command of that sort."""
        do, options = self.faults[kind]
        self.street.fault(self.commands[command], do, **options)

    def trade(self, login: int, side: str, lots: Decimal) -> None:
        """Open a position as the client."""
        self.street.post("/trade", login=login, symbol=self.symbol, side=side, lots=str(lots))

    def close_trades(self, login: int) -> None:
        """Close every position of a login."""
        self.street.post("/trade", login=login, close="all")

    def place_order(self, login: int, side: str, lots: Decimal) -> None:
        """Place a limit order far from the market as the client."""
        kind, price = LIMIT_PRICES[side]
        order = {"symbol": self.symbol, "type": kind, "lots": str(lots), "price": price}
        self.street.post("/order", login=login, **order)

    def fill_orders(self, login: int) -> None:
        """Let the price fall to where the buying orders wait, and back."""
        del login
        self.street.post("/price", symbol=self.symbol, bid="0.49990", ask="0.50000")
        self.street.post("/price", symbol=self.symbol, release=True)

    def server_row(self, login: int, kind: str, amount: str, **more: str) -> int:
        """Let the server itself move money; gives the ticket as the adapter names it."""
        said = self.street.post("/server_row", login=login, kind=kind, amount=amount, **more)
        return self.ticket_of(said)

    def ticket_of(self, said: Mapping[str, Any]) -> int:
        """The ticket in what the control door says of a movement."""
        return int(said["deal"])

    def shift_clock(self, seconds: int) -> None:
        """Move the server's clock."""
        self.street.shift_clock(seconds)

    def restart(self) -> None:
        """Drop all connections and come back."""
        self.street.restart()
