"""What staff see of an attempt: what was decided, what platforms did about it, how fast."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..models import Action, Decision, JournalEntry
from ..rows import action_row, decision_row
from ..types import ActionRow, ActionState, DecisionRow, DecisionType


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, the phase it is of, and what was done about it.

    told_s: from the platform's fact to our verdict. done_s: from the verdict until all of it was
    done on the platform; None while it is not, or where nothing was to be done.
    """

    row: DecisionRow
    phase: str
    actions: tuple[ActionRow, ...]
    told_s: float | None
    done_s: float | None

    @property
    def done_at(self) -> datetime | None:
        """When the last of it was done."""
        return _done_at(self.actions)


def decided(attempt_pk: int, *, most: int = 60, days: bool = False) -> list[Decided]:
    """What was decided of an attempt, newest first; begun days only where they are asked for."""
    rows = Decision.objects.filter(stage__attempt_id=attempt_pk)
    if not days:
        rows = rows.exclude(type=DecisionType.DAY_STARTED)
    joined = rows.select_related("stage__attempt", "report").defer("before", "after")
    found = list(joined.order_by("-id")[:most])
    causes = _causes(found)
    done = _actions([one.pk for one in found])
    return [_decided(one, causes, done) for one in found]


def asked(attempt_pk: int, *, most: int = 60) -> list[ActionRow]:
    """What platforms were asked for an attempt, newest first."""
    rows = Action.objects.select_related("stage").filter(stage__attempt_id=attempt_pk)
    return [action_row(one) for one in rows.order_by("-pk")[:most]]


def _decided(
    one: Decision, causes: dict[tuple[int, int], dict[str, Any]], done: dict[int, list[ActionRow]]
) -> Decided:
    report = getattr(one, "report", None)
    cause = causes.get((one.stage_id, one.seq), {})
    actions = tuple(done.get(one.pk, ()))
    last = _done_at(actions)
    return Decided(
        row=decision_row(one, cause, report.public_id if report else None),
        phase=one.stage.name,
        actions=actions,
        told_s=_seconds(one.received_at, one.recorded_at),
        done_s=_seconds(one.recorded_at, last),
    )


def _causes(found: list[Decision]) -> dict[tuple[int, int], dict[str, Any]]:
    entries = JournalEntry.objects.filter(
        stage_id__in={one.stage_id for one in found}, seq__in={one.seq for one in found}
    )
    return {(pk, seq): cause for pk, seq, cause in entries.values_list("stage_id", "seq", "cause")}


def _actions(decision_pks: list[int]) -> dict[int, list[ActionRow]]:
    found: dict[int, list[ActionRow]] = defaultdict(list)
    rows = Action.objects.select_related("stage").filter(decision_id__in=decision_pks)
    for one in rows.order_by("pk"):
        found[one.decision_id or 0].append(action_row(one))
    return found


def _done_at(actions: tuple[ActionRow, ...]) -> datetime | None:
    asked = [one for one in actions if one.state != ActionState.DROPPED]
    if any(one.state != ActionState.DONE for one in asked):
        return None
    return max((one.done_at for one in asked if one.done_at), default=None)


def _seconds(first: datetime | None, last: datetime | None) -> float | None:
    return None if first is None or last is None else round((last - first).total_seconds(), 3)
