"""What happens to an account, and how it is read from a line of JSON."""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from json.scanner import make_scanner
from typing import Any, Final, cast

from brokerdesk.kit.exact import EXACT, ZERO
from brokerdesk.kit.reading import CaseError, Fields, once
from brokerdesk.kit.texts import noop as _

from .parsing import above_zero, instant

_DECODER = json.JSONDecoder(object_pairs_hook=once)
_SCAN: Callable[[str, int], tuple[Any, int]] = cast("Any", make_scanner)(_DECODER)
_LONGEST_S = 10**12  # longer than the calendar, and still a timedelta


class Quality(StrEnum):
    """How far a state is to be trusted: only what the platform reported decides."""

    REPORTED = "reported"
    ESTIMATED = "estimated"
    SUSPECT = "suspect"


class Verdict(StrEnum):
    """What a person made of a held breach."""

    CONFIRM = "confirm"
    DISMISS = "dismiss"


@dataclass(frozen=True, slots=True)
class AccountState:
    """Balance and equity; no `open_positions` leaves the open count as it is."""

    at: datetime
    balance: Decimal
    equity: Decimal
    open_positions: int | None = None
    quality: Quality = Quality.REPORTED


@dataclass(frozen=True, slots=True)
class PositionOpened:
    """A position was opened; or, with `adds`, lots were added to one. commission: what it cost."""

    at: datetime
    position: str
    symbol: str
    lots: Decimal
    commission: Decimal = ZERO
    adds: bool = False


@dataclass(frozen=True, slots=True)
class PositionClosed:
    """A position was closed; `net` is profit, commission and swap together.

    left: the lots that stay open, where only a part was closed.
    """

    at: datetime
    position: str
    net: Decimal
    left: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Funding:
    """Money that no trade made: above zero a deposit, below zero a withdrawal."""

    at: datetime
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Charge:
    """A result that no position closing made: a fee, a dividend, a swap on its own."""

    at: datetime
    amount: Decimal


@dataclass(frozen=True, slots=True)
class News:
    """A release; `symbols` None means all. release: its instant, where it is told before."""

    at: datetime
    impact: str
    symbols: tuple[str, ...] | None
    release: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """Nothing happened: evaluate up to this instant."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """A person decided about the breach that is held."""

    at: datetime
    verdict: Verdict


Event = AccountState | PositionOpened | PositionClosed | Funding | Charge | News | Tick | Review


@dataclass(frozen=True, slots=True)
class Calendar:
    """The releases that count, by symbol; those for all symbols under None."""

    releases: dict[str | None, list[datetime]] = field(default_factory=dict)

    @classmethod
    def of(cls, events: Iterable[Event]) -> "Calendar":
        """Take the releases of high impact."""
        found: dict[str | None, list[datetime]] = {}
        for event in events:
            if isinstance(event, News) and event.impact == "high":
                for symbol in (None,) if event.symbols is None else event.symbols:
                    found.setdefault(symbol, []).append(event.release or event.at)
        return cls({symbol: sorted(instants) for symbol, instants in found.items()})

    def near(self, symbol: str, at: datetime, before_s: int, after_s: int) -> bool:
        """Whether a release is near: from `before_s` before it to `after_s` after it."""
        if not self.releases:
            return False
        before = timedelta(seconds=min(before_s, _LONGEST_S))
        after = timedelta(seconds=min(after_s, _LONGEST_S))
        for instants in (self.releases.get(symbol, ()), self.releases.get(None, ())):
            place = bisect_right(instants, at)
            # Differences are cut to microseconds: only `>=` with whole seconds is exact.
            if place and instants[place - 1] - at >= -after:
                return True
            if place < len(instants) and at - instants[place] >= -before:
                return True
        return False


QUIET: Final = Calendar()


def read_event(line: str) -> Event:
    """Read one event.

    Raises:
        CaseError: it is none; names the key.
    """
    try:
        body = _decoded(line)
    except CaseError:
        raise
    except (ValueError, RecursionError):
        raise CaseError("event", _("this is no JSON text")) from None
    if not isinstance(body, dict):
        raise CaseError("event", _("give an object"))
    fields = Fields("", body)
    kind = fields.text("type")
    if kind not in _READERS:
        offered = ", ".join(_READERS)
        raise CaseError("type", _("only %(offered)s is offered"), offered=offered)
    keys, read = _READERS[kind]
    fields.only(keys)
    return read(fields, instant(fields, "at"))


def _decoded(line: str) -> object:
    """A line's JSON; the decoder itself allows for space around it, at a cost."""
    try:
        body, end = _SCAN(line, 0)
    except StopIteration:
        return _DECODER.decode(line)
    return body if end == len(line) else _DECODER.decode(line)


def _state(row: Fields, at: datetime) -> Event:
    return AccountState(
        at,
        row.signed("balance"),
        row.signed("equity"),
        row.whole("open_positions") if "open_positions" in row.body else None,
        row.default("quality", lambda name: row.choice(name, Quality), Quality.REPORTED),
    )


def _opened(row: Fields, at: datetime) -> Event:
    return PositionOpened(
        at,
        row.text("position"),
        row.text("symbol"),
        above_zero(row, "lots"),
        row.default("commission", row.signed, ZERO),
        row.default("adds", row.flag, False),
    )


def _closed(row: Fields, at: datetime) -> Event:
    net = row.signed("profit")
    for name in ("commission", "swap"):
        net = EXACT.add(net, row.default(name, row.signed, ZERO))
    left = row.default("left", lambda name: above_zero(row, name), None)
    return PositionClosed(at, row.text("position"), net, left)


def _withdrawal(row: Fields, at: datetime) -> Event:
    return Funding(at, above_zero(row, "amount").copy_negate())


def _deposit(row: Fields, at: datetime) -> Event:
    return Funding(at, above_zero(row, "amount"))


def _charge(row: Fields, at: datetime) -> Event:
    return Charge(at, row.signed("amount"))


def _news(row: Fields, at: datetime) -> Event:
    return News(
        at,
        row.default("impact", row.text, "high"),
        row.default("symbols", row.texts, None),
        row.default("release", lambda name: instant(row, name), None),
    )


def _tick(row: Fields, at: datetime) -> Event:
    return Tick(at)


def _review(row: Fields, at: datetime) -> Event:
    return Review(at, row.choice("verdict", Verdict))


_FORMAT: Final = {
    "state": (("at", "type", "balance", "equity", "open_positions", "quality"), _state),
    "position_opened": (
        ("at", "type", "position", "symbol", "lots", "commission", "adds"),
        _opened,
    ),
    "position_closed": (
        ("at", "type", "position", "profit", "commission", "swap", "left"),
        _closed,
    ),
    "withdrawal": (("at", "type", "amount"), _withdrawal),
    "deposit": (("at", "type", "amount"), _deposit),
    "charge": (("at", "type", "amount"), _charge),
    "news": (("at", "type", "impact", "symbols", "release"), _news),
    "clock": (("at", "type"), _tick),
    "review": (("at", "type", "verdict"), _review),
}
_READERS: Final = {kind: (frozenset(keys), read) for kind, (keys, read) in _FORMAT.items()}
