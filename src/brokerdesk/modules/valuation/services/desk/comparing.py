"""Our equities beside those that platforms report.

A reading shows some instant from when it began to when it was told, with prices that may be told
only after it. It must lie within the range of our equities around it: of those that are kept each
second, or else of all that prices allow.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from brokerdesk.modules.trading.queries import MarkedAccount

from .kept import Kept

SNAP_EVERY = timedelta(seconds=1)
AROUND = timedelta(seconds=2)
KEPT = timedelta(seconds=15)
QUIET = timedelta(seconds=3)
LEAST = Decimal("0.01")
SHARE = Decimal("0.001")
STRIKES = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """An account's figures, with when reading them began and when they were told."""

    figures: MarkedAccount
    began: datetime
    told_at: datetime

    @property
    def around(self) -> tuple[datetime, datetime]:
        """The interval whose equities it is compared with."""
        return self.began - AROUND, self.told_at + AROUND


@dataclass(frozen=True, slots=True)
class _Snap:
    at: datetime
    pks: NDArray[np.int64]
    equities: NDArray[np.float64]


class Comparing:
    """Keeps our equities of the last seconds, and judges a reading by their range around it."""

    def __init__(self) -> None:
        self._snaps: deque[_Snap] = deque()

    def due(self, at: datetime) -> bool:
        """Whether the equities should be kept again."""
        return not self._snaps or at - self._snaps[-1].at >= SNAP_EVERY

    def snap(self, at: datetime, pks: NDArray[np.int64], equities: NDArray[np.float64]) -> None:
        """Keep the equities of an instant."""
        order = np.argsort(pks)
        self._snaps.append(_Snap(at, pks[order], equities[order].copy()))
        while self._snaps[0].at < at - KEPT:
            self._snaps.popleft()

    def compare(
        self, kept: Kept, reading: Reading, span: Callable[[], tuple[Decimal, Decimal]]
    ) -> bool:
        """Judge one reading of an account's figures; say whether the judgement is another.

        span: gives the least and the greatest equity that the prices around the reading allow.
        """
        if _moved_near(kept, reading):
            return False
        if kept.compared_at is not None and reading.began <= kept.compared_at:
            return False
        ours = list(self._around(reading))
        if not ours:
            return False
        before = kept.agrees
        _judge(kept, reading.figures, ours, span)
        kept.compared_at = reading.began
        return kept.agrees != before

    def _around(self, reading: Reading) -> Iterable[Decimal]:
        since, until = reading.around
        for snap in self._snaps:
            if since <= snap.at <= until:
                place = int(np.searchsorted(snap.pks, reading.figures.pk))
                if place < len(snap.pks) and snap.pks[place] == reading.figures.pk:
                    yield Decimal(repr(float(snap.equities[place])))


def _judge(
    kept: Kept,
    figures: MarkedAccount,
    ours: list[Decimal],
    span: Callable[[], tuple[Decimal, Decimal]],
) -> None:
    room = LEAST + SHARE * abs(figures.floating)
    nearest = _nearest(figures.equity, ours)
    if abs(nearest - figures.equity) > room:
        nearest = _nearest(figures.equity, [*ours, *span()])
    kept.gap = (nearest - figures.equity).quantize(Decimal("1e-8"))
    if abs(nearest - figures.equity) <= room:
        kept.agrees, kept.strikes = True, 0
        return
    kept.strikes += 1
    if kept.strikes >= STRIKES:
        kept.agrees = False


def _nearest(equity: Decimal, ours: list[Decimal]) -> Decimal:
    return min(max(equity, min(ours)), max(ours))


def _moved_near(kept: Kept, reading: Reading) -> bool:
    """Whether a deal came while it was read, or shortly before or after."""
    since, until = reading.began - QUIET, reading.told_at + QUIET
    return any(since < came < until for came in (kept.moved_at, *_came(kept)))


def _came(kept: Kept) -> Iterable[datetime]:
    return (deal.recorded_at for deal in kept.deals)
