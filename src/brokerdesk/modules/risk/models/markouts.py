"""What prices did after clients' trades."""

from typing import ClassVar

from django.db import models


class MarkOut(models.Model):
    """A live account's deal, and how far the middle of the prices then was in its favour.

    move_*: so many seconds after the deal, in the symbol's price, less the deal's own price;
    positive when the trader gained. value_*: in the account's currency. missing: why a horizon is
    unknown, by its seconds. Kept for some weeks.
    """

    deal = models.OneToOneField(
        "trading.Deal", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    account = models.ForeignKey("trading.Account", on_delete=models.PROTECT, db_index=False)
    symbol = models.CharField(max_length=64)
    at = models.DateTimeField()
    price = models.DecimalField(max_digits=28, decimal_places=8)
    currency = models.CharField(max_length=8)
    move_1 = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    move_10 = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    move_60 = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    value_1 = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    value_10 = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    value_60 = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    missing = models.JSONField(default=dict)
    measured_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["at"], name="markout_at"),
            models.Index(fields=["account", "at"], name="markout_of_account"),
        ]
