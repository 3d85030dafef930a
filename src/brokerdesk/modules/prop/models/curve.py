"""What a trader's pages remember: his equity minute by minute, and the cards that he shares."""

from functools import partial
from typing import ClassVar

from django.db import models

from brokerdesk.kit.ids import new_id

from .attempts import Attempt, Stage


class EquityPoint(models.Model):
    """A minute of a stage by our own marking: lowest, highest and last equity seen in it."""

    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, related_name="points", db_index=False
    )
    at = models.DateTimeField()
    balance = models.DecimalField(max_digits=28, decimal_places=8)
    low = models.DecimalField(max_digits=28, decimal_places=8)
    high = models.DecimalField(max_digits=28, decimal_places=8)
    close = models.DecimalField(max_digits=28, decimal_places=8)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "at"], name="equity_point_once")
        ]


class ShareCard(models.Model):
    """A card that anybody with its token may see until the trader takes it back."""

    token = models.CharField(max_length=40, unique=True, default=partial(new_id, "crd"))
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="cards")
    show_name = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
