"""One ownership of a shard, from its taking over to its end. It lives in a thread of its own."""

import gc
import logging
import queue
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from brokerdesk.kit.clock import now
from brokerdesk.modules.trading import queries as trading

from ...types import Price
from ...watching import Unhurried, watchers
from .chores import Chores
from .desk import ShardDesk
from .instants import UNDER_WAY
from .kept import LONG_AGO
from .live import Lookers, Publish
from .lots import Lot, read_lot
from .stands import Stands
from .storing import Ownership, note_gap, own, store
from .sweeping import Sweeper

log = logging.getLogger(__name__)
LOOK = "look"
REMEMBERED = timedelta(minutes=4)
# Who is so far behind the clock reads no rows that nobody told of: they may be of later.
BEHIND = timedelta(seconds=2)
STORE_S = 2.0
CHORES_S = 0.1
# Where much is read at once, what depends on the time of the ticks is done as often in their time.
KEPT_UP = timedelta(seconds=1)
# What may wait takes a tenth of the time at most.
SPARE_S, SPARE_REST = 0.02, 9
WAIT_S = 0.02
MOST = 200
Message = tuple[int, str, bytes]


@dataclass(slots=True)
class Inbox:
    """What the reader of the stream hands to the desk's thread. A gap: numbers that were lost.

    proven: an instant, and the number above which the stream held nothing then.
    """

    messages: "queue.SimpleQueue[Message]" = field(default_factory=queue.SimpleQueue)
    gaps: "queue.SimpleQueue[tuple[int, int]]" = field(default_factory=queue.SimpleQueue)
    proven: Callable[[], tuple[datetime, int] | None] = lambda: None

    def gather(self) -> list[Message]:
        """Wait shortly for a message, and take what else is there."""
        found: list[Message] = []
        try:
            found.append(self.messages.get(timeout=WAIT_S))
            while len(found) < MOST:
                found.append(self.messages.get_nowait())
        except queue.Empty:
            pass
        return found


@dataclass(slots=True)
class Tally:
    """What a shift did, for Prometheus."""

    ticks: int = 0
    looks: int = 0
    gaps: int = 0
    stores: int = 0
    lag_s: float = 0.0
    accounts: int = 0
    positions: int = 0
    pending: int = 0


class Shift:
    """Marks one shard until it is stopped, or until another owns it."""

    def __init__(self, shard: int, shards: int, owner: str, publish: Publish) -> None:
        self.inbox, self.tally = Inbox(), Tally()
        self._claim: Ownership = own(shard, owner, at=now())
        self._desk = ShardDesk(shard, shards, watchers())
        self._chores = Chores(self._desk)
        self._stands = Stands(self._desk, self._claim.epoch)
        self._lookers = Lookers(self._desk, publish)
        self._sweeper: Sweeper | None = None
        self._resume = self._claim.tick_seq
        self._taken = 0
        self._kept_up_at = LONG_AGO
        self._times = dict.fromkeys(("store", "chores", "spare"), 0.0)

    @property
    def since(self) -> datetime:
        """From when the stream is read: some minutes of prices before where marking goes on."""
        return (self._claim.stored_at or now()) - REMEMBERED

    def load(self, first: int, end: int, last: Iterable[Message] = ()) -> None:
        """Read the database; `first` and `end`: what the stream holds, `last`: of each server."""
        desk, claim = self._desk, self._claim
        if claim.stored_at is None:
            self._resume = end
        elif first > claim.tick_seq + 1:
            self._lost(claim.tick_seq + 1, first - 1)
        desk.seq = self._resume
        desk.know(lot for message in last if isinstance(lot := read_lot(*message), Lot))
        desk.load(claim.stored_at, now())
        for quote in trading.marked_quotes():
            if quote.at < self.since:
                price = Price(quote.bid, quote.ask, quote.at, 0, quote.at)
                desk.market.put((quote.server_pk, quote.symbol), price)
        _settle_memory()

    def run(self, stopped: Callable[[], bool]) -> None:
        """Work until stopped; what is decided by then is stored.

        Raises:
            Fenced: another owns the shard.
        """
        while not stopped():
            self.turn()
        if self._desk.opened:
            self._store()

    def turn(self) -> None:
        """Deal with what is there, and with some of what may wait."""
        batch = self.inbox.gather()
        for seq, which, data in batch:
            self._take(seq, which, data)
            self._keep_up()
        while not self.inbox.gaps.empty():
            self._lost(*self.inbox.gaps.get_nowait())
        known_to = None if batch else self._known_to()
        if known_to is not None:
            if not self._desk.opened:
                self._open(now())
            self._desk.reach(known_to - UNDER_WAY)
        if self._desk.opened:
            self._rest(idle=not batch)

    def _known_to(self) -> datetime | None:
        """When the stream was asked last that held nothing which was not taken: so far time goes.

        While the bus is away it does not: what it holds comes before.
        """
        proven = self.inbox.proven()
        return proven[0] if proven is not None and proven[1] <= self._taken else None

    def _keep_up(self) -> None:
        desk = self._desk
        if desk.opened and desk.at - self._kept_up_at >= KEPT_UP:
            self._kept_up_at = desk.at
            self._chores.keep_up()

    def _take(self, seq: int, which: str, data: bytes) -> None:
        desk = self._desk
        if which == LOOK:
            self._lookers.look(int(pk) for pk in data.split())
            return
        self._taken = seq
        lot = read_lot(seq, which, data)
        if lot is None:
            log.error("a foreign message in the stream of ticks is dropped")
            return
        if seq <= self._resume:
            desk.remember(lot)
            return
        if not desk.opened:
            self._open(lot.received_at)
        desk.take(lot)
        if isinstance(lot, Lot):
            self.tally.ticks += len(lot.quotes)
            if lot.figures_at is not None:
                self._chores.readings.told(lot.server_pk, lot.figures_at, lot.received_at)

    def _open(self, at: datetime) -> None:
        """Begin to mark: as of the checkpoint, or as of the first lot there is."""
        desk = self._desk
        for quote in trading.marked_quotes():
            if quote.at < at:
                price = Price(quote.bid, quote.ask, quote.at, 0, quote.at)
                desk.market.put((quote.server_pk, quote.symbol), price)
        desk.open(min(self._claim.stored_at or at, at))
        self._sweeper = Sweeper(desk)
        log.info("shard %s is marked from lot %s on", desk.shard, self._resume)

    def _rest(self, *, idle: bool) -> None:
        """What comes between ticks; while there are ticks, only now and then."""
        desk, clock = self._desk, time.monotonic()
        self._store_what_is_due()
        if idle or self._due("chores", clock, CHORES_S):
            self._times["chores"] = clock
            self._chores.run()
            self._lookers.tell()
            if self._sweeper is not None and self._sweeper.due(desk.at) and not self._behind():
                self._sweeper.sweep(desk.at)
            self._store_what_is_due()
        if clock >= self._times["spare"] and self.inbox.messages.empty() and not desk.replaying:
            self._spare()

    def _behind(self) -> bool:
        """Whether rows may tell what comes only later in the stream."""
        return self._desk.replaying or now() - self._desk.at > BEHIND

    def _spare(self) -> None:
        """What may wait has a share of the time, in slices."""
        began = time.monotonic()
        self._stands.slice()
        for watcher in self._desk.watchers:
            if isinstance(watcher, Unhurried):
                watcher.spare(self._desk.at)
        ended = time.monotonic()
        self._times["spare"] = ended + max(SPARE_REST * (ended - began), SPARE_S)

    def _due(self, what: str, clock: float, every_s: float) -> bool:
        return clock - self._times[what] >= every_s

    def _store_what_is_due(self) -> None:
        clock = time.monotonic()
        if self._desk.urgent or self._due("store", clock, STORE_S):
            self._times["store"] = clock
            self._store()

    def _store(self) -> None:
        desk, tally = self._desk, self.tally
        desk.flush_peaks()  # what is stored as seen holds the peaks that were seen
        store(desk, self._claim, now())
        tally.stores += 1
        tally.looks, tally.pending = desk.looks, len(desk.pending)
        tally.accounts, tally.positions = len(desk.accounts.kept), desk.accounts.lines
        tally.lag_s = max((now() - desk.at).total_seconds(), 0.0)

    def _lost(self, first: int, last: int) -> None:
        """The stream lost lots that were not marked yet."""
        self._taken = max(self._taken, last)
        if last <= self._resume:
            return
        self.tally.gaps += 1
        log.error("shard %s: lots %s to %s were lost", self._desk.shard, first, last)
        note_gap(self._claim, first, last, at=now())


def _settle_memory() -> None:
    """Let garbage be looked for among what comes from now on: all that is loaded takes a second."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
