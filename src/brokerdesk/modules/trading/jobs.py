"""Carries out bulk jobs. May run twice: each row is done once."""

from brokerdesk.core.jobs import job, periodic

from .models import BulkJob
from .services.bulk import run_bulk
from .types import BulkState


@job()
def carry_out(job_id: str) -> None:
    """Do all rows of a bulk job."""
    while run_bulk(job_id):
        continue


@periodic(every_s=60)
def go_on() -> None:
    """Go on with bulk jobs whose worker died."""
    for job_id in BulkJob.objects.filter(state=BulkState.RUNNING).values_list(
        "public_id", flat=True
    ):
        carry_out(job_id)
