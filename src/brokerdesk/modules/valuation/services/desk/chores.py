"""What the desk does between ticks, in slices."""

import time
from collections import deque
from datetime import datetime, timedelta
from itertools import islice

from brokerdesk.modules.trading import queries as trading

from .desk import ShardDesk
from .instants import PATIENCE, UNDER_WAY
from .kept import LONG_AGO
from .pending import will_pass

SLICE_S = 0.02
COMPARED = 500
ESTIMATES = 200
# Those that agree are compared so often; those that do not, with each reading.
COMPARE_EVERY = timedelta(seconds=30)
GATE_EVERY = timedelta(seconds=3)
SYMBOLS_EVERY = timedelta(seconds=30)
LOOK_EVERY = timedelta(seconds=8)


class Chores:
    """Instants, crossings by estimate, comparisons: what may wait for a tick, but not for long."""

    def __init__(self, desk: ShardDesk) -> None:
        self._desk = desk
        self._readings: dict[int, datetime] = {}
        self._comparing: deque[tuple[int, datetime]] = deque()
        self._gate_at = LONG_AGO
        self._looked_at: dict[int, datetime] = {}
        self._symbols_at = LONG_AGO

    def figures_read(self, server_pk: int, began: datetime) -> None:
        """A platform's figures were read: compare whoever is due."""
        self._readings[server_pk] = began

    def run(self) -> None:
        """Do some of each."""
        desk = self._desk
        if desk.at - self._gate_at >= GATE_EVERY:
            self._gate_at = desk.at
            desk.gate.load()
            desk.market.trim(desk.at)
        if desk.at - self._symbols_at >= SYMBOLS_EVERY:
            self._symbols_at = desk.at
            desk.load_symbols()
        self.keep_up()
        self._estimates(time.monotonic() + SLICE_S)

    def keep_up(self) -> None:
        """What depends on the time of the ticks, even where they are read much faster than that."""
        desk = self._desk
        if desk.comparing.due(desk.at):
            desk.comparing.snap(desk.at, *desk.book.equities())
        desk.flush_peaks()
        self._instants(time.monotonic() + SLICE_S)
        for crossing in desk.pending.open(desk.at):
            desk.settle_crossing(crossing)
        if not desk.replaying:
            self._compare()

    def _instants(self, until: float) -> None:
        desk = self._desk
        for _ in range(len(desk.instants)):
            if time.monotonic() > until or (pk := desk.instants.turn()) is None:
                return
            instant = desk.instants.waits(pk)
            if instant is None:
                continue
            kept = desk.accounts.kept.get(pk)
            early = kept is not None and not desk.accounts.settled(kept, instant)
            if desk.at - instant < (PATIENCE if early else UNDER_WAY):
                desk.instants.later(pk)
            else:
                desk.at_instants(pk, desk.at - UNDER_WAY)

    def _estimates(self, until: float) -> None:
        """Tell of accounts whose value is as good as reported at last."""
        desk = self._desk
        for pk in list(islice(desk.estimated, ESTIMATES)):
            if time.monotonic() > until:
                return
            del desk.estimated[pk]
            kept = desk.accounts.kept.get(pk)
            if kept is None:
                continue
            desk.estimated[pk] = None
            server = desk.accounts.server(kept.server_pk)
            at = None if server.pushed else server.settled_to
            if at is not None and not desk.accounts.settled(kept, at):
                continue
            valued = desk.value(pk, at)
            if not will_pass(valued.doubts):
                del desk.estimated[pk]
                desk.tell(kept, valued, changed=False)

    def _compare(self) -> None:
        """Compare some; whoever differs is read anew: something of him may not have been told."""
        desk = self._desk
        while self._readings:
            server_pk, began = self._readings.popitem()
            if began - self._looked_at.get(server_pk, LONG_AGO) < LOOK_EVERY:
                continue
            self._looked_at[server_pk] = began
            self._comparing.extend(
                (pk, began) for pk in desk.accounts.of_server(server_pk) if self._due(pk, began)
            )
        if not self._comparing:
            return
        chosen = [self._comparing.popleft() for _ in range(min(COMPARED, len(self._comparing)))]
        since, missed = min(began for _, began in chosen), []
        for figures in trading.figures_since([pk for pk, _ in chosen], since):
            kept = desk.accounts.kept[figures.pk]
            if desk.comparing.compare(kept, figures) or not kept.agrees:
                desk.touched[figures.pk] = desk.now(kept)
                desk.estimated[figures.pk] = None
            if kept.strikes:
                missed.append(figures.pk)
        if missed:
            desk.refresh(missed)

    def _due(self, account_pk: int, began: datetime) -> bool:
        kept = self._desk.accounts.kept[account_pk]
        if not kept.agrees or kept.compared_at is None:
            return True
        return bool(kept.rows) and began - kept.compared_at >= COMPARE_EVERY
