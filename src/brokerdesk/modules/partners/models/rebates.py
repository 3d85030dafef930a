"""What clients were paid of their rebates."""

from functools import partial
from typing import ClassVar

from django.db import models

from brokerdesk.kit.ids import new_id


class RebatePayout(models.Model):
    """A day's payment of a client's rebates into his wallet; `carried` stays payable.

    Below zero, `carried` is what rounding up gave before it was due.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "rbt"))
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, db_index=False)
    day = models.DateField()
    amount = models.DecimalField(max_digits=28, decimal_places=8)
    carried = models.DecimalField(max_digits=28, decimal_places=8)
    currency = models.CharField(max_length=8)
    paid_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "currency", "day"], name="rebates_paid_once_a_day"
            )
        ]
