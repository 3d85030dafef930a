"""What we booked at a provider, and what the provider says it booked."""

from typing import ClassVar

from django.db import models

from brokerdesk.core.texts import NoteField

from .psps import MONEY, Psp


class Movement(models.Model):
    """Money we posted against a provider's clearing account, in the posting's transaction.

    Amount: + in, - out, before `fee`. Append-only.
    """

    psp = models.ForeignKey(Psp, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=16)
    provider_ref = models.CharField(max_length=100)
    reference = models.CharField(max_length=64)
    amount = models.DecimalField(**MONEY)
    fee = models.DecimalField(**MONEY)
    currency = models.CharField(max_length=8)
    ledger_key = models.CharField(max_length=200, unique=True)
    posted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["psp", "kind", "provider_ref"], name="movement_once")
        ]
        indexes: ClassVar = [models.Index(fields=["psp", "posted_at"], name="movement_by_time")]


class StatementFetch(models.Model):
    """When a provider's statement was read last, and how far back."""

    psp = models.OneToOneField(Psp, on_delete=models.CASCADE)
    since = models.DateTimeField()
    until = models.DateTimeField()
    fetched_at = models.DateTimeField()
    error = NoteField(blank=True, default="")


class StatementLine(models.Model):
    """A line of a provider's statement, as read last."""

    psp = models.ForeignKey(Psp, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(max_length=32)
    provider_ref = models.CharField(max_length=100)
    reference = models.CharField(max_length=64, blank=True, default="")
    amount = models.DecimalField(**MONEY)
    fee = models.DecimalField(**MONEY)
    currency = models.CharField(max_length=8)
    booked_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["psp", "booked_at"], name="line_by_time")]
