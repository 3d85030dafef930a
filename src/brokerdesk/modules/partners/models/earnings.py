"""What partners earn without a deal: only ever added."""

from functools import partial
from typing import ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from brokerdesk.kit.ids import new_id

from .tree import Partner


class Earning(models.Model):
    """What a partner earned, or gives back, without a deal.

    kind: cpa, revenue_share, tier, service, clawback. `key` books it once. It counts in payouts of
    periods that end after `occurred_at`, and not before `payable_at`. `why` is its derivation;
    `period` what it is for, where it is for a period.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "ear"))
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, db_index=False)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, null=True)
    kind = models.CharField(max_length=14)
    key = models.CharField(max_length=160, unique=True)
    amount = models.DecimalField(max_digits=28, decimal_places=8)
    currency = models.CharField(max_length=8)
    why = models.JSONField()
    period = DateTimeRangeField(null=True)
    occurred_at = models.DateTimeField()
    payable_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="earning_is_money")
        ]
        indexes: ClassVar = [
            models.Index(fields=["partner", "-id"], name="earnings_of_partner"),
            models.Index(fields=["occurred_at"], name="earnings_by_time"),
        ]
