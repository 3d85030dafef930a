"""Deferred work: what waits, runs and failed; failed jobs are retried here."""

import django_filters
import django_tables2 as tables
from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from brokerdesk.core import audit
from brokerdesk.core.access import allowed
from brokerdesk.core.jobs.retrying import retry_failed
from brokerdesk.core.ui import (
    FormPage,
    ListPage,
    Nav,
    UiRequest,
    counter,
    register_form,
    register_list,
    url,
)
from brokerdesk.core.ui.columns import StateColumn, WhenColumn
from brokerdesk.kit.errors import NotFound

RIGHT = "core.jobs.view"
STATES = [
    ("todo", _("Waits")),
    ("doing", _("Runs")),
    ("failed", _("Failed")),
    ("aborted", _("Aborted")),
]


def _rows(request: UiRequest) -> QuerySet[ProcrastinateJob]:
    """All jobs, for those who may see them for all brands: a job does not tell its brand."""
    rows = ProcrastinateJob.objects.order_by("-id")
    return rows if allowed(request.actor, RIGHT) else rows.none()


class JobTable(tables.Table):
    """Jobs by name, without their arguments, which may be personal."""

    id = tables.Column(verbose_name=_("Number"), orderable=False)
    task_name = tables.Column(verbose_name=_("Job"), orderable=False)
    queue_name = tables.Column(verbose_name=_("Queue"), orderable=False)
    status = StateColumn(verbose_name=_("State"), orderable=False)
    attempts = tables.Column(verbose_name=_("Attempts"), orderable=False)
    scheduled_at = WhenColumn(verbose_name=_("Not before"), orderable=False)
    retry = tables.Column(
        verbose_name="", empty_values=(), orderable=False, exclude_from_export=True
    )

    def render_task_name(self, value: str) -> str:
        """Leave out what all names begin with."""
        return value.removeprefix("brokerdesk.")

    def render_retry(self, record: ProcrastinateJob) -> str:
        """Link to the retry of a failed job."""
        if record.status != "failed":
            return ""
        href = url("backoffice", "core.job_retry", job_id=record.pk)
        return format_html('<a class="btn btn-sm" href="{}">{}</a>', href, _("Retry"))


class JobFilter(django_filters.FilterSet):
    """Jobs by state and name."""

    status = django_filters.ChoiceFilter(choices=STATES, label=_("State"))
    task_name = django_filters.CharFilter(lookup_expr="contains", label=_("Job"), max_length=100)

    class Meta:
        model = ProcrastinateJob
        fields = ("status", "task_name")


register_list(
    ListPage(
        surface="backoffice",
        path="jobs/",
        name="core.jobs",
        title=_("Jobs"),
        permission=RIGHT,
        queryset=_rows,
        table=JobTable,
        filterset=JobFilter,
        nav=Nav(_("System"), order=25, icon="clock"),
        empty=_("No job waits, and none failed"),
    )
)


@counter("failed_jobs", title=_("Failed jobs"), url_name="core.jobs", permission=RIGHT)
def failed_count(request: UiRequest) -> int:
    """Count jobs that used up their attempts."""
    return _rows(request).filter(status="failed").count()


class RetryForm(forms.Form):
    """Nothing to fill in: the button is the decision."""


def _retry(request: UiRequest, form: forms.Form, *, job_id: int) -> str:
    job = _rows(request).filter(pk=job_id).first()
    if job is None:
        raise NotFound(str(_("There is no such job.")))
    with transaction.atomic():
        retry_failed(job.pk)
    audit.record(
        "core.jobs.retry",
        subject=f"job_{job.pk}",
        actor=request.actor,
        after={"job": job.task_name},
    )
    return url("backoffice", "core.jobs")


register_form(
    FormPage(
        surface="backoffice",
        path="jobs/<int:job_id>/retry/",
        name="core.job_retry",
        title=_("Retry a job"),
        permission=RIGHT,
        form=RetryForm,
        submit=_retry,
        submit_label=_("Retry"),
        back=lambda request, **given: url("backoffice", "core.jobs"),
    )
)
