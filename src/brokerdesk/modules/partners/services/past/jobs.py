"""Carries changes of the past on. May run twice: each step is done once."""

from brokerdesk.core.jobs import defer, job, periodic

from ...models import PastChange
from ...types import PastState
from .passes import advance

GOING = (PastState.PREVIEWING, PastState.APPROVED, PastState.POSTING)


@job()
def carry_on(change_id: str) -> None:
    """Do all steps of a change up to where a person decides, or to its end."""
    while advance(change_id):
        continue


def begin(change_id: str) -> None:
    """Let a change be carried on soon, by one worker at a time."""
    defer(carry_on, lock=f"past:{change_id}", once=f"past:{change_id}", change_id=change_id)


@periodic(every_s=60)
def go_on() -> None:
    """Go on with changes whose worker died."""
    for change_id in PastChange.objects.filter(state__in=GOING).values_list("public_id", flat=True):
        begin(change_id)
