"""Does runs of the laboratory. One that was killed begins anew."""

from brokerdesk.core.jobs import defer, job, periodic

from ...lab import LabState
from ...models import LabRun


@job()
def run(run_id: str) -> None:
    """Do one run."""
    from .running import do_run  # what simulates is compiled; only a worker needs it

    do_run(run_id)


def begin(run_id: str) -> None:
    """Let a run be done soon, by one worker at a time."""
    defer(run, lock=f"prop_lab:{run_id}", once=f"prop_lab:{run_id}", run_id=run_id)


@periodic(every_s=60)
def go_on() -> None:
    """Begin runs anew whose worker died."""
    waiting = LabRun.objects.filter(state__in=(LabState.WAITING, LabState.RUNNING))
    for run_id in waiting.values_list("public_id", flat=True):
        begin(run_id)
