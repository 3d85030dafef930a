"""Accruals and payouts: only ever added."""

from functools import partial
from typing import ClassVar

from django.db import models

from brokerdesk.kit.ids import new_id

from .plans import PlanVersion
from .tree import Partner


class Accrual(models.Model):
    """What one deal (in one version) gave one partner: amount, or zero with its reason.

    The database does not check deal, partner and plan version row by row: accruing reads them in
    the same transaction, none is ever deleted, and the check would lock and rewrite every deal.
    """

    deal = models.ForeignKey(
        "trading.Deal", on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    deal_version = models.PositiveSmallIntegerField(default=1)
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, db_index=False, db_constraint=False
    )
    level = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    amount = models.DecimalField(max_digits=28, decimal_places=8)
    currency = models.CharField(max_length=8)
    reason = models.CharField(max_length=24, blank=True, default="")
    plan_version = models.ForeignKey(
        PlanVersion,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        db_constraint=False,
    )
    why = models.JSONField()
    batch_id = models.BigIntegerField()
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            # Each reversal names its line. Whole, not partial: a deal's lines are found by it.
            models.UniqueConstraint(
                fields=["deal", "deal_version", "level", "kind", "reverses"],
                nulls_distinct=False,
                name="accrual_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["partner", "-id"], name="accrual_by_partner"),
            models.Index(fields=["batch_id"], name="accrual_by_batch"),
        ]

    @property
    def public_id(self) -> str:
        return f"acr_{self.pk}"


class Payout(models.Model):
    """A partner's payable, rounded once, in his wallet or in that of `payee`.

    Of deals before `until`; nothing: all that was payable.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "pay"))
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT)
    amount = models.DecimalField(max_digits=28, decimal_places=8)
    residue = models.DecimalField(max_digits=28, decimal_places=8)
    currency = models.CharField(max_length=8)
    paid_at = models.DateTimeField()
    paid_by = models.CharField(max_length=60)
    payee = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    until = models.DateTimeField(null=True)
