"""Rewards of funded traders, and offers to grow."""

from functools import partial
from typing import ClassVar

from django.db import models
from django.db.models import Q

from brokerdesk.core.texts import NoteField
from brokerdesk.kit.ids import new_id

from .attempts import Attempt, Stage

_OPEN = ("requested", "freezing", "review", "escalated", "approved", "unresolved")


class Payout(models.Model):
    """A reward. state: requested, freezing, review, escalated, approved, unresolved (whether the
    platform gave the profit up is not known: people decide that), paid, rejected, cancelled.
    figures: the conditions and the preview of floors as they stood at the request.

    kind: reward, or breach (of a profit that a daily loss ended). profit: what it is computed
    from, after deductions; trader + firm = profit. refund: the fee. removed: trades that do not
    count, each with its amount and reason. operation_id: what the platform was asked for last;
    former: what it refused before, which may come late. taken: the operation by which the profit
    left the account before the reward was approved. returned: profit put back, as operations
    {of, by}. trouble: what staff have to clear up.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "ppo"))
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="payouts")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, default="reward")
    state = models.CharField(max_length=10, default="requested")
    asked = models.DecimalField(max_digits=28, decimal_places=8)
    profit = models.DecimalField(max_digits=28, decimal_places=8)
    deducted = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    split = models.DecimalField(max_digits=7, decimal_places=6)
    trader = models.DecimalField(max_digits=28, decimal_places=8)
    firm = models.DecimalField(max_digits=28, decimal_places=8)
    refund = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    currency = models.CharField(max_length=8)
    figures = models.JSONField(default=dict)
    removed = models.JSONField(default=list)
    operation_id = models.CharField(max_length=40, blank=True, default="")
    former = models.JSONField(default=list)
    taken = models.CharField(max_length=40, blank=True, default="")
    returned = models.JSONField(default=list)
    trouble = NoteField(blank=True, default="", length=300)
    reason = NoteField(blank=True, default="", length=500)
    assessed_by = models.CharField(max_length=60, blank=True, default="")
    approved_by = models.CharField(max_length=60, blank=True, default="")
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["attempt"], name="one_open_prop_payout", condition=Q(state__in=_OPEN)
            ),
            models.UniqueConstraint(
                fields=["attempt", "number"],
                name="prop_payout_number",
                condition=~Q(state__in=("rejected", "cancelled")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="prop_payout_trouble", condition=~Q(trouble="")),
            models.Index(
                fields=["operation_id"],
                name="prop_payout_operation",
                condition=~Q(operation_id=""),
            ),
        ]

    @property
    def counts(self) -> bool:
        """Whether its number is its own: one refused or taken back leaves it to the next."""
        return self.state not in ("rejected", "cancelled")


class ScaleOffer(models.Model):
    """A larger account that a trader earned. state: offered, accepted, declined, expired."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "scl"))
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT)
    size = models.DecimalField(max_digits=28, decimal_places=8)
    split = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    state = models.CharField(max_length=8, default="offered")
    figures = models.JSONField(default=dict)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
