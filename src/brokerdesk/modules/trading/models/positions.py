"""Following open positions: each change of one is explained by deals, or people hear of it."""

from typing import ClassVar

from django.db import models

from .accounts import Account
from .servers import Server


class PositionStand(models.Model):
    """A live account's position as it was compared last, also for a while after it is gone.

    `since`: when these lots, or that it is gone, were first seen. `explained`: deals say the same.
    """

    server = models.ForeignKey(Server, on_delete=models.PROTECT, db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    ticket = models.BigIntegerField()
    symbol = models.CharField(max_length=64)
    side = models.CharField(max_length=4)
    lots = models.DecimalField(max_digits=28, decimal_places=8)
    since = models.DateTimeField()
    gone = models.BooleanField(default=False)
    explained = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["server", "ticket"], name="position_stand_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["server", "since"],
                name="position_stand_due",
                condition=models.Q(explained=False),
            )
        ]
