"""The desk of one shard: prices and facts in, exact looks out. One thread."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from ...engine import Book, Holding, value
from ...types import Cause, CauseKind, Facts, Key, Levels, Price, Valued
from ...watching import Watcher
from .accounts import Accounts
from .comparing import Comparing
from .doubting import Doubting
from .gate import Gate
from .instants import JUST, Instants
from .kept import LONG_AGO, Kept
from .levels import Watched, crosses
from .lots import Changed, Lot, Told
from .peaks import Peaks
from .pending import Crossing, Pending, will_pass
from .prices import DOUBTFUL, Overlaid, Prices, moment

# The turn of quotes that set no peaks.
NO_PEAKS = -1


class ShardDesk:
    """Marks the accounts of one shard and calls those who watch them.

    `urgent`: something was said to watchers that has to be stored at once. Before it is `opened`
    prices are only remembered: they are of ticks that were dealt with before.
    """

    def __init__(self, shard: int, shards: int, watchers: Sequence[Watcher]) -> None:
        self._shard, self._shards = shard, shards
        self.watchers = watchers
        self.gate = Gate()
        self.market = Prices(self.gate)
        self.accounts = Accounts(shard, shards)
        self.book = Book()
        self.watched = Watched()
        self.pending = Pending()
        self.comparing = Comparing()
        self.instants = Instants(self._nearest)
        self.doubting = Doubting(self.accounts, self.market)
        self.seq = 0
        self.at = LONG_AGO
        self.loaded_at = LONG_AGO
        self.opened = self.urgent = False
        self.estimated: dict[int, None] = {}
        self.touched: dict[int, Valued | None] = {}
        self.looks = 0
        self._unread: set[int] = set()
        self._shown: set[int] = set()  # turned by rows of later alone: not told yet
        self.peaks = Peaks(self)

    # What watchers may ask.

    @property
    def shard(self) -> int:
        """Number of the shard."""
        return self._shard

    @property
    def shards(self) -> int:
        """How many there are."""
        return self._shards

    def owns(self, account_pk: int) -> bool:
        """Whether the account is of this shard."""
        return account_pk % self._shards == self._shard

    def value(self, account_pk: int, at: datetime | None = None) -> Valued:
        """Value an account exactly: now, or with what stood at `at` (kept for some minutes).

        Raises:
            KeyError: no platform holds the account.
        """
        kept = self.accounts.kept[account_pk]
        if at is None:
            return self.now(kept)
        found = self.exact(kept, self.accounts.then(kept, at), self.market.as_of(at), at)
        return self.doubting.judge(found, kept, at, now=False)

    def prices(self, key: Key, since: datetime, until: datetime) -> list[Price]:
        """The ticks of a symbol, faulty ones too, both ends included."""
        return self.market.between(key, since, until)

    def watch(self, name: str, account_pk: int, levels: Levels | None) -> None:
        """Set a watcher's levels of an account; None: it watches the account no longer."""
        self.watched.put(name, account_pk, levels)
        if levels is None:
            self.pending.drop(account_pk)
        if account_pk in self.accounts.kept:
            self.book.watch(account_pk, self.watched.merged(account_pk))

    # How it begins.

    def know(self, last: Iterable[Lot]) -> None:
        """Before rows are read: the newest lots of servers say what readings the rows show."""
        for lot in last:
            self.accounts.server(lot.server_pk).positions_at = lot.positions_at

    def load(self, stored_at: datetime | None, at: datetime) -> None:
        """Read what the database holds, and have the watchers read theirs."""
        self.loaded_at = at
        self.gate.load()
        self.accounts.load(stored_at, at)
        self.book.set_instruments(self.accounts.catalogue.values())
        for watcher in self.watchers:
            self.watched.begin(watcher.name, watcher.begin(self))

    def load_symbols(self) -> None:
        """Read symbols anew."""
        if self.accounts.load_symbols():
            self.book.set_instruments(self.accounts.catalogue.values())

    def open(self, at: datetime) -> None:
        """All prices up to the checkpoint are known: begin to mark as of then."""
        self.at = max(self.at, at)
        for holding in self.accounts.begin_again(self.at):
            self.book.replace(holding)
        for key, price in self.market.believed.items():
            self.book.quote(key, float(price.bid), float(price.ask))
        for pk in self.watched.accounts():
            if pk in self.accounts.kept:
                self.book.watch(pk, self.watched.merged(pk))
        self.opened = True
        for watcher in self.watchers:
            self.instants.ask(watcher)

    @property
    def replaying(self) -> bool:
        """Whether what comes happened before the rows were read."""
        return self.at < self.loaded_at

    # What comes through the stream.

    def remember(self, lot: Lot | Changed) -> None:
        """Keep the prices of a lot that was dealt with before."""
        if isinstance(lot, Lot):
            self.at = max(self.at, lot.received_at)
            self._note(lot)
            for told in lot.quotes:
                self.market.take((lot.server_pk, told.symbol), told[1:], lot.seq, lot.received_at)

    def take(self, lot: Lot | Changed) -> None:
        """Deal with one message of the stream."""
        self.seq = lot.seq
        if isinstance(lot, Changed):
            self.reload(lot.watcher, lot.account_pks)
            return
        self.reach(lot.received_at)
        known = self._note(lot)
        for told in lot.quotes:
            self._quote(lot, told)
        if lot.everybody or lot.logins:
            self._told(lot)
        if known:
            self._read_on(lot)

    def reach(self, at: datetime) -> None:
        """Let time go on: what fell due comes first."""
        was = self.replaying
        self.at = max(self.at, at)
        for kept in self.accounts.turned(self.at):
            self._replace(kept)
            self._unread.add(kept.pk)
            if not kept.due(self.at):
                self._shown.add(kept.pk)
        self.instants.reached(self.at, self.watchers)
        if was and not self.replaying:
            self._arrive()

    def reload(self, name: str, account_pks: Iterable[int]) -> None:
        """A watcher's rows changed: have it read them anew."""
        mine = {pk for pk in account_pks if self.owns(pk)}
        if not mine:
            return
        unknown = mine - self.accounts.kept.keys()
        for refreshed in self.accounts.refresh(unknown, self.at) if unknown else ():
            self._replace(refreshed.kept)
        self.flush_peaks()  # of accounts whose levels are set anew they would be forgotten
        for watcher in self.watchers:
            if watcher.name == name:
                watcher.reload(mine)
                self.instants.ask(watcher)
                self.urgent = True

    def refresh(self, account_pks: Collection[int]) -> None:
        """Read accounts anew and tell of what has changed by the desk's time."""
        new = set(account_pks) - self.accounts.kept.keys()
        for watcher in self.watchers if new else ():
            self.reload(watcher.name, new)
        for refreshed in self.accounts.refresh(account_pks, self.at):
            kept = refreshed.kept
            if refreshed.changed or kept.pk in new:
                self._replace(kept)
                self._unread.add(kept.pk)
            if refreshed.changed or kept.due(self.at) or kept.pk in self._shown:
                self._shown.discard(kept.pk)
                self.touched[kept.pk] = None
                self.tell(kept)

    def _replace(self, kept: Kept) -> None:
        """Mark what an account has become. Its peak is what watchers know of: what is known now
        may have happened before ticks that raised the book's.
        """
        if not self.watched.trails(kept.pk):
            self.book.replace(self.holding(kept))
            return
        self.peaks.tell(kept.pk)
        self.book.replace(self.holding(kept))
        levels = self.watched.merged(kept.pk)
        if levels.peak is not None:
            self.book.watch(kept.pk, levels)

    def tell(self, kept: Kept, valued: Valued | None = None, *, changed: bool = True) -> None:
        """Tell those who watch an account what its platform told, or that it is settled now."""
        if not self.watched.watches(kept.pk):
            return
        self.before(kept.pk, self.at)
        deals = tuple(kept.due(self.at))
        valued = valued or self.now(kept)
        settled = self.accounts.server(kept.server_pk).settled_to
        facts = Facts(kept.pk, valued.at, self.seq, self.at, deals, settled, changed)
        kept.untold.difference_update(deal.pk for deal in deals)
        self._keep(kept.pk, valued)
        for watcher in self.watchers:
            if self.watched.of(watcher.name, kept.pk) is not None:
                watcher.told(facts, valued)
                self.said(watcher)

    def _told(self, lot: Lot) -> None:
        if lot.everybody:
            pks = self.accounts.of_server(lot.server_pk)
        else:
            pks = self.accounts.of_logins(lot.server_pk, lot.logins, self.at)
        if not self.replaying:
            self.refresh(pks)
            return
        for pk in pks:
            kept = self.accounts.kept.get(pk)
            if kept is not None and kept.due(self.at):
                self.tell(kept)

    def _note(self, lot: Lot) -> bool:
        """Note how far a server is known; say whether positions were read again."""
        server = self.accounts.server(lot.server_pk)
        server.heard_at, server.pushed = lot.received_at, lot.pushed
        if lot.settled_to is not None:
            server.settled_to = max(server.settled_to or LONG_AGO, lot.settled_to)
        read_at, before = lot.positions_at, server.positions_at
        if read_at is None or (before is not None and read_at <= before):
            return False
        server.positions_at = read_at
        return True

    def _read_on(self, lot: Lot) -> None:
        """Positions were read: what deals alone said of them is said by rows now."""
        read_at = lot.positions_at
        if self.replaying or not self._unread or read_at is None:
            return
        kept = self.accounts.kept
        again = {
            pk
            for pk in self._unread
            if kept[pk].server_pk == lot.server_pk and kept[pk].moved_at < read_at
        }
        if again:
            self._unread -= again
            self.refresh(again)

    def _arrive(self) -> None:
        """The past is read: tell what was not told."""
        for kept in list(self.accounts.kept.values()):
            if kept.due(self.at):
                self._replace(kept)
                self.tell(kept)

    # Ticks.

    def _quote(self, lot: Lot, told: Told) -> None:
        key = (lot.server_pk, told.symbol)
        price = self.market.take(key, told[1:], lot.seq, lot.received_at)
        if price.fault is not None and price.fault not in DOUBTFUL:
            return
        self.book.mark(price.turn if price.fault is None else NO_PEAKS)
        self.peaks.note(price)
        near = self.book.quote(key, float(price.bid), float(price.ask))
        if len(near):
            cause = Cause(CauseKind.TICK, moment(price), lot.seq, lot.received_at, key, price)
            for pk in near.tolist():
                self._look(pk, cause)
        if price.fault is not None and (last := self.market.believed.get(key)) is not None:
            self.book.quote(key, float(last.bid), float(last.ask))

    def _look(self, account_pk: int, cause: Cause) -> None:
        """Look exactly at an account whose equity may be at a level."""
        kept = self.accounts.kept[account_pk]
        self.before(account_pk, cause.at)
        price = cause.price
        if price is not None and price.fault is not None and cause.key is not None:
            holding = self.holding(kept)
            prices = Overlaid({cause.key: price}, self.market.believed)
            found = self.exact(kept, holding, prices, self.at)
            valued = self.doubting.judge(found, kept, self.at, now=True)
        else:
            valued = self.now(kept)
        self.looks += 1
        self._keep(account_pk, valued)
        for watcher in self.watchers:
            levels = self.watched.of(watcher.name, account_pk)
            if levels is None:
                continue
            watcher.crossed(valued, cause)
            self.said(watcher)
            if will_pass(valued.doubts) and crosses(levels, valued):
                self.pending.add(Crossing(account_pk, watcher.name, cause, valued.prices))

    def before(self, account_pk: int, at: datetime) -> None:
        """Do first what happened to an account up to an instant: a peak, a reset."""
        if self.watched.trails(account_pk):
            self.peaks.tell(account_pk)
        self.at_instants(account_pk, at)

    def flush_peaks(self) -> None:
        """Tell of all new peaks."""
        self.peaks.flush()

    def at_instants(self, account_pk: int, until: datetime) -> None:
        """Show an account as it stood just before each instant that is due by then."""
        for instant, watcher in self.instants.take(account_pk, until):
            if account_pk in self.accounts.kept:
                watcher.at_instant(instant, self.value(account_pk, instant - JUST))
                self.said(watcher)

    def settle_crossing(self, crossing: Crossing) -> None:
        """Say what became of an estimated crossing, when all is known that it rests on."""
        cause, kept = crossing.cause, self.accounts.kept.get(crossing.account_pk)
        levels = self.watched.of(crossing.watcher, crossing.account_pk)
        if kept is None or levels is None:
            self.pending.done(crossing)
            return
        prices = Overlaid(
            {(kept.server_pk, symbol): price for symbol, price in crossing.prices.items()},
            self.market.as_of(cause.received_at, cause.price),
        )
        holding = self.accounts.then(kept, cause.received_at)
        found = self.exact(kept, holding, prices, cause.received_at)
        valued = self.doubting.judge(found, kept, cause.received_at, now=False)
        if will_pass(valued.doubts):
            return
        self.pending.done(crossing)
        true = crosses(levels, valued)
        kind = CauseKind.CONFIRMED if true else CauseKind.REFUTED
        for watcher in self.watchers:
            if watcher.name == crossing.watcher:
                shown = replace(valued, at=cause.at, seq=cause.seq)
                watcher.crossed(shown, replace(cause, kind=kind))
                self.said(watcher)

    # Values.

    def now(self, kept: Kept) -> Valued:
        """Value an account as far as we know, at the last prices that are believed."""
        found = self.exact(kept, self.holding(kept), self.market.believed, self.at)
        return self.doubting.judge(found, kept, self.at, now=True)

    def holding(self, kept: Kept) -> Holding:
        """An account as of the desk's time, though rows may be of later."""
        return self.accounts.as_of(kept, self.at)

    def exact(
        self, kept: Kept, holding: Holding, prices: Mapping[Key, Price], at: datetime
    ) -> Valued:
        """Value a holding, without doubts of the desk's own."""
        opened = max((line.opened_at for line in holding.lines), default=at)
        found = value(holding, self.accounts.catalogue, prices, max(at, opened))
        return replace(found, at=at, seq=self.seq)

    def _nearest(self, account_pks: Sequence[int]) -> list[int]:
        """Order accounts by how little is left above their low level."""

        def room(pk: int) -> float:
            low = self.watched.merged(pk).low
            return float("inf") if low is None else self.book.equity(pk) - low

        return sorted((pk for pk in account_pks if pk in self.accounts.kept), key=room)

    def _keep(self, account_pk: int, valued: Valued) -> None:
        """Remember an exact value for its stand, and whether a better one has to follow."""
        self.touched[account_pk] = valued
        if will_pass(valued.doubts):
            self.estimated[account_pk] = None
        else:
            self.estimated.pop(account_pk, None)

    def said(self, watcher: Watcher) -> None:
        """Store at once what a watcher decided just now."""
        self.urgent |= bool(getattr(watcher, "decided", True))
