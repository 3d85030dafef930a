"""The server's records."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum

from streetsim.common.records import ZERO, Record

COMMENT_BYTES = 31


class Cmd(IntEnum):
    """Command of a trade record."""

    BUY = 0
    SELL = 1
    BUY_LIMIT = 2
    SELL_LIMIT = 3
    BUY_STOP = 4
    SELL_STOP = 5
    BALANCE = 6
    CREDIT = 7

    @property
    def is_buy(self) -> bool:
        return self in (0, 2, 4)

    @property
    def is_market(self) -> bool:
        return self <= Cmd.SELL

    @property
    def is_pending(self) -> bool:
        return Cmd.BUY_LIMIT <= self <= Cmd.SELL_STOP


class State(IntEnum):
    """State of a trade record."""

    OPEN_NORMAL = 0
    OPEN_REMAND = 1
    OPEN_RESTORED = 2
    CLOSED_NORMAL = 3
    CLOSED_PART = 4
    CLOSED_BY = 5
    DELETED = 6


class Reason(IntEnum):
    """Who opened a trade."""

    CLIENT = 0
    EXPERT = 1
    DEALER = 2
    SIGNAL = 3
    GATEWAY = 4
    MOBILE = 5
    WEB = 6
    API = 7


class Activation(IntEnum):
    """What set a trade off."""

    NONE = 0
    SL = 1
    TP = 2
    PENDING = 3
    STOP_OUT = 4


ENABLED = 1
MAY_CHANGE_PASSWORD = 2
READ_ONLY = 4


@dataclass(slots=True)
class Group(Record):
    """A group: account currency, margin rules, commission in US dollars per lot and round turn."""

    name: str
    currency: str
    digits: int = 2
    margin_call: Decimal = Decimal(100)
    stop_out: Decimal = Decimal(50)
    leverage: int = 100
    commission: Decimal = ZERO
    deposit: Decimal = ZERO


@dataclass(slots=True)
class User(Record):
    """A trading account. `info` holds its texts, `secrets` salted hashes; times by server clock."""

    login: int
    group: str
    leverage: int = 100
    flags: int = ENABLED | MAY_CHANGE_PASSWORD
    balance: Decimal = ZERO
    credit: Decimal = ZERO
    registered: int = 0
    last_date: int = 0
    last_ip: str = "0.0.0.0"
    agent: int = 0
    send_reports: bool = True
    color: int = 0
    interest_rate: Decimal = ZERO
    taxes: Decimal = ZERO
    prev_balance: Decimal = ZERO
    prev_equity: Decimal = ZERO
    prev_month_balance: Decimal = ZERO
    prev_month_equity: Decimal = ZERO
    timestamp: int = 0
    bot: bool = False
    info: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Trade(Record):
    """A trade record. `volume` in 1/100 lot, times in seconds of the server's clock, 0 is none."""

    order: int
    login: int
    cmd: int
    open_time: int
    symbol: str = ""
    digits: int = 0
    volume: int = 0
    open_price: Decimal = ZERO
    sl: Decimal = ZERO
    tp: Decimal = ZERO
    close_time: int = 0
    close_price: Decimal = ZERO
    state: int = State.OPEN_NORMAL
    reason: int = Reason.CLIENT
    activation: int = Activation.NONE
    expiration: int = 0
    commission: Decimal = ZERO
    commission_agent: Decimal = ZERO
    storage: Decimal = ZERO
    profit: Decimal = ZERO
    taxes: Decimal = ZERO
    margin_rate: Decimal = ZERO
    magic: int = 0
    comment: str = ""
    timestamp: int = 0

    @property
    def is_buy(self) -> bool:
        return Cmd(self.cmd).is_buy

    @property
    def is_open(self) -> bool:
        return self.cmd < Cmd.BALANCE and self.close_time == 0

    @property
    def lots(self) -> Decimal:
        return Decimal(self.volume) / 100

    @property
    def net(self) -> Decimal:
        """What the trade earns, in the account's currency."""
        return self.profit + self.storage + self.commission + self.taxes


def effect(trade: Trade) -> tuple[Decimal, Decimal]:
    """Return what a closed record moved: (balance, credit)."""
    if trade.cmd == Cmd.CREDIT:
        return ZERO, trade.profit
    if trade.cmd == Cmd.BALANCE:
        return trade.profit, ZERO
    return (trade.net, ZERO) if trade.close_time and Cmd(trade.cmd).is_market else (ZERO, ZERO)


def cut(text: str, limit: int, codepage: str) -> str:
    """Keep what the server keeps: its code page with '?' for the rest, so many bytes."""
    kept = text.encode(codepage, "replace")[:limit]
    return kept.decode(codepage, "ignore").partition("\0")[0]


def default_groups() -> list[Group]:
    """Return the groups that a fresh server starts with."""
    pro = Decimal(7)
    return [
        Group("std-USD", "USD"),
        Group("std-EUR", "EUR"),
        Group("pro-USD", "USD", commission=pro, stop_out=Decimal(30)),
        Group("pro-EUR", "EUR", commission=pro, stop_out=Decimal(30)),
        Group("cent-USC", "USC"),
        Group("demoforex-USD", "USD", deposit=Decimal(10000)),
        Group("demoforex-EUR", "EUR", deposit=Decimal(10000)),
        Group("bots-USD", "USD"),
    ]
