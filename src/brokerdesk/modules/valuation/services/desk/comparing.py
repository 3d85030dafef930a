"""Our equities beside those that platforms report."""

from collections import deque
from collections.abc import Iterable
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

    def compare(self, kept: Kept, figures: MarkedAccount) -> bool:
        """Judge one reading of an account's figures; say whether the judgement is another."""
        read_at = figures.figures_at
        if read_at is None or _moved_near(kept, read_at):
            return False
        if kept.compared_at is not None and read_at <= kept.compared_at:
            return False
        ours = list(self._around(figures.pk, read_at))
        if not ours:
            return False
        before = kept.agrees
        self._judge(kept, figures, ours)
        kept.compared_at = read_at
        return kept.agrees != before

    def _judge(self, kept: Kept, figures: MarkedAccount, ours: list[Decimal]) -> None:
        room = LEAST + SHARE * abs(figures.floating)
        low, high = min(ours) - room, max(ours) + room
        nearest = min(max(figures.equity, min(ours)), max(ours))
        kept.gap = (nearest - figures.equity).quantize(Decimal("1e-8"))
        if low <= figures.equity <= high:
            kept.agrees, kept.strikes = True, 0
            return
        kept.strikes += 1
        if kept.strikes >= STRIKES:
            kept.agrees = False

    def _around(self, account_pk: int, at: datetime) -> Iterable[Decimal]:
        for snap in self._snaps:
            if at - AROUND <= snap.at <= at + AROUND:
                place = int(np.searchsorted(snap.pks, account_pk))
                if place < len(snap.pks) and snap.pks[place] == account_pk:
                    yield Decimal(repr(float(snap.equities[place])))


def _moved_near(kept: Kept, at: datetime) -> bool:
    """Whether a deal came shortly before or after."""
    return any(abs(at - came) < QUIET for came in (kept.moved_at, *_came(kept)))


def _came(kept: Kept) -> Iterable[datetime]:
    return (deal.recorded_at for deal in kept.deals)
