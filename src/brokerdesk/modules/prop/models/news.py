"""Economic releases that rules refer to."""

from typing import ClassVar

from django.db import models


class Release(models.Model):
    """A release. symbols: names, or null for all; recorded_at: since when we know of it."""

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    at = models.DateTimeField()
    title = models.CharField(max_length=120)
    currency = models.CharField(max_length=8, blank=True, default="")
    impact = models.CharField(max_length=8)
    symbols = models.JSONField(null=True)
    source = models.CharField(max_length=80, blank=True, default="")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "at", "title"], name="release_once")
        ]
