"""Partners and their links through time. Overlaps are refused by the database."""

from functools import partial
from typing import ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from brokerdesk.core.texts import NoteField
from brokerdesk.kit.ids import new_id


class Partner(models.Model):
    """A client who brings clients."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "ptr"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    client = models.OneToOneField("clients.Client", on_delete=models.PROTECT)
    code = models.CharField(max_length=24)
    status = models.CharField(max_length=12, default="applied")
    approved_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "code"], name="referral_code_per_brand")
        ]


class PartnerParent(models.Model):
    """Who stood above a partner, from when to when (half open)."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="parents")
    parent = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, related_name="child_links"
    )
    valid = DateTimeRangeField()
    reason = NoteField(blank=True, default="")
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("partner")),
                name="partner_not_own_parent",
            )
        ]


class ClientPartner(models.Model):
    """Whose client someone was, from when to when (half open)."""

    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True)
    valid = DateTimeRangeField()
    reason = NoteField(blank=True, default="")
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(auto_now_add=True)
