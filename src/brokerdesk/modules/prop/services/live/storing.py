"""What was judged, written in the shard's transaction: few statements, however many stages."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from brokerdesk.core.savepoints import write_apart
from brokerdesk.core.together import together
from brokerdesk.kit.clock import now

from ...locks import lock_judged, lock_stages
from ...models import Attempt, Decision, Stage
from ..lifecycle.deciding import follow, traded
from ..overrides import applied, lapsed
from ..reports import begin_reports
from .judging import QUIET_LINES, Judged
from .late import raise_late
from .levels import Shown, shown

Locked = tuple[dict[int, Attempt], dict[int, Stage]]
QUIET_AT_ONCE: Final = 1000
"""So many stages whose day began, and no more, are written at once: there may be all of them."""
_STAGES = """
UPDATE prop_stage s SET engine = v.engine, seq = v.seq, tick_seq = v.tick_seq,
    deal_pk = v.deal_pk, next_reset_at = v.next_reset_at, balance = v.balance, equity = v.equity,
    floor = v.floor, target = v.target, room = v.room, room_ratio = v.room_ratio::float8,
    trading_days = v.trading_days, marked_at = v.marked_at, state = v.state,
    outcome = v.outcome, ended_at = v.ended_at
FROM unnest(%s::bigint[], %s::bytea[], %s::int[], %s::bigint[], %s::bigint[],
    %s::timestamptz[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[],
    %s::numeric[], %s::numeric[], %s::int[], %s::timestamptz[], %s::text[], %s::text[],
    %s::timestamptz[])
    AS v(id, engine, seq, tick_seq, deal_pk, next_reset_at, balance, equity, floor, target, room,
         room_ratio, trading_days, marked_at, state, outcome, ended_at)
WHERE s.id = v.id
"""
_ENDING: Final = ("state", "outcome", "ended_at")
_JOURNAL = """
INSERT INTO prop_journalentry (stage_id, seq, at, event, cause, recorded_at)
SELECT v.stage_id, v.seq, v.at, v.event::jsonb, v.cause::jsonb, %s
FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[], %s::text[], %s::text[])
    AS v(stage_id, seq, at, event, cause)
"""


class Storing:
    """Writes what is judged; what was ended elsewhere meanwhile is not written."""

    def __init__(self) -> None:
        self._written: list[Judged] = []
        self._gone: list[int] = []

    def store(self, touched: Collection[Judged], seq: int) -> list[tuple[Judged, Exception]]:
        """Write what has changed; give those that cannot be written, and why.

        Locks: attempts of which something was decided, then the stages.
        """
        chosen = _chosen(touched)
        self._written, self._gone = chosen, []
        if not chosen:
            return []
        locked = _lock(chosen)
        failed = write_apart(
            chosen,
            lambda part: self._write(part, locked if part is chosen else _lock(part), seq),
        )
        lost = {one.account_pk for one, _error in failed}
        self._written = [one for one in chosen if one.account_pk not in lost]
        return failed

    def _write(self, chosen: Sequence[Judged], locked: Locked, seq: int) -> None:
        attempts, stages = locked
        kept = [one for one in chosen if one.stage_pk in stages]
        recorded_at = now()
        with together():
            _write_journal(kept, recorded_at)
            decisions = _write_decisions(kept, recorded_at)
            for one in kept:
                if one.attempt_pk in attempts:
                    said = decisions.get(one.stage_pk, [])
                    stage, attempt = stages[one.stage_pk], attempts[one.attempt_pk]
                    _follow(one, stage, attempt, said, recorded_at)
        _write_stages(kept, stages, seq)
        _write_rest(kept, recorded_at)
        self._gone += [one.account_pk for one in chosen if one.stage_pk not in stages]

    def stored(self) -> Collection[int]:
        """The transaction is committed: give the accounts that are judged no longer."""
        for one in self._written:
            one.stored()
        found = {*self._gone, *(one.account_pk for one in self._written if one.ended)}
        self._written, self._gone = [], []
        return found


def _lock(chosen: Sequence[Judged]) -> Locked:
    attempts = lock_judged({one.attempt_pk for one in chosen if _follows(one)})
    return attempts, lock_stages([one.stage_pk for one in chosen])


def _chosen(touched: Collection[Judged]) -> list[Judged]:
    dirty = [one for one in touched if one.dirty]
    urgent = [one for one in dirty if one.urgent]
    quiet = [one for one in dirty if not one.urgent]
    return urgent + quiet[:QUIET_AT_ONCE]


def _follows(one: Judged) -> bool:
    """Whether more than the stage's own figures has to be written."""
    if one.opened or one.late:
        return True
    return any(said.line.type not in QUIET_LINES or said.line.type == "resumed"
               for said in one.spoken)  # fmt: skip


def _write_journal(kept: Sequence[Judged], at: datetime) -> None:
    rows = [(one.stage_pk, entry) for one in kept for entry in one.entries]
    if not rows:
        return
    columns: list[list[Any]] = [
        [stage_pk for stage_pk, _ in rows],
        [entry.seq for _, entry in rows],
        [entry.at for _, entry in rows],
        [json.dumps(entry.event) for _, entry in rows],
        [json.dumps(entry.cause) for _, entry in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_JOURNAL, [at, *columns])


def _write_decisions(kept: Sequence[Judged], at: datetime) -> dict[int, list[Decision]]:
    made = Decision.objects.bulk_create(
        Decision(
            stage_id=one.stage_pk,
            seq=said.seq,
            place=said.place,
            type=said.line.type,
            rule=str(getattr(said.line, "rule", "")),
            at=said.line.at,
            line=said.line.row(),
            before=said.before,
            after=said.after,
            valued=said.valued,
            received_at=said.received_at,
            recorded_at=at,
        )
        for one in kept
        for said in one.spoken
    )
    begin_reports(made, at=at)
    found: dict[int, list[Decision]] = {}
    for decision in made:
        found.setdefault(decision.stage_id, []).append(decision)
    return found


def _write_stages(kept: Sequence[Judged], stages: Mapping[int, Stage], seq: int) -> None:
    rows = [(one, shown(one.state, one.programme)) for one in kept]
    if not rows:
        return
    columns: list[list[Any]] = [
        [one.stage_pk for one in kept],
        [one.state.to_json() for one in kept],
        [one.seq for one in kept],
        [seq for _ in kept],
        [one.deal_mark() for one in kept],
        [one.state.next_reset_at for one in kept],
        *([getattr(row, name) for _, row in rows] for name in Shown.__slots__),
        [one.state.at for one in kept],
        *([getattr(stages[one.stage_pk], name) for one in kept] for name in _ENDING),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_STAGES, columns)


def _follow(
    one: Judged, stage: Stage, attempt: Attempt, decisions: Sequence[Decision], at: datetime
) -> None:
    stage.trading_days = shown(one.state, one.programme).trading_days
    if one.opened:
        traded(stage, attempt, at=at)
    follow(stage, attempt, decisions, at=at)


def _write_rest(kept: Sequence[Judged], at: datetime) -> None:
    raise_late([(one.attempt_pk, one.late) for one in kept if one.late], at=at)
    given = [(pk, done) for one in kept for pk, done in one.reviews.items()]
    if done := [pk for pk, was in given if was]:
        applied(done, at=at)
    if missed := [pk for pk, was in given if not was]:
        lapsed(missed, at=at)
