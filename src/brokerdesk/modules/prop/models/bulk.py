"""One thing done to many challenges, row by row."""

from functools import partial
from typing import ClassVar

from django.db import models

from brokerdesk.kit.ids import new_id


class BulkRun(models.Model):
    """kind: extend, block, unblock, end. state: waiting, running, done.

    rows: in their order, {attempt, state: waiting, done, failed; said}. Each row is done in a
    transaction of its own, together with its result here.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "pbk"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT)
    kind = models.CharField(max_length=8)
    days = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=8, default="waiting")
    rows = models.JSONField(default=list)
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=120, blank=True, default="")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["id"], name="prop_bulk_open", condition=models.Q(ended_at__isnull=True)
            )
        ]
