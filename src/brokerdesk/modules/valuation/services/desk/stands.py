"""Where accounts stand, written beside the ticks: what was looked at, then all in turn."""

import json
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

from ...types import Valued
from .desk import ShardDesk
from .kept import LONG_AGO

AGAIN = timedelta(seconds=5)
SLICE = 25
# A slice passes over so many of those that are not due.
PASSED = 2_000
_WRITE = """
INSERT INTO valuation_stand (account_id, balance, credit, floating, equity, margin, level,
    positions, quality, doubts, gap, compared_at, tick_seq, marked_at)
SELECT v.account_id, v.balance, v.credit, v.floating, v.equity, v.margin, v.level, v.positions,
    v.quality, v.doubts, v.gap, v.compared_at, v.tick_seq, v.marked_at
FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[],
    %s::numeric[], %s::numeric[], %s::int[], %s::text[], %s::jsonb[], %s::numeric[],
    %s::timestamptz[], %s::bigint[], %s::timestamptz[])
    AS v(account_id, balance, credit, floating, equity, margin, level, positions, quality, doubts,
         gap, compared_at, tick_seq, marked_at)
WHERE EXISTS (SELECT 1 FROM valuation_shard WHERE number = %s AND epoch = %s)
ON CONFLICT (account_id) DO UPDATE SET balance = EXCLUDED.balance, credit = EXCLUDED.credit,
    floating = EXCLUDED.floating, equity = EXCLUDED.equity, margin = EXCLUDED.margin,
    level = EXCLUDED.level, positions = EXCLUDED.positions, quality = EXCLUDED.quality,
    doubts = EXCLUDED.doubts, gap = EXCLUDED.gap, compared_at = EXCLUDED.compared_at,
    tick_seq = EXCLUDED.tick_seq, marked_at = EXCLUDED.marked_at
"""


class Stands:
    """Writes stands in slices: first those that were looked at, then all that hold positions."""

    def __init__(self, desk: ShardDesk, epoch: int) -> None:
        self._desk, self._epoch = desk, epoch
        self._written: dict[int, datetime] = {}
        self._turn: deque[int] = deque()
        self._round_at = LONG_AGO

    def slice(self) -> int:
        """Write some; say how many."""
        desk = self._desk
        chosen = self._looked_at()
        if len(chosen) < SLICE:
            chosen += self._in_turn(SLICE - len(chosen))
        if chosen:
            write(chosen, desk, self._epoch)
        return len(chosen)

    def _due(self, account_pk: int) -> bool:
        return self._desk.at - self._written.get(account_pk, LONG_AGO) >= AGAIN

    def _looked_at(self) -> list[Valued]:
        touched = self._desk.touched
        pks = [pk for pk in touched if self._due(pk)][:SLICE]
        for pk in pks:
            del touched[pk]
        return [self._now(pk) for pk in pks]

    def _in_turn(self, most: int) -> list[Valued]:
        desk = self._desk
        if not self._turn:
            if desk.at - self._round_at < AGAIN:
                return []
            self._round_at = desk.at
            self._turn.extend(desk.accounts.kept)
        found: list[Valued] = []
        for _ in range(min(len(self._turn), PASSED)):
            pk = self._turn.popleft()
            kept = desk.accounts.kept.get(pk)
            if kept is not None and (kept.rows or pk not in self._written) and self._due(pk):
                found.append(self._now(pk))
                if len(found) == most:
                    break
        return found

    def _now(self, account_pk: int) -> Valued:
        """The account as it stands; it is due again later, so that a slice has it once."""
        self._written[account_pk] = self._desk.at
        return self._desk.now(self._desk.accounts.kept[account_pk])


def write(chosen: Sequence[Valued], desk: ShardDesk, epoch: int) -> None:
    """Write stands, unless another owns the shard by now."""
    rows = [_row(valued, desk) for valued in chosen]
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [*columns, desk.shard, epoch])


def _row(valued: Valued, desk: ShardDesk) -> tuple[object, ...]:
    kept = desk.accounts.kept[valued.account_pk]
    doubts = [[seen.doubt.value, seen.about] for seen in valued.doubts]
    return (
        valued.account_pk, valued.balance, valued.credit, valued.floating, valued.equity,
        valued.margin, valued.level, len(valued.marks), valued.quality.value, json.dumps(doubts),
        kept.gap, kept.compared_at, valued.seq, valued.at,
    )  # fmt: skip
