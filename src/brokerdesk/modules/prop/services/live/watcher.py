"""The prop room's watcher: what a desk shows becomes the engine's events, and these verdicts."""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from brokerdesk.kit.clock import now
from brokerdesk.modules.valuation.types import (
    Cause,
    CauseKind,
    Facts,
    Levels,
    Quality,
    Valued,
)
from brokerdesk.modules.valuation.watching import Desk

from ...engine.decisions import Held
from ...engine.events import Quality as Told
from ..overrides import approved
from ..stuck import go_on, raise_stuck, stages_aside
from . import causes, loading
from .aside import Aside
from .catching_up import CatchingUp, marked_to
from .judging import QUIET_LINES, Judged, state_row, still_crossed
from .levels import levels_of, quick_levels
from .noting import Noting
from .releases import Releases
from .schedule import Schedule
from .storing import Storing

log = logging.getLogger(__name__)
NAME: Final = "prop"
_SETTLES: Final = (CauseKind.CONFIRMED, CauseKind.REFUTED)


class PropWatcher:
    """Judges the stages of one shard. Only what is as good as reported decides."""

    name = NAME

    def __init__(self) -> None:
        self.judged: dict[int, Judged] = {}
        self.decided = False
        self._desk: Desk | None = None
        self._programmes = loading.Programmes()
        self._schedule = Schedule()
        self._releases = Releases()
        self._storing = Storing()
        self._noting = Noting()
        self._levels: dict[int, Levels] = {}
        self._touched: dict[int, Judged] = {}
        self._catching = CatchingUp()
        self._aside = Aside(self._leave)

    @property
    def desk(self) -> Desk:
        """The desk of the shard."""
        if self._desk is None:
            raise RuntimeError("the watcher has no desk yet")
        return self._desk

    def begin(self, desk: Desk) -> Mapping[int, Levels]:
        """Read the shard's stages."""
        self._desk = desk
        self.judged = loading.load_shard(desk.shard, desk.shards, self._programmes)
        for deal in loading.missed_deals(self.judged):
            if deal.account_pk in self.judged:
                self._catching.later(self.judged[deal.account_pk], [deal])
        self._touched.clear()
        stuck = stages_aside()
        self._aside.waiting = {pk for pk, one in self.judged.items() if one.stage_pk in stuck}
        for pk, one in list(self.judged.items()):
            with self._aside.watching(pk, one):
                self._put(one)
                self._releases.know(one)
                self._levels[pk] = self._levels_of(one)
        self._review(self.judged.keys())
        return dict(self._levels)

    def reload(self, account_pks: Collection[int]) -> None:
        """Read stages anew, those put aside too; what is judged and not stored yet goes first."""
        self._aside.pks.difference_update(account_pks)
        fresh = loading.load_accounts(account_pks, self._programmes)
        for pk in account_pks:
            known, found = self.judged.get(pk), fresh.get(pk)
            if found is None:
                if known is not None:
                    self._forget(pk)
                continue
            if known is not None and known.stage_pk == found.stage_pk and known.dirty:
                known.programme, known.fingerprint = found.programme, found.fingerprint
                continue
            self.judged[pk] = found
            self._catching.later(found, loading.missed_deals({pk: found}))
            with self._aside.watching(pk, found):
                self._put(found)
                self._releases.know(found)
                self._watch(found)
        self._review(account_pks)

    def crossed(self, valued: Valued, cause: Cause) -> None:
        """Look exactly at a stage whose equity may be at a level."""
        one = self.judged.get(valued.account_pk)
        if one is None:
            return
        with self._aside.watching(one.account_pk, one):
            if one.ended:
                return
            if cause.kind in _SETTLES:
                self._settle(one, valued, cause)
            elif cause.seq > one.tick_seq:
                self._catching.up(one, self.desk, min(cause.at, cause.received_at))
                self._look(one, valued, cause)
            self._after(one)

    def told(self, facts: Facts, valued: Valued) -> None:
        """Give the engine the deals, then the account as it stands."""
        if facts.account_pk in self._aside.pks:
            self.reload([facts.account_pk])
        one = self.judged.get(facts.account_pk)
        if one is None:
            return
        with self._aside.watching(one.account_pk, one):
            self._told(one, facts, valued)

    def _told(self, one: Judged, facts: Facts, valued: Valued) -> None:
        if one.ended:
            return
        one.add(facts.deals)
        moved = self._catching.up(one, self.desk, facts.received_at)
        moved |= self._catching.unseen(one, valued)
        if not one.ended:
            self._stand(one, valued, causes.of_facts(facts), always=moved)
        self._after(one)

    def peaked(self, valued: Valued, cause: Cause) -> None:
        """Let a new peak raise what hangs from it; an estimate raises nothing."""
        one = self.judged.get(valued.account_pk)
        if one is None or cause.seq <= one.tick_seq or valued.quality is not Quality.REPORTED:
            return
        at = min(cause.at, cause.received_at)
        with self._aside.watching(one.account_pk, one):
            if one.ended or self._estimates(one) or valued.equity <= one.state.equity:
                return
            self._take(one, at, valued, causes.of_look(cause), cause)
            self._after(one)

    def next_instant(self) -> datetime | None:
        """The next reset or weekend of any stage."""
        return self._schedule.next_instant()

    def accounts_at(self, instant: datetime) -> Collection[int]:
        """Whose that is."""
        return [pk for pk in self._schedule.take(instant) if pk in self.judged]

    def at_instant(self, instant: datetime, valued: Valued) -> None:
        """Judge an account as it stood just before an instant, then the instant itself."""
        one = self.judged.get(valued.account_pk)
        if one is None:
            return
        with self._aside.watching(one.account_pk, one):
            if one.ended:
                return
            one.instants.append(instant)
            self._catching.up(one, self.desk, instant, valued)
            self._put(one)
            self._after(one)

    def store(self, seq: int, at: datetime) -> None:
        """Write what was judged, and what follows from it."""
        for one in list(self._catching.stuck.values()):
            with self._aside.watching(one.account_pk, one):
                if self.judged.get(one.account_pk) is one and not one.ended:
                    self._catching.up(one, self.desk, marked_to(self.desk, one.account_pk) or at)
                    self._after(one)
        for one in self._releases.tell(at):
            self._after(one)
        for one, error in self._storing.store(self._touched.values(), seq):
            log.error("account %s could not be stored", one.account_pk, exc_info=error)
            self._touched.pop(one.account_pk, None)
            self._aside.put(one.account_pk, one, error)
        raise_stuck(self._aside.found)
        go_on(self._aside.again.values())

    def stored(self) -> None:
        """Forget what has ended, here or elsewhere."""
        for pk in self._storing.stored():
            self._forget(pk)
        self._touched = {pk: one for pk, one in self._touched.items() if one.dirty}
        self._aside.stored()
        self.decided = False

    def spare(self, at: datetime) -> None:
        """Note the ticks of a report that is due."""
        self._noting.note(self.desk, at)

    def _look(self, one: Judged, valued: Valued, cause: Cause) -> None:
        """Take a value only if it says something."""
        at = min(cause.at, cause.received_at)
        if self._estimates(one) and valued.quality is not Quality.REPORTED:
            return
        if one.would(at, state_row(valued)).lines and self._may(one, at, valued):
            self._take(one, at, valued, causes.of_look(cause), cause)

    def _stand(self, one: Judged, valued: Valued, cause: causes.Because, *, always: bool) -> None:
        at = cause.at
        said = one.would(at, state_row(valued)).lines
        reported = valued.quality is Quality.REPORTED
        if (said or (always and reported)) and self._may(one, at, valued):
            one.take(at, state_row(valued), cause.row, valued=valued, received_at=cause.received_at)

    def _may(self, one: Judged, at: datetime, valued: Valued) -> bool:
        """While an estimate is held only a breach that is certain ends it, or a person."""
        if not self._estimates(one) or valued.quality is not Quality.REPORTED:
            return True
        return any(line.type == "breach" for line in one.would(at, state_row(valued)).lines)

    def _take(
        self, one: Judged, at: datetime, valued: Valued, row: causes.Row, cause: Cause
    ) -> None:
        one.take(at, state_row(valued), row, valued=valued, received_at=cause.received_at)

    def _settle(self, one: Judged, valued: Valued, cause: Cause) -> None:
        """What was held by estimate is known now: it is the breach, or it is not."""
        held, at = one.held, now()
        if valued.quality is not Quality.REPORTED:
            return
        if held is None or held.quality is not Told.ESTIMATED:
            self._settle_unheld(one, valued, cause)
            return
        crossed = still_crossed(held, one.programme, valued.balance, valued.equity)
        verdict = "confirm" if crossed else "dismiss"
        one.take(
            at, {"type": "review", "verdict": verdict}, causes.of_look(cause),
            valued=valued, received_at=cause.received_at,
        )  # fmt: skip

    def _settle_unheld(self, one: Judged, valued: Valued, cause: Cause) -> None:
        """A crossing that was no estimate's to hold: it counts if it is a breach still."""
        said = one.would(cause.at, state_row(valued)).lines
        if any(line.type == "breach" for line in said):
            self._take(one, cause.at, valued, causes.of_look(cause), cause)
            if not one.ended:
                self._stand(one, self.desk.value(one.account_pk), causes.of_now(), always=True)

    def _review(self, account_pks: Collection[int]) -> None:
        """Give the engine what people decided about what is held."""
        by_stage = {one.stage_pk: one for pk in account_pks if (one := self.judged.get(pk))}
        for review in approved(list(account_pks)):
            one = by_stage.get(review.stage_pk)
            if one is None or review.override_pk in one.reviews:
                continue
            with self._aside.watching(one.account_pk, one):
                one.reviews[review.override_pk] = one.held is not None and not one.ended
                if one.reviews[review.override_pk]:
                    row = {"type": "review", "verdict": str(review.verdict)}
                    one.take(review.at, row, causes.of_review(review), received_at=review.at)
                self.decided = True
                self._after(one)

    def _estimates(self, one: Judged) -> bool:
        held: Held | None = one.held
        return held is not None and held.quality is Told.ESTIMATED

    def _after(self, one: Judged) -> None:
        if one.dirty:
            self._touched[one.account_pk] = one
        self.decided |= self._aside.judged(one)
        self.decided |= any(line.line.type not in QUIET_LINES for line in one.spoken)
        self._watch(one)

    def _levels_of(self, one: Judged) -> Levels:
        """Levels; from what lists show as long as the state is not read, where that will do."""
        if (quick := quick_levels(one)) is not None:
            return quick
        return Levels() if one.ended else levels_of(one.state, one.programme)

    def _watch(self, one: Judged) -> None:
        levels = self._levels_of(one)
        if self._levels.get(one.account_pk) != levels:
            self._levels[one.account_pk] = levels
            self.desk.watch(NAME, one.account_pk, levels)

    def _put(self, one: Judged) -> None:
        self._schedule.put(one.account_pk, one.next_instant())

    def _forget(self, account_pk: int) -> None:
        self.judged.pop(account_pk, None)
        self._touched.pop(account_pk, None)
        self._catching.stuck.pop(account_pk, None)
        self._releases.forget(account_pk)
        self._levels.pop(account_pk, None)
        self._schedule.put(account_pk, None)
        self.desk.watch(NAME, account_pk, None)

    def _leave(self, account_pk: int) -> None:
        """Judge an account no longer, but hear what its platform tells; what was judged stays."""
        one = self._touched.get(account_pk)
        self._forget(account_pk)
        if one is not None:
            self._touched[account_pk] = one
        self._levels[account_pk] = Levels()
        self.desk.watch(NAME, account_pk, Levels())
        self.decided = True
