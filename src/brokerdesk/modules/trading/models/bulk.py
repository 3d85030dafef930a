"""One job on many accounts: what was asked for, and what became of each row."""

from functools import partial
from typing import ClassVar

from django.db import models
from django.db.models import Q

from brokerdesk.core.texts import NoteField
from brokerdesk.kit.ids import new_id

from .accounts import Account
from .operations import Operation


class BulkJob(models.Model):
    """A job on many accounts, from its preview to its last row."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "blk"))
    action = models.CharField(max_length=16)
    params = models.JSONField(default=dict)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=12, default="preview")
    total = models.PositiveIntegerField(default=0)
    requested_by = models.CharField(max_length=60)
    requester = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)


class BulkRow(models.Model):
    """One row of a job; `given` is what was typed. An operation says how the platform answered.

    `before` and `after` are kept when the job begins: its preview reads them afresh.
    """

    job = models.ForeignKey(BulkJob, on_delete=models.PROTECT, related_name="rows", db_index=False)
    position = models.PositiveIntegerField()
    given = models.CharField(max_length=80)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)
    amount = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    before = models.CharField(max_length=60, blank=True, default="")
    after = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=12, default="pending")
    message = NoteField(blank=True, default="")
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "position"], name="bulk_row_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["job"], name="bulk_row_pending", condition=Q(state="pending")),
        ]
