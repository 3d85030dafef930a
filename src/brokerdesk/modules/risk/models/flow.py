"""How accounts trade, in figures: statistics, never labels."""

from typing import ClassVar

from django.db import models


class FlowStat(models.Model):
    """Figures of an account's closed trades of the days up to `on`.

    Shares are of 1. markouts: what the price gave his trades so many seconds later, in the
    account's currency, by second; None where no trade could be measured.
    """

    account = models.ForeignKey("trading.Account", on_delete=models.PROTECT, db_index=False)
    on = models.DateField()
    days = models.PositiveSmallIntegerField()
    trades = models.PositiveIntegerField()
    median_hold_s = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    under_10s = models.PositiveIntegerField(default=0)
    under_3min = models.PositiveIntegerField(default=0)
    longer = models.PositiveIntegerField(default=0)
    unknown_hold = models.PositiveIntegerField(default=0)
    under_60s_share = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    same_second = models.PositiveIntegerField(default=0)
    lots_raised = models.PositiveIntegerField(default=0)
    both_sides_share = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    win_rate = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    lots = models.DecimalField(max_digits=28, decimal_places=8)
    net_profit = models.DecimalField(max_digits=28, decimal_places=8)
    currency = models.CharField(max_length=8)
    markouts = models.JSONField(default=dict)
    computed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "on"], name="flow_stat_once_a_day")
        ]
        indexes: ClassVar = [models.Index(fields=["on"], name="flow_stat_on")]
