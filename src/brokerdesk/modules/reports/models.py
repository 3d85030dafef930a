"""Daily figures: one row per brand, day, metric and currency."""

from typing import ClassVar

from django.db import models


class DailyFigure(models.Model):
    """What happened on one day of the brand's reporting zone."""

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    day = models.DateField()
    metric = models.CharField(max_length=20)
    currency = models.CharField(max_length=8, blank=True, default="")
    count = models.BigIntegerField(default=0)
    amount = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["brand", "day", "metric", "currency"], name="figure_once_per_day"
            )
        ]
