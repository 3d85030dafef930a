"""Disputes: a partner contests a line or a period, staff answer from the derivation."""

from functools import partial
from typing import ClassVar

from django.db import models

from brokerdesk.kit.ids import new_id

from .accruals import Accrual
from .tree import Partner


class Dispute(models.Model):
    """What a partner contests. state: open, answered, proposed, accepted, rejected, withdrawn.

    `accrual` is the line, or `since` and `until` the period. `expected` is what he thinks is
    right, where he says so. `correction` is the batch of reversing and new lines, when accepted.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "dsp"))
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT)
    accrual = models.ForeignKey(Accrual, on_delete=models.PROTECT, null=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    claim = models.CharField(max_length=1000)
    expected = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    currency = models.CharField(max_length=8)
    state = models.CharField(max_length=10, default="open")
    owner = models.CharField(max_length=60, blank=True, default="")
    owner_name = models.CharField(max_length=120, blank=True, default="")
    correction = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["accrual"],
                name="one_open_dispute_per_accrual",
                condition=models.Q(state__in=("open", "answered", "proposed")),
            )
        ]


class DisputeMessage(models.Model):
    """One word in a dispute, by the partner or by staff."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="messages")
    by_partner = models.BooleanField()
    author = models.CharField(max_length=60)
    author_name = models.CharField(max_length=120)
    text = models.CharField(max_length=2000)
    at = models.DateTimeField()


class Adjustment(models.Model):
    """A correction of a partner's payable. state: proposed, posted, refused.

    kind: dispute or write_off. Of a dispute about a line, `accrual` is that line, and reversing
    and new lines carry the amount; else the amount (+ in his favour) is booked by itself.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "adj"))
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, null=True)
    accrual = models.ForeignKey(Accrual, on_delete=models.PROTECT, null=True, db_index=False)
    kind = models.CharField(max_length=10)
    amount = models.DecimalField(max_digits=28, decimal_places=8)
    currency = models.CharField(max_length=8)
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.CharField(max_length=60)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=60, blank=True, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dispute"],
                name="one_adjustment_waits_per_dispute",
                condition=models.Q(state="proposed"),
            ),
            models.UniqueConstraint(
                fields=["partner", "currency"],
                name="one_write_off_waits",
                condition=models.Q(state="proposed", kind="write_off"),
            ),
        ]
