"""A day's prices: a seeded random walk, dense around resets, with faults of every harmless kind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
MILLISECOND = timedelta(milliseconds=1)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
# From the venue to us.
UNDER_WAY = 20 * MILLISECOND
READ_EVERY, READ_AT = 3, timedelta(seconds=30)
# Quiet before and after a reading of the platform's figures.
QUIET = timedelta(seconds=2)


@dataclass(frozen=True)
class Symbol:
    """A symbol with its first price, and how far it walks in a minute (a share of the price)."""

    name: str
    base: str
    profit: str
    mode: str
    digits: int
    contract: int
    price: Decimal
    walk: float
    always: bool


SYMBOLS = (
    Symbol("BTCUSD", "BTC", "USD", "cfd", 2, 1, Decimal(60_000), 0.0009, True),
    Symbol("ETHEUR", "ETH", "EUR", "cfd", 2, 10, Decimal(2_300), 0.0010, True),
    Symbol("EURUSD", "EUR", "USD", "forex", 5, 100_000, Decimal("1.08"), 0.00012, False),
    Symbol("USDJPY", "USD", "JPY", "forex", 3, 100_000, Decimal(150), 0.00012, False),
)


class Quote(NamedTuple):
    """What the venue says of a symbol, and when."""

    name: str
    bid: Decimal
    ask: Decimal
    at: datetime


@dataclass(frozen=True)
class Day:
    """When it plays: `opens` is when currencies begin to trade, `closes` when they cease to."""

    begin: datetime
    end: datetime
    opens: datetime
    resets: tuple[datetime, ...]
    closes: datetime = NEVER

    def trades(self, one: Symbol, at: datetime, *, room: timedelta = timedelta()) -> bool:
        """Whether a symbol trades, and did and will for a while before and after."""
        return one.always or self.opens + room < at < self.closes - room


@dataclass(frozen=True)
class Tick:
    """A lot, often of several symbols. Of what is `said` only `quotes` are believed."""

    at: datetime
    quotes: tuple[Quote, ...]
    said: tuple[Quote, ...]

    @property
    def venue_at(self) -> datetime:
        """The instant of its last quote."""
        return self.quotes[-1].at


def utc(text: str) -> datetime:
    """Read an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


DAYS = {
    "autumn": Day(
        utc("2024-10-26T21:30:00"), utc("2024-10-27T23:30:00"), utc("2024-10-27T21:00:00"),
        tuple(utc(f"2024-10-{at}:00") for at in (
            "26T22:00", "26T23:00", "27T00:00", "27T00:30", "27T12:00", "27T21:00", "27T23:00",
        )),
    ),
    "spring": Day(
        utc("2024-03-30T22:30:00"), utc("2024-03-31T23:30:00"), utc("2024-03-31T21:00:00"),
        tuple(utc(f"2024-03-{at}:00") for at in (
            "30T23:00", "31T00:00", "31T01:30", "31T12:00", "31T21:00", "31T22:00", "31T23:00",
        )),
    ),
    "new_york": Day(
        utc("2024-11-02T20:30:00"), utc("2024-11-03T23:30:00"), utc("2024-11-03T22:00:00"),
        tuple(utc(f"2024-11-{at}:00") for at in (
            "02T21:00", "02T23:00", "03T00:00", "03T01:30", "03T12:00", "03T22:00", "03T23:00",
        )),
    ),
    "friday": Day(
        utc("2024-10-25T16:00:00"), utc("2024-10-26T02:30:00"), utc("2024-10-25T12:00:00"),
        tuple(utc(f"2024-10-{at}:00") for at in (
            "25T21:00", "25T22:00", "25T23:00", "26T00:00", "26T00:30",
        )),
        utc("2024-10-25T21:00:00"),
    ),
}  # fmt: skip


def readings(day: Day) -> Iterator[datetime]:
    """When the platform's figures are read."""
    at = day.begin + READ_AT
    while at < day.end:
        yield at
        at += READ_EVERY * MINUTE


def ticks(day: Day, rng: Random, away: Sequence[tuple[datetime, datetime]]) -> list[Tick]:
    """Walk through the day; while the bus is away nobody hears a price."""
    prices = {one.name: one.price for one in SYMBOLS}
    read = set(readings(day))
    found: list[Tick] = []
    last = day.begin
    for at in _moments(day, rng):
        near = at.replace(second=30, microsecond=0)
        if near in read and abs(at - near) <= QUIET:
            continue
        if any(since - MINUTE <= at <= until for since, until in away):
            continue
        venue_at = at - UNDER_WAY
        quotes = list(_walk(prices, day, venue_at, venue_at - last, rng))
        last = venue_at
        for lot in _lots(quotes, rng):
            said = [told for quote in lot for told in (*_faults(quote, rng), quote)]
            found.append(Tick(lot[-1].at + UNDER_WAY, tuple(lot), tuple(said)))
    return found


def _lots(quotes: Sequence[Quote], rng: Random) -> Iterator[Sequence[Quote]]:
    """Have quotes come together, or each in a lot of its own."""
    if quotes and rng.random() < 0.7:
        yield quotes
    else:
        yield from ([quote] for quote in quotes)


def _moments(day: Day, rng: Random) -> list[datetime]:
    """Each minute; each two seconds around resets; and once while a reset passes."""
    found = set()
    at = day.begin + MINUTE
    while at < day.end:
        found.add(at)
        at += MINUTE
    for reset in day.resets:
        found |= {reset + 2 * n * SECOND for n in range(-30, 30)}
        found.add(reset + UNDER_WAY)
        found.add(reset + UNDER_WAY / 2)
    return sorted(found)


def _walk(
    prices: dict[str, Decimal], day: Day, at: datetime, spent: timedelta, rng: Random
) -> Iterator[Quote]:
    """Move symbols in any order, some of them more than once, a millisecond apart."""
    for one in rng.sample([*SYMBOLS, *SYMBOLS], 2 * len(SYMBOLS)):
        if not day.trades(one, at, room=SECOND) or rng.random() < (
            0.3 if one.name == "BTCUSD" else 0.8
        ):
            continue
        moved = rng.gauss(0, one.walk) * max(spent / MINUTE, 0.001) ** 0.5
        mid = prices[one.name] * (1 + Decimal(f"{moved:.10f}"))
        prices[one.name] = mid
        bid = round(mid, one.digits)
        yield Quote(one.name, bid, bid + Decimal(2).scaleb(-one.digits), at)
        at += MILLISECOND


def _faults(quote: Quote, rng: Random) -> Iterator[Quote]:
    """Quotes that say nothing, each before one of the same symbol that does."""
    if rng.random() < 0.05:
        name, bid, ask, at = quote
        crossed = Quote(name, ask, bid, at)
        yield crossed if rng.random() < 0.5 else Quote(name, Decimal(0), ask, at)


def first_prices() -> list[tuple[str, Decimal, Decimal]]:
    """What the database knows before the day."""
    return [(one.name, one.price, one.price + Decimal(2).scaleb(-one.digits)) for one in SYMBOLS]
