"""What the valuation room says of accounts, and what watchers of accounts are told."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from brokerdesk.modules.trading.types import DealRow

Key = tuple[int, str]
"""A symbol of a server: (server_pk, symbol)."""


class Quality(StrEnum):
    """How far a value is to be trusted; only what is as good as reported decides."""

    REPORTED = "reported"
    ESTIMATED = "estimated"
    SUSPECT = "suspect"


class Doubt(StrEnum):
    """Why a value is not as good as reported; the last three make it suspect."""

    NO_PRICE = "no_price"
    NO_RATE = "no_rate"
    UNKNOWN_SYMBOL = "unknown_symbol"
    UNKNOWN_METHOD = "unknown_method"
    NOT_COMPARED = "not_compared"
    DIFFERS = "differs"
    UNSETTLED = "unsettled"
    OVERDUE = "overdue"
    BAD_PRICE = "bad_price"
    STALE_PRICE = "stale_price"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class DoubtSeen:
    """A doubt and what it is about: a symbol, a pair of currencies, a figure."""

    doubt: Doubt
    about: str = ""


def telling(doubts: Iterable[DoubtSeen], positions: int) -> tuple[DoubtSeen, ...]:
    """What of the doubts about a value a person should see.

    The seconds until the platform's next report are always there, and where nothing is open no
    price can make our value another than the platform's.
    """
    usual = {Doubt.UNSETTLED} if positions else {Doubt.UNSETTLED, Doubt.NOT_COMPARED}
    return tuple(one for one in doubts if one.doubt not in usual)


@dataclass(frozen=True, slots=True)
class Price:
    """A quote as it stood in the stream. at: the venue's instant. seq: the stream's number.

    fault: what the gate found wrong with it (a `QuoteFault`), or None. turn: its place among all
    that one desk took; several come with one number.
    """

    bid: Decimal
    ask: Decimal
    at: datetime
    seq: int
    received_at: datetime
    fault: str | None = None
    turn: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """One position at the price at which it could be closed.

    profit: in the symbol's profit currency. rate: from there into the account's currency.
    value: profit at that rate, to 8 decimals, without swap.
    """

    ticket: int
    symbol: str
    side: str
    lots: Decimal
    contract_size: Decimal
    price_open: Decimal
    price: Decimal
    profit: Decimal
    rate: Decimal
    value: Decimal
    swap: Decimal
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Valued:
    """An account, exactly, as of an instant; floating = sum of values and swaps of its marks.

    equity = balance + credit + floating. level: equity / margin in percent, None without margin.
    prices: those it rests on, conversion pairs included, by symbol.
    """

    account_pk: int
    at: datetime
    seq: int
    balance: Decimal
    credit: Decimal
    floating: Decimal
    equity: Decimal
    margin: Decimal
    level: Decimal | None
    marks: tuple[Mark, ...]
    prices: dict[str, Price]
    quality: Quality
    doubts: tuple[DoubtSeen, ...] = ()


@dataclass(frozen=True, slots=True)
class Levels:
    """At what equity a watcher wants an exact look; None: never.

    low: at or below. high: at or above. trail: at or below the highest equity seen less this;
    `peak` is that highest equity so far. Floats: a guard band around them is the desk's affair.
    """

    low: float | None = None
    high: float | None = None
    trail: float | None = None
    peak: float | None = None

    @classmethod
    def of(
        cls,
        *,
        low: Decimal | None = None,
        high: Decimal | None = None,
        trail: Decimal | None = None,
        peak: Decimal | None = None,
    ) -> "Levels":
        """Levels from exact amounts, rounded so that a look comes too early, never too late."""
        return cls(_above(low), _below(high), _below(trail), _above(peak))


def _above(exact: Decimal | None) -> float | None:
    return None if exact is None else math.nextafter(float(exact), math.inf)


def _below(exact: Decimal | None) -> float | None:
    return None if exact is None else math.nextafter(float(exact), -math.inf)


class CauseKind(StrEnum):
    """What made the desk look."""

    TICK = "tick"
    FACTS = "facts"
    INSTANT = "instant"
    PEAK = "peak"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


@dataclass(frozen=True, slots=True)
class Cause:
    """What made the desk look; `key` and `price` of a tick. at: the instant it is about."""

    kind: CauseKind
    at: datetime
    seq: int
    received_at: datetime
    key: Key | None = None
    price: Price | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the platform told of an account since it was told last; deals in order of occurrence.

    settled_to: deals and positions of its server are known up to this instant.
    """

    account_pk: int
    at: datetime
    seq: int
    received_at: datetime
    deals: tuple[DealRow, ...] = ()
    settled_to: datetime | None = None
    positions_changed: bool = False
    more: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StopRow:
    """An order that prices of a symbol decide nothing; server None: on all servers."""

    public_id: str
    server_pk: int | None
    symbol: str
    reason: str
    by_name: str
    at: datetime
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True)
class StandRow:
    """Where an account stood by our own marking at `marked_at`; gap: ours less the platform's."""

    account_pk: int
    balance: Decimal
    credit: Decimal
    floating: Decimal
    equity: Decimal
    margin: Decimal
    level: Decimal | None
    positions: int
    quality: Quality
    doubts: tuple[DoubtSeen, ...]
    gap: Decimal | None
    compared_at: datetime | None
    marked_at: datetime

    @property
    def telling(self) -> tuple[DoubtSeen, ...]:
        """Those of its doubts that a person should see."""
        return telling(self.doubts, self.positions)

    @property
    def trust(self) -> Quality:
        """How far a page says that it is to be trusted."""
        return self.quality if self.telling else Quality.REPORTED


@dataclass(frozen=True, slots=True)
class ShardRow:
    """How one shard does; gap: lots that the stream lost before they were marked."""

    number: int
    owner: str
    tick_seq: int
    taken_at: datetime | None
    stored_at: datetime | None
    accounts: int
    positions: int
    lag_s: Decimal | None
    gap_from: int | None
    gap_to: int | None
    gap_at: datetime | None


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A symbol's last price, and the run of faulty quotes that was seen last."""

    server_pk: int
    server_code: str
    symbol: str
    bid: Decimal
    ask: Decimal
    at: datetime
    stop: StopRow | None
    fault: str
    fault_count: int
    fault_at: datetime | None
