"""What a brand pays for clients (CPA), and how far each client is."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from brokerdesk.core.texts import NoteField

from .tree import Partner


class AcquisitionTerms(models.Model):
    """What a brand pays for a client, and when he counts; a version holds until the next.

    body: as of `services.acquisition.terms`; null: nothing is paid for clients.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    body = models.JSONField(null=True)
    valid = DateTimeRangeField()
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(auto_now_add=True)

    @property
    def given(self) -> dict[str, Any]:
        """The body of terms that pay something."""
        return self.body or {}


class Qualification(models.Model):
    """How far a client is with what his partner is paid for. state: as of `engine.cpa`.

    `terms` are those of `since`, when he got the partner; `paid` is what was booked for him and
    not taken back.
    """

    client = models.OneToOneField("clients.Client", on_delete=models.PROTECT)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, db_index=False)
    terms = models.ForeignKey(AcquisitionTerms, on_delete=models.PROTECT, db_index=False)
    state = models.CharField(max_length=10, default="pending")
    since = models.DateTimeField()
    measures = models.JSONField(default=dict)
    looked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    payable_at = models.DateTimeField(null=True)
    paid = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    clawed_at = models.DateTimeField(null=True)
    reason = NoteField(length=500, blank=True, default="")
    decided_by = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["partner", "-id"], name="qualifications_of_partner"),
        ]
