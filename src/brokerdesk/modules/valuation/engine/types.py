"""What the engine is told of instruments and accounts."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ..types import Key


@dataclass(frozen=True, slots=True)
class Instrument:
    """A symbol of a server. calc_mode: as the adapters name it, empty where a platform has one."""

    server_pk: int
    symbol: str
    profit_currency: str
    base: str
    margin_currency: str
    digits: int
    calc_mode: str
    tick_size: Decimal
    tick_value: Decimal

    @property
    def key(self) -> Key:
        """Its server and name."""
        return self.server_pk, self.symbol


@dataclass(frozen=True, slots=True)
class Line:
    """A position, open from `opened_at` until just before `closed_at`; side: buy or sell.

    swap: in the account's currency, with whatever else is due at its close (commission).
    """

    ticket: int
    server_pk: int
    symbol: str
    side: str
    lots: Decimal
    contract_size: Decimal
    price_open: Decimal
    swap: Decimal
    opened_at: datetime
    closed_at: datetime | None = None

    @property
    def key(self) -> Key:
        """The symbol that marks it."""
        return self.server_pk, self.symbol

    def open_at(self, at: datetime) -> bool:
        """Whether it was open at an instant."""
        return self.opened_at <= at and (self.closed_at is None or at < self.closed_at)


@dataclass(frozen=True, slots=True)
class Holding:
    """An account: its money and its positions; margin as the platform last reported it."""

    account_pk: int
    currency: str
    balance: Decimal
    credit: Decimal
    margin: Decimal
    lines: tuple[Line, ...]
