"""Carries out bulk jobs. May run twice: each row is done once."""

from brokerdesk.core.jobs import defer, job, periodic

from .models import BulkJob
from .services.bulk import run_bulk
from .types import BulkState


@job()
def carry_out(job_id: str) -> None:
    """Do all rows of a bulk job."""
    while run_bulk(job_id):
        continue


def begin(job_id: str) -> None:
    """Let a bulk job be carried out soon, by one worker at a time."""
    defer(carry_out, lock=f"bulk:{job_id}", once=f"bulk:{job_id}", job_id=job_id)


@periodic(every_s=60)
def go_on() -> None:
    """Go on with bulk jobs whose worker died."""
    for job_id in BulkJob.objects.filter(state=BulkState.RUNNING).values_list(
        "public_id", flat=True
    ):
        begin(job_id)
