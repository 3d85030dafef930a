"""Signals between challenges: the same trades at once, or opposite ones. Pure."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from .alone import MOST_SHOWN, Evidence, percent
from .limits import Limits
from .trades import Trade

CROWD: Final = 20
"""So many challenges that open the same within moments follow the market, not one another."""
ALIKE: Final = Decimal(2)


class Pair(NamedTuple):
    """A position beside one of another challenge."""

    own: Trade
    other: Trade

    def row(self) -> dict[str, Any]:
        """The pair as evidence keeps it."""
        apart = abs(self.own.opened_at - self.other.opened_at)
        return self.own.row() | {
            "other": self.other.position,
            "attempt": self.other.attempt,
            "other_lots": f"{self.other.lots.normalize():f}",
            "apart_ms": str(round(apart / timedelta(milliseconds=1))),
        }


Found = Iterator[tuple[str, str, Evidence]]


def copied(trades: Iterable[Trade], limits: Limits) -> Found:
    """Give (challenge, other challenge, evidence) where positions of two clients come together."""
    rows = list(trades)
    return _found(rows, limits, _pairs(rows, limits, opposite=False))


def hedged(trades: Iterable[Trade], limits: Limits) -> Found:
    """The same for opposite sides of like size that stand at the same time, also of one client."""
    rows = list(trades)
    return _found(rows, limits, _pairs(rows, limits, opposite=True))


def _found(rows: list[Trade], limits: Limits, pairs: Mapping[tuple[str, str], list[Pair]]) -> Found:
    whole: dict[str, int] = defaultdict(int)
    for trade in rows:
        whole[trade.attempt] += 1
    for (attempt, other), found in sorted(pairs.items()):
        if len(found) < limits.least or len(found) < limits.share * whole[attempt]:
            continue
        yield (
            attempt,
            other,
            {
                "trades": whole[attempt],
                "found": len(found),
                "share": percent(len(found), whole[attempt]),
                "limit": str(limits.least),
                "seconds": f"{limits.seconds:f}",
                "attempts": [other],
                "deals": [pair.row() for pair in found[:MOST_SHOWN]],
            },
        )


def _pairs(
    rows: list[Trade], limits: Limits, *, opposite: bool
) -> dict[tuple[str, str], list[Pair]]:
    """Pairs of positions both ways round; a position counts once for each other challenge."""
    within = limits.within
    found: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    taken: set[tuple[str, str, str]] = set()
    crowded = _crowded(rows, within)
    for one, other in _near(rows, within):
        if (one.side != other.side) != opposite or not _between(one, other, opposite=opposite):
            continue
        if id(one) in crowded or id(other) in crowded:
            continue
        ways = ((one, other), (other, one))
        names = [(own.attempt, own.position, its.attempt) for own, its in ways]
        if taken.isdisjoint(names):
            taken.update(names)
            for own, its in ways:
                found[own.attempt, its.attempt].append(Pair(own, its))
    return found


def _between(one: Trade, other: Trade, *, opposite: bool) -> bool:
    if one.attempt == other.attempt:
        return False
    if not opposite:
        return one.client != other.client
    alike = one.lots <= other.lots * ALIKE and other.lots <= one.lots * ALIKE
    return alike and _overlap(one, other)


def _overlap(one: Trade, other: Trade) -> bool:
    first, last = sorted((one, other), key=lambda trade: trade.opened_at)
    return first.closed_at is None or first.closed_at > last.opened_at


def _near(rows: list[Trade], within: timedelta) -> Iterator[tuple[Trade, Trade]]:
    """Positions of one instrument that were opened within a time of one another."""
    for recent, trade in _windows(rows, within):
        for before in recent:
            yield before, trade


def _windows(rows: list[Trade], within: timedelta) -> Iterator[tuple[deque[Trade], Trade]]:
    instruments: dict[str, list[Trade]] = defaultdict(list)
    for trade in rows:
        instruments[trade.instrument].append(trade)
    for named in instruments.values():
        recent: deque[Trade] = deque()
        for trade in sorted(named, key=lambda one: one.opened_at):
            while recent and trade.opened_at - recent[0].opened_at > within:
                recent.popleft()
            yield recent, trade
            recent.append(trade)


def _crowded(rows: list[Trade], within: timedelta) -> set[int]:
    """Positions that were opened in a crowd, which no pair of it explains."""
    found: set[int] = set()
    for recent, trade in _windows(rows, within):
        if len(recent) >= CROWD and len({one.attempt for one in recent}) >= CROWD:
            found.update(id(one) for one in recent)
            found.add(id(trade))
    return found
