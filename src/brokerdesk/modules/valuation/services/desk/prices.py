"""Prices as they stood: the last believed of each symbol, and all of the last minutes."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from ...engine import Quote, QuoteFault, fault_of
from ...types import Key, Price
from .gate import Gate

KEPT = timedelta(minutes=4)
# Such prices may be the market's: whom they would hit is looked at, and held for a person.
DOUBTFUL = frozenset({QuoteFault.WEEKEND, QuoteFault.WIDE, QuoteFault.JUMP})
_TRIM_EVERY = 512


def moment(price: Price) -> datetime:
    """When a price began to hold: the venue's instant, but not later than it came to us."""
    return min(price.at, price.received_at)


@dataclass(slots=True)
class Run:
    """Quotes of a symbol with one fault in a row; `pk` once it is stored."""

    key: Key
    fault: str
    first: Price
    last: Price
    believed: Price | None
    count: int = 1
    stored: int = 0
    pk: int | None = None


@dataclass(slots=True)
class _Track:
    """One symbol: what was believed, in order, and what was not."""

    believed: list[Price] = field(default_factory=list)
    faulty: list[Price] = field(default_factory=list)
    run: Run | None = None

    def trim(self, before: datetime) -> None:
        """Forget all but the last believed price before an instant."""
        cut = bisect_left(self.believed, before, key=moment)
        if cut > 1:
            del self.believed[: cut - 1]
        del self.faulty[: bisect_left(self.faulty, before, key=lambda price: price.received_at)]


class Prices:
    """All symbols of all servers."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.believed: dict[Key, Price] = {}
        self.runs: list[Run] = []
        self._tracks: dict[Key, _Track] = {}
        self._taken = 0

    def take(
        self, key: Key, told: tuple[Decimal, Decimal, datetime], seq: int, at: datetime
    ) -> Price:
        """Judge a quote that came at `at`, and keep it as what it is."""
        bid, ask, venue_at = told
        track = self._tracks.setdefault(key, _Track())
        last = self.believed.get(key)
        before = None if last is None else Quote(last.at, last.bid, last.ask)
        fault = fault_of(Quote(venue_at, bid, ask), before, self.gate.policy(key), at)
        self._taken += 1
        said = None if fault is None else fault.value
        price = Price(bid, ask, venue_at, seq, at, said, self._taken)
        if fault is None:
            track.run = None
            track.believed.append(price)
            self.believed[key] = price
        else:
            track.faulty.append(price)
            self._count(key, track, price, last)
        if len(track.believed) + len(track.faulty) > _TRIM_EVERY and self._taken % _TRIM_EVERY == 0:
            track.trim(at - KEPT)
        return price

    def put(self, key: Key, price: Price) -> None:
        """Have a price where none came yet: what the database knew last."""
        if key not in self.believed:
            self.believed[key] = price
            self._tracks.setdefault(key, _Track()).believed.append(price)

    def trim(self, now: datetime) -> None:
        """Forget what is too old to be asked for."""
        for track in self._tracks.values():
            track.trim(now - KEPT)

    def fault(self, key: Key) -> Run | None:
        """The run of faulty quotes that came since the last believed one."""
        track = self._tracks.get(key)
        return None if track is None else track.run

    def between(self, key: Key, since: datetime, until: datetime) -> list[Price]:
        """All ticks of a symbol that came in an interval, both ends included."""
        track = self._tracks.get(key)
        if track is None:
            return []
        found = [
            price
            for price in (*track.believed, *track.faulty)
            if since <= price.received_at <= until
        ]
        return sorted(found, key=lambda price: (price.received_at, price.seq, price.turn))

    def as_of(self, at: datetime, last: Price | None = None) -> "PricesThen":
        """What was believed at an instant, or right after one of the quotes."""
        return PricesThen(self._tracks, at, None if last is None else last.turn)

    def _count(self, key: Key, track: _Track, price: Price, believed: Price | None) -> None:
        run = track.run
        if run is not None and run.fault == price.fault:
            run.count, run.last = run.count + 1, price
            return
        track.run = Run(key, price.fault or "", price, price, believed)
        self.runs.append(track.run)


class PricesThen(Mapping[Key, Price]):
    """Prices as they stood, looked up when asked for."""

    def __init__(self, tracks: dict[Key, _Track], at: datetime, turn: int | None) -> None:
        self._tracks, self._at, self._turn = tracks, at, turn

    def __getitem__(self, key: Key) -> Price:
        believed = self._tracks[key].believed
        if self._turn is None:
            end = bisect_right(believed, self._at, key=moment)
        else:
            end = bisect_right(believed, self._turn, key=lambda price: price.turn)
        if not end:
            raise KeyError(key)
        return believed[end - 1]

    def __iter__(self) -> Iterator[Key]:
        return (key for key in self._tracks if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Overlaid(Mapping[Key, Price]):
    """A few prices before all others."""

    def __init__(self, over: Mapping[Key, Price], under: Mapping[Key, Price]) -> None:
        self._over, self._under = over, under

    def __getitem__(self, key: Key) -> Price:
        return self._over[key] if key in self._over else self._under[key]

    def __iter__(self) -> Iterator[Key]:
        return iter({**dict.fromkeys(self._under), **dict.fromkeys(self._over)})

    def __len__(self) -> int:
        return len(set(self._under) | set(self._over))
