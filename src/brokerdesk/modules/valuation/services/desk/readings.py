"""Figures as platforms report them, compared once the prices around them are known."""

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from brokerdesk.modules.trading import queries as trading

from ...types import Key, Price
from .comparing import AROUND, Reading
from .desk import ShardDesk
from .kept import LONG_AGO, Kept
from .prices import Overlaid

SLICE_S = 0.02
READ = 500
# Those that agree are compared so often; those that do not, with each reading.
COMPARE_EVERY = timedelta(seconds=30)
LOOK_EVERY = timedelta(seconds=8)


@dataclass(frozen=True, slots=True)
class _Told:
    """A reading of a server that was told of."""

    began: datetime
    told_at: datetime


class Readings:
    """Reads the figures of accounts that are due, and compares them a little later."""

    def __init__(self, desk: ShardDesk) -> None:
        self._desk = desk
        self._told: dict[int, _Told] = {}
        self._looked_at: dict[int, datetime] = {}
        self._unread: deque[tuple[int, _Told]] = deque()
        self._read: deque[Reading] = deque()

    def told(self, server_pk: int, began: datetime, told_at: datetime) -> None:
        """A platform's figures were read: compare whoever is due."""
        self._told[server_pk] = _Told(began, told_at)

    def run(self) -> None:
        """Do some; whoever differs is read anew: something of him may not have been told."""
        desk, until, missed = self._desk, time.monotonic() + SLICE_S, []
        self._choose()
        self._read_some()
        while self._read and self._read[0].told_at + AROUND <= desk.at:
            kept = desk.accounts.kept[self._read[0].figures.pk]
            if self._compare(kept, self._read.popleft()) or not kept.agrees:
                desk.touched[kept.pk] = desk.now(kept)
                desk.estimated[kept.pk] = None
            if kept.strikes:
                missed.append(kept.pk)
            if time.monotonic() > until:
                break
        if missed:
            desk.refresh(missed)

    def _choose(self) -> None:
        while self._told:
            server_pk, told = self._told.popitem()
            if told.began - self._looked_at.get(server_pk, LONG_AGO) < LOOK_EVERY:
                continue
            self._looked_at[server_pk] = told.began
            self._unread.extend(
                (pk, told)
                for pk in self._desk.accounts.of_server(server_pk)
                if self._due(pk, told.began)
            )

    def _due(self, account_pk: int, began: datetime) -> bool:
        kept = self._desk.accounts.kept[account_pk]
        if not kept.agrees or kept.compared_at is None:
            return True
        return bool(kept.rows) and began - kept.compared_at >= COMPARE_EVERY

    def _read_some(self) -> None:
        """Read figures at once: those of a busy account are soon others."""
        if not self._unread:
            return
        chosen = dict(self._unread.popleft() for _ in range(min(READ, len(self._unread))))
        since = min(told.began for told in chosen.values())
        for figures in trading.figures_since(list(chosen), since):
            if figures.figures_at is not None:
                told_at = max(chosen[figures.pk].told_at, figures.figures_at)
                self._read.append(Reading(figures, figures.figures_at, told_at))

    def _compare(self, kept: Kept, reading: Reading) -> bool:
        return self._desk.comparing.compare(kept, reading, lambda: self._span(kept, reading))

    def _span(self, kept: Kept, reading: Reading) -> tuple[Decimal, Decimal]:
        """The least and the greatest equity with any prices around a reading."""
        desk = self._desk
        holding = desk.accounts.then(kept, reading.began)
        keys = {(kept.server_pk, line.symbol) for line in holding.lines}
        around = {key: found for key in keys if (found := list(self._around(key, reading)))}
        worst = {
            key: replace(found[0], bid=min(p.bid for p in found), ask=max(p.ask for p in found))
            for key, found in around.items()
        }
        best = {
            key: replace(found[0], bid=max(p.bid for p in found), ask=min(p.ask for p in found))
            for key, found in around.items()
        }
        low, high = (
            desk.exact(kept, holding, Overlaid(prices, desk.market.believed), desk.at).equity
            for prices in (worst, best)
        )
        return low, high

    def _around(self, key: Key, reading: Reading) -> Iterator[Price]:
        """The believed prices of a symbol that held around a reading."""
        since, until = reading.around
        before = self._desk.market.as_of(since).get(key)
        if before is not None:
            yield before
        for price in self._desk.market.between(key, since, until):
            if price.fault is None:
                yield price
