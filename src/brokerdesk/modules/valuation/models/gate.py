"""What quotes are believed, which were not, and which symbols stand still by order."""

from functools import partial
from typing import ClassVar

import pghistory
from django.db import models

from brokerdesk.kit.ids import new_id


@pghistory.track()
class QuoteRule(models.Model):
    """What is believed of the symbols that a mask matches; the first by `sort` holds.

    Shares are of the price. server None: every server.
    """

    server = models.ForeignKey("trading.Server", on_delete=models.PROTECT, null=True)
    mask = models.CharField(max_length=64, default="*")
    sort = models.PositiveSmallIntegerField(default=100)
    max_age_s = models.PositiveIntegerField(default=600)
    max_ahead_s = models.PositiveIntegerField(default=5)
    max_spread = models.DecimalField(max_digits=12, decimal_places=8, default="0.02")
    max_jump = models.DecimalField(max_digits=12, decimal_places=8, default="0.05")
    jump_within_s = models.PositiveIntegerField(default=300)
    trades_weekends = models.BooleanField(default=False)


class QuoteFaultSeen(models.Model):
    """A run of quotes of a symbol with one fault: how many, since when, and the last of them."""

    server = models.ForeignKey("trading.Server", on_delete=models.PROTECT)
    symbol = models.CharField(max_length=64)
    fault = models.CharField(max_length=20)
    count = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    bid = models.DecimalField(max_digits=28, decimal_places=8)
    ask = models.DecimalField(max_digits=28, decimal_places=8)
    believed_bid = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    believed_ask = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    tick_seq = models.BigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-last_at"], name="quote_fault_last")]


class SymbolStop(models.Model):
    """A person's order that prices of a symbol decide nothing, until it is lifted."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "stp"))
    server = models.ForeignKey("trading.Server", on_delete=models.PROTECT, null=True)
    symbol = models.CharField(max_length=64)
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=60)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    lifted_by = models.CharField(max_length=60, blank=True, default="")
    lifted_at = models.DateTimeField(null=True)
