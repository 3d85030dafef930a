"""Open positions as valued at instants: where one day ends and the next begins."""

from typing import ClassVar

from django.db import models


class MarkRun(models.Model):
    """All open positions of an entity's accounts were valued: the day `on` begins at `at`.

    rates: one unit of each currency in the entity's. oldest_at: the oldest price or reading in it.
    unpriced: positions taken at the platform's own figure, as no price or rate was there.
    """

    entity = models.ForeignKey("brands.LegalEntity", on_delete=models.PROTECT, db_index=False)
    on = models.DateField()
    at = models.DateTimeField()
    currency = models.CharField(max_length=8)
    rates = models.JSONField(default=dict)
    positions = models.PositiveIntegerField()
    unpriced = models.PositiveIntegerField(default=0)
    oldest_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "on"], name="mark_run_once_a_day")
        ]


class FloatingMark(models.Model):
    """An account's open positions of a symbol, valued in its currency, swaps included.

    An account without rows at the instant of its entity's run, or of its change of books, is flat.
    """

    account = models.ForeignKey("trading.Account", on_delete=models.PROTECT, db_index=False)
    symbol = models.CharField(max_length=64)
    at = models.DateTimeField()
    floating = models.DecimalField(max_digits=28, decimal_places=8)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["at", "account", "symbol"], name="floating_mark_once")
        ]
