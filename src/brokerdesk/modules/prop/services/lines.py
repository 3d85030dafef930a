"""Stages that go on one after the other: what people reinstated goes on as if it never stopped.

Figures that span a stage are read here: from the stage and those that it goes on from, of each up
to the verdict that was taken back.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import Any, Final, NamedTuple

from django.db.models import Q

from brokerdesk.core.db import read_rows
from brokerdesk.kit.exact import EXACT, ZERO, plain

from ..engine import State
from ..models import JournalEntry, Stage

_LINES: Final = """
WITH RECURSIVE line(of, stage, name, until, stopped_at, before, restored) AS (
    SELECT s.id, s.id, s.public_id, NULL::int, NULL::timestamptz, NULL::bytea, NULL::text
    FROM prop_stage s WHERE s.id = ANY(%s)
    UNION ALL
    SELECT line.of, s.id, s.public_id, d.seq, d.at, d.before, o.detail->>'state' FROM line
    JOIN prop_override o ON o.kind = 'reinstate' AND o.detail->>'new_stage' = line.name
    JOIN prop_decision d ON d.id = o.decision_id
    JOIN prop_stage s ON s.id = o.stage_id
)
SELECT line.of, s.id, s.account_id, s.created_at, s.started_at, line.until,
    coalesce(line.stopped_at, s.ended_at), line.before, line.restored
FROM line JOIN prop_stage s ON s.id = line.stage ORDER BY line.of, s.id
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A stage of a line.

    until: the journal entry of the verdict that was taken back: from it on nothing counts; None of
    the last one. ended_at: when that was, or when the last one ended. corrected: by what the
    balance with which people let it go on is another than before the verdict, at `corrected_at`.
    """

    stage_pk: int
    account_pk: int | None
    created_at: datetime
    started_at: datetime | None
    until: int | None
    ended_at: datetime | None
    corrected: Decimal
    corrected_at: datetime | None

    @property
    def counting(self) -> Q:
        """Its rows with a `seq` that count."""
        rows = Q(stage_id=self.stage_pk)
        return rows if self.until is None else rows & Q(seq__lt=self.until)


class Told(NamedTuple):
    """An event that counts for a line, which its last stage names."""

    line: int
    at: datetime
    event: Mapping[str, Any]


def lines_of(stage_pks: Collection[int]) -> dict[int, list[Part]]:
    """What stages go on from, each the last of its own line, the oldest first."""
    found: dict[int, list[Part]] = defaultdict(list)
    for of, stage, account, created, started, until, ended, was, restored in read_rows(
        _LINES, [list(stage_pks)]
    ):
        corrected = _correction(was, restored)
        found[of].append(Part(stage, account, created, started, until, ended, *corrected))
    return found


def _correction(before: bytes | None, restored: str | None) -> tuple[Decimal, datetime | None]:
    if before is None or restored is None:
        return ZERO, None
    was = State.from_json(bytes(before))
    return EXACT.subtract(State.from_json(restored.encode()).balance, was.balance), was.at


def line_of(stage: Stage) -> list[Part]:
    """What a stage goes on from, the oldest first, and the stage itself."""
    return lines_of([stage.pk])[stage.pk]


def counting(parts: Collection[Part]) -> Q:
    """Rows with a stage and a `seq` that count for some of them."""
    found = Q(stage_id__in=[part.stage_pk for part in parts if part.until is None])
    for part in parts:
        found = found if part.until is None else found | part.counting
    return found


def told(stage_pks: Collection[int], types: Collection[str]) -> Iterator[Told]:
    """Events of some types, line by line, in their order.

    What people corrected counts as a charge, before the stage that goes on with it.
    """
    lines = lines_of(stage_pks)
    rows = _entries(list(chain(*lines.values())), types)
    for line, parts in lines.items():
        for part in parts:
            for seq, at, event in rows[part.stage_pk]:
                if part.until is None or seq < part.until:
                    yield Told(line, at, event)
            if part.corrected_at is not None and part.corrected and "charge" in types:
                charge = {"type": "charge", "amount": plain(part.corrected)}
                yield Told(line, part.corrected_at, charge)


def counted_tickets(part: Part) -> frozenset[str]:
    """The deals of which a stage was told what counts."""
    rows = JournalEntry.objects.filter(part.counting, cause__kind="deal")
    return frozenset(rows.values_list("cause__ticket", flat=True))


def _entries(
    parts: Collection[Part], types: Collection[str]
) -> Mapping[int, list[tuple[int, datetime, Mapping[str, Any]]]]:
    found = defaultdict(list)
    rows = JournalEntry.objects.filter(counting(parts), event__type__in=types)
    ordered = rows.order_by("stage_id", "seq").values_list("stage_id", "seq", "at", "event")
    for stage_pk, seq, at, event in ordered:
        found[stage_pk].append((seq, at, event))
    return found
