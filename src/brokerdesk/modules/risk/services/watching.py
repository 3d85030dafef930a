"""Margin levels of marked accounts, followed tick by tick."""

import logging
import time
from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from brokerdesk.core.db import read_rows
from brokerdesk.core.savepoints import write_apart
from brokerdesk.modules.valuation.types import Cause, CauseKind, Facts, Levels, Valued
from brokerdesk.modules.valuation.watching import Desk

from ..types import MarginKind
from .levels import LEVELS_OF, Rounds, known_levels
from .margin import Called, Ended, begin_events, end_events

log = logging.getLogger(__name__)
SLICE_S, AT_ONCE = 0.02, 20
KINDS = (MarginKind.MARGIN_CALL, MarginKind.STOP_OUT)
_OPEN = """
FROM risk_marginevent e WHERE e.account_id = a.id AND e.ended_at IS NULL AND e.deal_id IS NULL
"""
_ACCOUNTS = f"""
SELECT a.id, a.margin, g.margin_call_level, g.stop_out_level, ARRAY(SELECT e.kind {_OPEN})::text[]
{LEVELS_OF}
WHERE (g.margin_call_level > 0 OR g.stop_out_level > 0 OR EXISTS (SELECT {_OPEN}))
  AND CASE WHEN %(some)s THEN a.id = ANY(%(pks)s) ELSE a.id %% %(shards)s = %(shard)s END
"""


@dataclass
class Watched:
    """An account's margin, its levels in percent, and which of them it is at or under.

    looked_at: as of when it was valued last. What is told of earlier says nothing of now.
    """

    margin: Decimal
    levels: dict[MarginKind, Decimal]
    under: set[MarginKind] = field(default_factory=set)
    looked_at: datetime | None = None

    def wanted(self) -> Levels:
        """At what equity it has to be looked at next."""
        margin = self.margin
        if margin <= 0:
            return Levels()
        below = [share for kind, share in self.levels.items() if kind not in self.under]
        above = [share for kind, share in self.levels.items() if kind in self.under]
        return Levels(
            low=float(margin * max(below) / 100) if below else None,
            high=float(margin * min(above) / 100) if above else None,
        )

    def note(self, change: Called | Ended) -> None:
        """Note that it came to a level, or is above it again."""
        if isinstance(change, Called):
            self.under.add(change.kind)
        else:
            self.under.discard(change.kind)


class RiskWatcher:
    """The risk room's part in a shard of the valuation.

    Levels that a platform changed, of a group or by moving an account to another, are found in
    spare time, in rounds over all accounts.
    """

    name = "risk"

    def __init__(self) -> None:
        self._accounts: dict[int, Watched] = {}
        self._changes: list[Called | Ended] = []
        self._rounds = Rounds()
        self._others: deque[int] = deque()

    @property
    def decided(self) -> bool:
        """Whether there is something to be stored."""
        return bool(self._changes)

    def begin(self, desk: Desk) -> Mapping[int, Levels]:
        """Watch the shard's live accounts whose groups have levels."""
        self._desk = desk
        self._accounts = self._read(None)
        return {pk: own.wanted() for pk, own in self._accounts.items()}

    def reload(self, account_pks: Collection[int]) -> None:
        """Read accounts anew, those that came by included; what is not stored yet holds."""
        found = self._read([pk for pk in account_pks if self._desk.owns(pk)])
        for change in self._changes:
            if (own := found.get(change.account_pk)) is not None:
                own.note(change)
        for pk in account_pks:
            own = found.get(pk)
            if own is not None:
                self._accounts[pk] = own
                self._look_now(pk)
            if (own is None or not own.levels) and self._accounts.pop(pk, None) is not None:
                self._desk.watch(self.name, pk, None)

    def spare(self, at: datetime) -> None:
        """Find accounts whose levels are others by now, and go on with some of those."""
        if not self._others:
            rows = self._rounds.slice(self._desk.shard, self._desk.shards, at)
            self._others.extend(row[0] for row in rows if self._differs(*row))
        until = time.monotonic() + SLICE_S
        while self._others and time.monotonic() < until:
            some = min(AT_ONCE, len(self._others))
            self.reload([self._others.popleft() for _ in range(some)])

    def _differs(self, account_pk: int, call: Decimal | None, stop: Decimal | None) -> bool:
        own, known = self._accounts.get(account_pk), known_levels(call, stop)
        if own is None:
            return bool(known)
        return own.levels != known or not own.under <= known.keys()

    def _look_now(self, account_pk: int) -> None:
        """Look at an account as it is, unless the desk does not mark it (yet)."""
        try:
            valued = self._desk.value(account_pk)
        except KeyError:
            return
        self._look(valued)

    def _read(self, account_pks: list[int] | None) -> dict[int, Watched]:
        values = {
            "some": account_pks is not None, "pks": account_pks or [],
            "shards": self._desk.shards, "shard": self._desk.shard,
        }  # fmt: skip
        found = {}
        for pk, margin, call, stop, under in read_rows(_ACCOUNTS, values):
            held = {MarginKind(kind) for kind in under}
            found[pk] = Watched(margin, known_levels(call, stop), held)
        return found

    def crossed(self, valued: Valued, cause: Cause) -> None:
        """Look at an account; what was only estimated is looked at as it is by now."""
        settled = cause.kind in (CauseKind.CONFIRMED, CauseKind.REFUTED)
        self._look(self._desk.value(valued.account_pk) if settled else valued)

    def told(self, facts: Facts, valued: Valued) -> None:
        """Its margin or its positions may be others now."""
        self._look(valued)

    def _look(self, valued: Valued) -> None:
        own = self._accounts.get(valued.account_pk)
        if own is None or (own.looked_at is not None and valued.at < own.looked_at):
            return
        own.margin, own.looked_at = valued.margin, valued.at
        for kind in KINDS:
            share = own.levels.get(kind)
            under = share is not None and _under(valued, share)
            if under == (kind in own.under):
                continue
            change = _called(kind, valued) if under else Ended(valued.account_pk, kind, valued.at)
            own.note(change)
            self._changes.append(change)
        self._desk.watch(self.name, valued.account_pk, own.wanted())

    def peaked(self, valued: Valued, cause: Cause) -> None:
        """No levels trail here."""

    def next_instant(self) -> datetime | None:
        """Nothing is due at set times."""
        return None

    def accounts_at(self, instant: datetime) -> Collection[int]:
        """None."""
        return ()

    def at_instant(self, instant: datetime, valued: Valued) -> None:
        """Nothing is due at set times."""

    def store(self, seq: int, at: datetime) -> None:
        """Keep what began and what ended, of each account in the order in which it did.

        What cannot be kept is left out by name, so that all else is.
        """
        for change, error in write_apart(self._changes, _keep):
            account_pk, kind = change.account_pk, change.kind
            log.error("no %s of account %s is kept", kind, account_pk, exc_info=error)

    def stored(self) -> None:
        """What is committed need not be kept in mind."""
        self._changes = []


def _under(valued: Valued, share: Decimal) -> bool:
    return valued.margin > 0 and valued.equity * 100 <= share * valued.margin


def _called(kind: MarginKind, valued: Valued) -> Called:
    return Called(
        valued.account_pk, kind, valued.at, valued.equity, valued.margin, valued.level,
        valued.quality,
    )  # fmt: skip


def _keep(changes: Sequence[Called | Ended]) -> None:
    for called, ended in _rounds(changes):
        begin_events(called)
        end_events(ended)


def _rounds(changes: Iterable[Called | Ended]) -> list[tuple[list[Called], list[Ended]]]:
    """Changes in rounds: of an account and level one change each, the first ones first."""
    rounds: list[tuple[list[Called], list[Ended]]] = []
    seen: Counter[tuple[int, MarginKind]] = Counter()
    for change in changes:
        key = (change.account_pk, change.kind)
        if seen[key] == len(rounds):
            rounds.append(([], []))
        called, ended = rounds[seen[key]]
        seen[key] += 1
        if isinstance(change, Called):
            called.append(change)
        else:
            ended.append(change)
    return rounds
