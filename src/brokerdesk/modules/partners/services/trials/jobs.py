"""Runs trials. A run that was killed begins anew."""

from brokerdesk.core.jobs import defer, job, periodic

from ...models import Trial
from ...types import TrialState
from .running import run_trial


@job()
def run(trial_id: str) -> None:
    """Run one trial."""
    run_trial(trial_id)


def begin(trial_id: str) -> None:
    """Let a trial be run soon, by one worker at a time."""
    defer(run, lock=f"trial:{trial_id}", once=f"trial:{trial_id}", trial_id=trial_id)


@periodic(every_s=60)
def go_on() -> None:
    """Begin trials anew whose worker died."""
    waiting = Trial.objects.filter(state__in=(TrialState.WAITING, TrialState.RUNNING))
    for trial_id in waiting.values_list("public_id", flat=True):
        begin(trial_id)
