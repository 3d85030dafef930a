"""Port to a trading platform (MetaTrader 5 first; MT4 and cTrader by the same records).

Money is `Decimal` in major units of the account's currency, volumes are lots, instants are aware
UTC beside the raw server number. Everything is asyncio: the gateway process owns the connections.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol, runtime_checkable

from brokerdesk.kit.texts import Marked

from .outcome import Outcome
from .trading_calculators import CalculatorPort, MarginNeed
from .trading_dealing import CancelRequest, CloseRequest
from .trading_kinds import (
    AccountAccess,
    Capability,
    DealEntry,
    DealKind,
    OrderFate,
    OrderKind,
    PasswordKind,
    Side,
)

__all__ = [
    "AccountAccess",
    "AccountChange",
    "AccountsPort",
    "BalancePort",
    "CalculatorPort",
    "CancelRequest",
    "Capability",
    "CloseRequest",
    "DealEntry",
    "DealKind",
    "DealWindow",
    "DealingPort",
    "DealsPort",
    "Hint",
    "MarginNeed",
    "MarketPort",
    "NewAccount",
    "OrderFate",
    "OrderKind",
    "PasswordKind",
    "PlatformAccount",
    "PlatformAway",
    "PlatformDeal",
    "PlatformError",
    "PlatformGroup",
    "PlatformOrder",
    "PlatformPosition",
    "PlatformRefused",
    "PlatformSymbol",
    "PushPort",
    "Quote",
    "ServerClock",
    "Session",
    "Side",
    "TradingPlatform",
]


class PlatformError(Exception):
    """The platform could not be asked, or answered against its protocol."""


class PlatformAway(PlatformError):
    """No connection; try again later."""


class PlatformRefused(PlatformError):
    """A read was refused; `code` is the platform's own."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(Marked("%(code)s %(reason)s", code=code, reason=reason))
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ServerClock:
    """The server's clock at one reading: `offset_s` = server wall clock minus UTC, to 15 min."""

    server_time_s: int
    read_at: datetime
    offset_s: int


@dataclass(frozen=True, slots=True)
class PlatformGroup:
    """A platform group: currency and margin mode belong to it."""

    name: str
    currency: str
    currency_digits: int
    margin_mode: str
    margin_call_level: Decimal
    stop_out_level: Decimal


@dataclass(frozen=True, slots=True)
class PlatformSymbol:
    """A tradable symbol. Volumes in lots, swaps as the platform states them."""

    name: str
    path: str
    description: str
    base: str
    profit_currency: str
    margin_currency: str
    digits: int
    contract_size: Decimal
    tick_size: Decimal
    tick_value: Decimal
    volume_min: Decimal
    volume_max: Decimal
    volume_step: Decimal
    calc_mode: str


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to open; login 0 lets the server choose. Passwords live in memory only."""

    group: str
    name: str
    email: str
    leverage: int
    country: str
    master_password: str
    investor_password: str
    reference: str
    login: int = 0


@dataclass(frozen=True, slots=True)
class AccountChange:
    """Fields to change; None leaves a field as it is."""

    group: str | None = None
    leverage: int | None = None
    access: AccountAccess | None = None
    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class PlatformAccount:
    """An account as the platform holds it now. `level` is percent, 0 without margin."""

    login: int
    group: str
    name: str
    leverage: int
    access: AccountAccess
    reference: str
    balance: Decimal
    credit: Decimal
    equity: Decimal
    margin: Decimal
    margin_free: Decimal
    level: Decimal
    floating: Decimal
    registered_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlatformDeal:
    """One deal, decoded. `balance_effect` and `credit_effect` are what it moved, to the cent.

    server_time_ms is the raw server number; occurred_at the UTC derived from it.
    digest changes whenever any field that we keep changes: rescans compare it.
    opened_at: when the position was opened, where the deal that closes it tells by itself.
    """

    ticket: int
    login: int
    kind: DealKind
    entry: DealEntry
    symbol: str
    position_id: int
    order_id: int
    lots: Decimal
    lots_closed: Decimal
    contract_size: Decimal
    price: Decimal
    price_position: Decimal
    profit: Decimal
    commission: Decimal
    swap: Decimal
    fee: Decimal
    balance_effect: Decimal
    credit_effect: Decimal
    rate_profit: Decimal
    comment: str
    reason: str
    server_time_ms: int
    occurred_at: datetime
    modified: bool
    digest: bytes
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlatformPosition:
    """One open position."""

    ticket: int
    login: int
    symbol: str
    side: Side
    lots: Decimal
    contract_size: Decimal
    price_open: Decimal
    price_current: Decimal
    stop_loss: Decimal
    take_profit: Decimal
    profit: Decimal
    swap: Decimal
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class PlatformOrder:
    """One order that waits for its price. `trigger` is the stop price of a stop-limit order."""

    ticket: int
    login: int
    symbol: str
    kind: OrderKind
    lots: Decimal
    price: Decimal
    trigger: Decimal
    stop_loss: Decimal
    take_profit: Decimal
    placed_at: datetime
    expires_at: datetime | None
    comment: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Last prices of a symbol."""

    symbol: str
    bid: Decimal
    ask: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class DealWindow:
    """A window of server time, seconds, both ends inclusive; groups by mask, or logins.

    first_s: how much of it to ask for at first, while nobody knows how many deals it holds.
    """

    from_s: int
    to_s: int
    group_mask: str = "*"
    logins: tuple[int, ...] = ()
    first_s: int = 60


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that the platform told by itself.

    `deals` are whole, as a reading would give them; `logins` have new figures; `positions` says
    that some opened, changed or closed. A hint may be lost, late, doubled or out of order:
    readings from the watermark on, at each connection and now and then, remain the truth.
    """

    deals: tuple[PlatformDeal, ...] = ()
    logins: tuple[int, ...] = ()
    quotes: tuple[Quote, ...] = ()
    positions: bool = False


class AccountsPort(Protocol):
    """Open, read and change accounts."""

    async def open_account(self, account: NewAccount) -> Outcome[int]: ...
    async def find_account(self, reference: str) -> PlatformAccount | None: ...
    async def account(self, login: int) -> PlatformAccount | None: ...
    async def accounts(self, logins: Sequence[int]) -> list[PlatformAccount]: ...
    async def logins(self, group_mask: str) -> list[int]: ...
    async def change_account(self, login: int, change: AccountChange) -> Outcome[None]: ...
    async def set_password(
        self, login: int, kind: PasswordKind, password: str
    ) -> Outcome[None]: ...
    async def check_password(self, login: int, kind: PasswordKind, password: str) -> bool: ...


class BalancePort(Protocol):
    """Move money. `reference` (at most 16 characters) goes inside the comment."""

    async def change_balance(
        self, login: int, amount: Decimal, *, reference: str, comment: str
    ) -> Outcome[int]: ...
    async def change_credit(
        self, login: int, amount: Decimal, *, reference: str, comment: str
    ) -> Outcome[int]: ...
    async def correct_balance(
        self, login: int, amount: Decimal, *, reference: str, comment: str
    ) -> Outcome[int]: ...
    async def find_operation(
        self, login: int, reference: str, since: datetime
    ) -> PlatformDeal | None: ...


class DealsPort(Protocol):
    """Read deals; rows come sorted by (server_time_ms, ticket)."""

    def deals(self, window: DealWindow) -> AsyncIterator[list[PlatformDeal]]: ...
    async def deal(self, ticket: int) -> PlatformDeal | None: ...
    async def deal_count(self, login: int, from_s: int, to_s: int) -> int: ...


class MarketPort(Protocol):
    """Read positions, symbols, groups, prices and the clock.

    `quotes` may leave out prices that did not change since the same session gave them.
    """

    async def positions(self, group_mask: str) -> list[PlatformPosition]: ...
    async def orders(self, group_mask: str) -> list[PlatformOrder]: ...
    async def groups(self) -> list[PlatformGroup]: ...
    async def symbols(self) -> list[PlatformSymbol]: ...
    async def quotes(self, symbols: Sequence[str]) -> list[Quote]: ...
    async def clock(self) -> ServerClock: ...


class DealingPort(Protocol):
    """Close positions and take waiting orders away, as a dealer.

    `find_close` gives the closing deal of a request, if any; `order_fate` what became of an order.
    """

    async def close_position(self, request: CloseRequest) -> Outcome[int]: ...
    async def find_close(self, request: CloseRequest, since: datetime) -> PlatformDeal | None: ...
    async def cancel_order(self, request: CancelRequest) -> Outcome[None]: ...
    async def order_fate(self, request: CancelRequest) -> OrderFate: ...


class PushPort(Protocol):
    """What the platform tells by itself, until the connection ends; nothing is told twice over.

    Raises PlatformAway when the connection is gone: the caller connects again and reads.
    """

    def hints(self) -> AsyncIterator[Hint]: ...


@runtime_checkable
class Session(Protocol):
    """One authenticated connection with its parts. One command is outstanding at a time."""

    async def close(self) -> None: ...
    async def ping(self) -> float: ...
    @property
    def alive(self) -> bool: ...
    @property
    def accounts_port(self) -> AccountsPort: ...
    @property
    def balance_port(self) -> BalancePort: ...
    @property
    def deals_port(self) -> DealsPort: ...
    @property
    def market_port(self) -> MarketPort: ...
    @property
    def dealing_port(self) -> DealingPort | None: ...
    @property
    def push_port(self) -> PushPort | None: ...
    @property
    def calculator_port(self) -> CalculatorPort | None: ...


class TradingPlatform(Protocol):
    """What an adapter's `build(config)` returns. It keeps no state but its configuration."""

    async def connect(self, purpose: str) -> Session: ...
