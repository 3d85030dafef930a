"""Deals that cannot be computed yet, and the exchange rates that batches were computed by."""

from typing import ClassVar

from django.db import models

from brokerdesk.core.texts import NoteField


class WaitingDeal(models.Model):
    """A deal that waits for what its commission needs; it blocks no other.

    cause: NO_FX, NO_SYMBOL or NO_OPENING; `detail` names the pair, symbol or position.
    """

    deal = models.OneToOneField("trading.Deal", on_delete=models.PROTECT, db_constraint=False)
    batch_id = models.BigIntegerField()
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    cause = models.CharField(max_length=16)
    detail = NoteField(blank=True, default="")
    since = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["brand", "id"],
                name="waiting_deals",
                condition=models.Q(settled_at__isnull=True),
            )
        ]


class BatchRate(models.Model):
    """One unit of the first currency of a pair in the second, as a batch was computed by it."""

    batch_id = models.BigIntegerField()
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    pair = models.CharField(max_length=17)
    rate = models.DecimalField(max_digits=28, decimal_places=12)
    source = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch_id", "brand", "pair"], name="batch_rate_once")
        ]


class ManualRate(models.Model):
    """An exchange rate that staff gave, used where no platform quotes the pair."""

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    pair = models.CharField(max_length=17)
    rate = models.DecimalField(max_digits=28, decimal_places=12)
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "pair", "-id"], name="manual_rates")]
