"""A run from its beginning to its end, step by step, each in a transaction of its own."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction

from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError
from brokerdesk.kit.reading import CaseError

from ...lab import LabKind, LabState
from ...locks import lock_lab_run
from ...models import LabRun
from .dry_running import dry_run
from .simulating import simulate
from .telling import tell

Steps = Iterator[tuple[int, int]]


def do_run(run_id: str) -> None:
    """Do a run from the beginning.

    Emits: LabRunMoved.
    """
    with transaction.atomic():
        run = lock_lab_run(run_id)
        if run.state not in (LabState.WAITING, LabState.RUNNING):
            return
        run.state, run.done = LabState.RUNNING, 0
        run.save(update_fields=["state", "done"])
        run.cases.all().delete()
        tell(run)
    result: dict[str, Any] = {}
    work: Callable[[LabRun, dict[str, Any]], Steps]
    work = dry_run if run.kind == LabKind.DRY_RUN else simulate
    try:
        for done, total in work(run, result):
            _went_on(run, done, total)
    except (CaseError, DomainError) as error:
        _ended(run, LabState.FAILED, {}, str(error))
    else:
        _ended(run, LabState.DONE, result, "")


def _went_on(run: LabRun, done: int, total: int) -> None:
    with transaction.atomic():
        run.done, run.total = done, total
        LabRun.objects.filter(pk=run.pk).update(done=done, total=total)
        tell(run)


def _ended(run: LabRun, state: LabState, result: dict[str, Any], problem: str) -> None:
    with transaction.atomic():
        kept = lock_lab_run(run.public_id)
        kept.state, kept.result, kept.problem = state, result, problem[:400]
        kept.finished_at = now()
        kept.save(update_fields=["state", "result", "problem", "finished_at"])
        tell(kept)
