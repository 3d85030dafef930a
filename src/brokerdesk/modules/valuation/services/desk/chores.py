"""What the desk does between ticks, in slices."""

import time
from datetime import timedelta
from itertools import islice

from .desk import ShardDesk
from .instants import PATIENCE, UNDER_WAY
from .kept import LONG_AGO
from .pending import will_pass
from .readings import Readings

SLICE_S = 0.02
ESTIMATES = 200
GATE_EVERY = timedelta(seconds=3)
SYMBOLS_EVERY = timedelta(seconds=30)


class Chores:
    """Instants, crossings by estimate, comparisons: what may wait for a tick, but not for long."""

    def __init__(self, desk: ShardDesk) -> None:
        self._desk = desk
        self.readings = Readings(desk)
        self._gate_at = LONG_AGO
        self._symbols_at = LONG_AGO

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
        desk.flush_peaks()
        self._instants(time.monotonic() + SLICE_S)
        for crossing in desk.pending.open(desk.at):
            desk.settle_crossing(crossing)
        if not desk.replaying:
            self.readings.run()
        # After a pause between ticks what a reading is compared with would be forgotten first.
        if desk.comparing.due(desk.at):
            desk.comparing.snap(desk.at, *desk.book.equities())

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
