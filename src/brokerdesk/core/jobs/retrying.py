"""Run a failed job again because a person says so."""

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError


class JobNotFailed(DomainError):
    """The job is not failed: it waits, runs, or is gone."""

    code = "job_not_failed"


def retry_failed(job_id: int) -> None:
    """Enqueue a failed job again, now.

    Raises:
        JobNotFailed: it did not fail, or the same job waits already.
    """
    try:
        app.job_manager.retry_job_by_id(job_id=job_id, retry_at=now())
    except ConnectorException as error:
        raise JobNotFailed(_("the job is not failed, or it waits already")) from error
