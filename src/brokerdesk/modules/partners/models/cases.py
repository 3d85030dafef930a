"""What looks like abuse: evidence for a person, not a verdict."""

from functools import partial
from typing import ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from brokerdesk.core.texts import NoteField
from brokerdesk.kit.ids import new_id

from .runs import Hold
from .tree import Partner


class PartnerCase(models.Model):
    """One finding of one rule. state: open, dismissed, confirmed. `key` keeps it from a second."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "pcs"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, null=True)
    rule = models.CharField(max_length=24)
    key = models.CharField(max_length=200, unique=True)
    evidence = models.JSONField()
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, null=True, db_index=False)
    state = models.CharField(max_length=10, default="open")
    answer = NoteField(length=500, blank=True, default="")
    decided_by = models.CharField(max_length=60, blank=True, default="")
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "-id"], name="case_by_state")]


class SelfReferral(models.Model):
    """While it holds, a client pays this partner, who seems to be himself, nothing."""

    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, db_index=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(PartnerCase, on_delete=models.PROTECT, db_index=False)
    valid = DateTimeRangeField()
