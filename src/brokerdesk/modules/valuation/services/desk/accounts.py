"""All accounts of one shard, as rows and deals have them."""

import heapq
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from brokerdesk.core.db import read_rows
from brokerdesk.modules.trading import queries as trading
from brokerdesk.modules.trading.types import DealRow

from ...engine import Catalogue, Holding, Instrument
from ...types import Doubt
from .kept import LONG_AGO, Kept

# Deals that came shortly before the checkpoint may not have been told: they are told again.
AGAIN = timedelta(seconds=60)
ASKED_AGAIN = timedelta(seconds=30)
EXPLAINED_WITHIN = timedelta(seconds=5)
_STANDS = """
SELECT account_id, gap, compared_at, doubts FROM valuation_stand
WHERE compared_at IS NOT NULL AND account_id %% %s = %s
"""


@dataclass(slots=True)
class ServerState:
    """How far one server is known."""

    heard_at: datetime | None = None
    settled_to: datetime | None = None
    positions_at: datetime | None = None
    pushed: bool = False


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What reading an account anew has shown."""

    kept: Kept
    deals: tuple[DealRow, ...]
    changed: bool


@dataclass(slots=True)
class Accounts:
    """Accounts by key, and what is known of their servers."""

    shard: int
    shards: int
    kept: dict[int, Kept] = field(default_factory=dict)
    servers: dict[int, ServerState] = field(default_factory=dict)
    catalogue: Catalogue = field(default_factory=lambda: Catalogue(()))
    since: datetime = LONG_AGO
    lines: int = 0
    _logins: dict[tuple[int, int], int] = field(default_factory=dict)
    _strangers: dict[tuple[int, int], datetime] = field(default_factory=dict)
    _turns: list[tuple[datetime, int]] = field(default_factory=list)

    def load(self, stored_at: datetime | None, at: datetime) -> None:
        """Read everything; deals since the last checkpoint, so that they are told again."""
        self.since = (stored_at or at) - AGAIN
        self.load_symbols()
        for row in trading.marked_accounts(self.shard, self.shards):
            self._keep(Kept(row))
        for position in trading.marked_positions(self.shard, self.shards):
            if (kept := self.kept.get(position.account_pk)) is not None:
                kept.rows[position.ticket] = position
        by_account: dict[int, list[DealRow]] = {}
        for deal in trading.deals_recorded_since(self.since, self.shard, self.shards):
            by_account.setdefault(deal.account_pk or 0, []).append(deal)
        for pk, deals in by_account.items():
            if pk in self.kept:
                self.kept[pk].add(deals)
                self.kept[pk].reach(at)
        self.lines = sum(len(kept.rows) for kept in self.kept.values())
        self._trust()

    def _trust(self) -> None:
        """Go on from what the last comparison with the platform gave."""
        for pk, gap, compared_at, doubts in read_rows(_STANDS, [self.shards, self.shard]):
            if (kept := self.kept.get(pk)) is not None:
                kept.gap, kept.compared_at = gap, compared_at
                kept.agrees = not any(code == Doubt.DIFFERS for code, _about in doubts)

    def load_symbols(self) -> bool:
        """Read all symbols; say whether anything is other than before."""
        found = Catalogue(Instrument(*row) for row in trading.marked_symbols())
        if dict(found) == dict(self.catalogue):
            return False
        self.catalogue = found
        return True

    def _keep(self, kept: Kept) -> None:
        self.kept[kept.pk] = kept
        self._logins[kept.server_pk, kept.figures.login] = kept.pk

    def server(self, server_pk: int) -> ServerState:
        """What is known of a server."""
        return self.servers.setdefault(server_pk, ServerState())

    def of_logins(self, server_pk: int, logins: Iterable[int], at: datetime) -> list[int]:
        """The keys of those logins that are of this shard; unknown ones are asked for."""
        known, unknown = [], []
        for login in logins:
            key = (server_pk, login)
            if (pk := self._logins.get(key)) is not None:
                known.append(pk)
            elif at - self._strangers.get(key, LONG_AGO) >= ASKED_AGAIN:
                unknown.append(login)
                self._strangers[key] = at
        if unknown:
            found = trading.accounts_of_logins(server_pk, unknown)
            known += [pk for pk in found if pk % self.shards == self.shard]
        return known

    def of_server(self, server_pk: int) -> list[int]:
        """The keys of all accounts of a server."""
        return [kept.pk for kept in self.kept.values() if kept.server_pk == server_pk]

    def settled(self, kept: Kept, at: datetime) -> bool:
        """Whether all that happened to an account up to an instant is known here.

        After a deal its positions are only sure when a reading began that must show it.
        """
        server = self.server(kept.server_pk)
        known = server.settled_to is not None and server.settled_to >= at
        read = server.positions_at is not None and (
            server.positions_at > kept.moved_at or kept.moved_at == LONG_AGO
        )
        return known and read and at >= kept.unexplained_until

    def current(self, kept: Kept) -> Holding:
        """An account as far as we know."""
        return kept.current(self.server(kept.server_pk).positions_at)

    def then(self, kept: Kept, at: datetime) -> Holding:
        """An account as it was at an instant of the last minutes."""
        return kept.holding(at, self.server(kept.server_pk).positions_at)

    def as_of(self, kept: Kept, at: datetime) -> Holding:
        """An account as far as we know, without what happened after the time that has come."""
        return self.current(kept) if kept.reaches() <= at else self.then(kept, at)

    def refresh(self, account_pks: Collection[int], at: datetime) -> list[Refreshed]:
        """Read accounts anew: figures, positions, deals that are not known yet."""
        rows = {row.pk: row for row in trading.marked_accounts_by_pk(account_pks)}
        for row in rows.values():
            if row.pk not in self.kept and row.pk % self.shards == self.shard:
                self._keep(Kept(row))
        mine = [pk for pk in rows if pk in self.kept]
        positions: dict[int, dict[int, trading.MarkedPosition]] = {pk: {} for pk in mine}
        servers = {self.kept[pk].server_pk for pk in mine}
        for position in trading.marked_positions_of(mine, servers):
            positions[position.account_pk][position.ticket] = position
        deals: dict[int, list[DealRow]] = {}
        for deal in trading.deals_after([(pk, self.kept[pk].last_deal) for pk in mine], self.since):
            deals.setdefault(deal.account_pk or 0, []).append(deal)
        return [
            self._renew(self.kept[pk], rows[pk], positions[pk], deals.get(pk, []), at)
            for pk in mine
        ]

    def _renew(
        self,
        kept: Kept,
        figures: trading.MarkedAccount,
        rows: dict[int, trading.MarkedPosition],
        deals: list[DealRow],
        at: datetime,
    ) -> Refreshed:
        fresh = kept.add(deals)
        closing = {deal.position_id for deal in kept.deals}
        if any(ticket not in rows and ticket not in closing for ticket in kept.rows):
            kept.unexplained_until = at + EXPLAINED_WITHIN
        elif fresh:
            kept.unexplained_until = LONG_AGO
        money = (figures.balance, figures.credit, figures.margin)
        before = kept.figures
        changed = bool(fresh) or rows != kept.rows
        changed |= money != (before.balance, before.credit, before.margin)
        self.lines += len(rows) - len(kept.rows)
        kept.figures, kept.rows = figures, rows
        kept.trim(at)
        kept.changed()
        kept.reach(at)
        self._await(kept, at)
        return Refreshed(kept, tuple(fresh), changed)

    def begin_again(self, at: datetime) -> Iterator[Holding]:
        """Go back to an instant: give all accounts as they were, and note when they changed."""
        for kept in self.kept.values():
            self._await(kept, at)
            yield self.as_of(kept, at)

    def turned(self, at: datetime) -> Iterator[Kept]:
        """Accounts that changed up to an instant."""
        while self._turns and self._turns[0][0] <= at:
            kept = self.kept[heapq.heappop(self._turns)[1]]
            kept.reach(at)
            self._await(kept, at)
            yield kept

    def _await(self, kept: Kept, at: datetime) -> None:
        """Note when an account changes next, where that is known already."""
        if turns := kept.changes_after(at):
            heapq.heappush(self._turns, (min(turns), kept.pk))
