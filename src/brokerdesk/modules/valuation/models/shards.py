"""Shards of accounts: how far each has marked, and where its accounts stand."""

from typing import ClassVar

from django.db import models


class Shard(models.Model):
    """One share of all accounts. `epoch` rises with each owner; a write of an older one fails.

    tick_seq: the stream's number up to which everything is decided and stored. gap: numbers that
    the stream had lost before they were marked, when that happened last.
    """

    number = models.PositiveSmallIntegerField(primary_key=True)
    epoch = models.BigIntegerField(default=0)
    owner = models.CharField(max_length=120, blank=True, default="")
    tick_seq = models.BigIntegerField(default=0)
    stored_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    accounts = models.PositiveIntegerField(default=0)
    positions = models.PositiveIntegerField(default=0)
    lag_s = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    gap_from = models.BigIntegerField(null=True)
    gap_to = models.BigIntegerField(null=True)
    gap_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.number)


class Stand(models.Model):
    """Where an account stands by our own marking, beside what its platform last reported.

    quality: reported (it agrees with the platform), estimated, suspect. doubts: codes of what is
    not believed, with what each is about. gap: ours less the platform's equity, when last compared.
    """

    account = models.OneToOneField(
        "trading.Account", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    balance = models.DecimalField(max_digits=28, decimal_places=8)
    credit = models.DecimalField(max_digits=28, decimal_places=8)
    floating = models.DecimalField(max_digits=28, decimal_places=8)
    equity = models.DecimalField(max_digits=28, decimal_places=8)
    margin = models.DecimalField(max_digits=28, decimal_places=8)
    level = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    positions = models.PositiveIntegerField(default=0)
    quality = models.CharField(max_length=10)
    doubts = models.JSONField(default=list)
    gap = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    compared_at = models.DateTimeField(null=True)
    tick_seq = models.BigIntegerField(default=0)
    marked_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["marked_at"], name="stand_marked")]
