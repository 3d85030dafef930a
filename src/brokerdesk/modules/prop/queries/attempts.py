"""Attempts, stages, and what was decided of them."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from ..documents import programme_of
from ..engine import State, summary
from ..engine.decisions import Final
from ..errors import AttemptNotFound, DecisionNotFound, StageNotFound
from ..models import Action, Attempt, Decision, JournalEntry, Stage
from ..rows import action_row, attempt_row, decision_row, stage_row
from ..types import OPEN_STAGE, ActionRow, AttemptRow, DecisionRow, StageRow


def attempt(attempt_id: str) -> AttemptRow:
    """One attempt with its stages.

    Raises:
        AttemptNotFound: there is none.
    """
    rows = Attempt.objects.select_related("client", "order").filter(public_id=attempt_id)
    found = rows.first()
    if found is None:
        raise AttemptNotFound(_("there is no such challenge"))
    stages = found.stages.select_related("attempt", "account").order_by("pk")
    return attempt_row(found, tuple(stages))


def attempts_of(client_pk: int) -> list[AttemptRow]:
    """A client's attempts, newest first, each with its stages."""
    rows = Attempt.objects.select_related("client", "order").filter(client_id=client_pk)
    found = rows.prefetch_related("stages__account").order_by("-pk")
    return [
        attempt_row(one, tuple(sorted(one.stages.all(), key=lambda stage: stage.pk)))
        for one in found
    ]


def stage(stage_id: str) -> StageRow:
    """One stage.

    Raises:
        StageNotFound: there is none.
    """
    return stage_row(_stage(stage_id))


def stage_of_account(account_pk: int) -> StageRow | None:
    """The stage that an account is judged in."""
    rows = Stage.objects.select_related("attempt", "account")
    found = rows.filter(account_id=account_pk, state__in=OPEN_STAGE).first()
    return None if found is None else stage_row(found)


def standing(stage_id: str) -> Final | None:
    """Where a stage stands by the engine, as of what was stored last; None before it began.

    Raises:
        StageNotFound: there is none.
    """
    found = _stage(stage_id)
    if found.engine is None or found.started_at is None:
        return None
    return summary(State.from_json(bytes(found.engine)), programme_of(found.document))


def decisions(stage_id: str, *, types: Collection[str] | None = None) -> list[DecisionRow]:
    """What was decided of a stage, newest first."""
    rows = Decision.objects.filter(stage__public_id=stage_id)
    if types is not None:
        rows = rows.filter(type__in=types)
    found = list(rows.select_related("stage__attempt", "report").order_by("-seq", "-place"))
    return _decision_rows(found)


def decision(decision_id: str) -> DecisionRow:
    """One decision.

    Raises:
        DecisionNotFound: there is none.
    """
    rows = Decision.objects.select_related("stage__attempt", "report")
    found = list(rows.filter(public_id=decision_id))
    if not found:
        raise DecisionNotFound(_("there is no such decision"))
    return _decision_rows(found)[0]


def journal_lines(stage_id: str) -> list[dict[str, object]]:
    """A stage's events as `prop evaluate` reads them, in order."""
    entries = JournalEntry.objects.filter(stage__public_id=stage_id)
    return list(entries.order_by("seq").values_list("event", flat=True))


def actions(stage_id: str) -> list[ActionRow]:
    """What platforms were asked for a stage, newest first."""
    rows = Action.objects.select_related("stage").filter(stage__public_id=stage_id)
    return [action_row(one) for one in rows.order_by("-pk")]


def _stage(stage_id: str) -> Stage:
    found = Stage.objects.select_related("attempt", "account").filter(public_id=stage_id).first()
    if found is None:
        raise StageNotFound(_("there is no such stage"))
    return found


def _decision_rows(found: Collection[Decision]) -> list[DecisionRow]:
    entries = JournalEntry.objects.filter(
        stage_id__in={one.stage_id for one in found}, seq__in={one.seq for one in found}
    )
    causes = {(one.stage_id, one.seq): one.cause for one in entries}
    return [
        decision_row(one, causes.get((one.stage_id, one.seq), {}), _report_id(one)) for one in found
    ]


def _report_id(decision: Decision) -> str | None:
    report = getattr(decision, "report", None)
    return None if report is None else str(report.public_id)
